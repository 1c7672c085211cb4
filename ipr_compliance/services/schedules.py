"""Schedules of reports: set up, ended, and each report put into the outbox once for each reader and period."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.issued import covers
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Format, Kind, Period
from ipr_compliance.domain.refusal import Invalid, NotAllowed, Refused
from ipr_compliance.domain.schedules import Every, check
from ipr_compliance.models import ReportSchedule, ScheduleReader
from ipr_compliance.queries import progress, recommendations, schedules
from ipr_compliance.queries.schedules import Schedule
from ipr_compliance.services import deliveries, history, issued
from ipr_compliance.services.deliveries import Enclosure
from ipr_compliance.services.desk import Desk, done_before, made_before
from ipr_compliance.services.history import Change
from ipr_compliance.services.orders import Order, read_order
from ipr_compliance.services.progress import MEDIA_TYPES, make

SUBJECT = "schedule"
MAIL_KIND = "schedule"

ATTACHED_MOST = 5 * 1024**2
"""Bytes; what is larger is not attached, since many mailboxes would refuse it: the link leads to it."""

MOST_READERS = 100

_schedule, _reader = ReportSchedule.__table__, ScheduleReader.__table__  # type: ignore[attr-defined]


def add(
    desk: Desk, kind: Kind, code: str, every: Every, addresses: str, limits: Mapping[str, str] | None = None
) -> int:  # fmt: skip
    """Set one up, from the period on in which it is set up; answers its number.

    A progress report can be limited to a `report` of the OIG or to a `view`, whose conditions are kept, whatever
    becomes of the view. Refuses with NotAllowed whoever does not keep everything that it is about, and with Invalid a
    component that is not theirs to read, a report or view that they do not see, an address of nobody with an account,
    none or too many, and the semiannual tables for other periods.
    """
    if (made := made_before(desk)) is not None:
        return made
    check(kind, every)
    asked = {"kind": kind.value, "component": code.strip(), **(limits or {})}
    scope = read_order(desk.connection, asked, desk.by, desk.tree, desk.today).scope
    component_id = desk.tree.by_code[scope.code.upper()].id if scope.code else None
    if not covers(desk.by, Action.EDIT, component_id, desk.tree):
        raise NotAllowed("Only liaisons of everything that a report is about have it sent.")
    readers = _readers(desk.connection, addresses)
    row = ReportSchedule(
        kind=kind, component_id=component_id, conditions=urlencode(scope.asks), every=every, since=desk.today,
        made_by=desk.by.actor,
    )  # fmt: skip
    desk.session.add(row)
    desk.session.flush()
    number = row.id or 0
    desk.connection.execute(
        sa.insert(_reader), [{"schedule_id": number, "person_id": person} for person in readers.values()]
    )
    facts = {
        "kind": kind.value,
        "component": scope.code or None,
        "conditions": scope.said or None,
        "every": every.value,
        "readers": " ".join(readers),
    }
    _tell(desk, number, "scheduled", {name: (None, value) for name, value in facts.items()})
    return number


def end(desk: Desk, schedule_id: int) -> None:
    """End one; what it has sent stays sent. Raises NotFound for one that this person does not keep."""
    if done_before(desk):
        return
    found = schedules.one(desk.connection, desk.by, desk.tree, schedule_id)
    desk.connection.execute(sa.delete(_reader).where(_reader.c.schedule_id == schedule_id))
    desk.connection.execute(sa.delete(_schedule).where(_schedule.c.id == schedule_id))
    _tell(desk, schedule_id, "ended", {"readers": (" ".join(found.readers), None)})


def _readers(connection: Connection, addresses: str) -> dict[str, int]:
    asked = list(dict.fromkeys(one.casefold() for one in re.split(r"[\s,;]+", addresses) if one))
    if not 0 < len(asked) <= MOST_READERS:
        raise Invalid(f"Name at least one address, and at most {MOST_READERS}.", field="readers")
    found = schedules.people(connection, asked)
    if unknown := [one for one in asked if one not in found]:
        raise Invalid(f"Nobody with an account has the address {unknown[0]}.", field="readers")
    return found


def _tell(desk: Desk, number: int, kind: str, fields: dict[str, tuple[str | None, str | None]]) -> None:
    change = Change(SUBJECT, number, kind, desk.today, fields, write_key=desk.write_key)
    history.append(desk.session, [change], by=desk.by, at=desk.now)


@dataclass(frozen=True)
class Ready:
    """One report, made for readers who see the same."""

    order: Order
    pdf: bytes


def key(schedule: Schedule, email: str, period: Period) -> str:
    """What makes a message the only one: one report for one person about one period."""
    return f"{MAIL_KIND}:{schedule.id}:{email}:{period.last}"


def waiting(connection: Connection, schedule: Schedule, period: Period) -> Iterable[str]:
    """The readers who have not been sent the report about that period."""
    keys = {key(schedule, email, period): email for email in schedule.readers}
    done = schedules.planned(connection, list(keys))
    return [email for name, email in keys.items() if name not in done]


def ready(
    connection: Connection, asker: Asker, tree: Tree, schedule: Schedule, period: Period, today: date
) -> Ready | None:
    """Make the report for somebody, limited to what they may see; None where they see nothing of it.

    With conditions, nothing is what fulfils them on the period's last day: nobody is told of a foreign report by its
    number.
    """
    try:
        order = Order(
            progress.scope(asker, tree, schedule.component, schedule.limits), period, today, schedule.kind
        )  # fmt: skip
    except Refused:
        return None
    if not asker.may_anywhere(Action.READ):
        return None
    wanted = progress.listed(order.scope, period.last)
    if schedule.conditions and not recommendations.count(connection, asker, tree, wanted, today):
        return None
    pdf = io.BytesIO()
    make(connection, asker, tree, order, Format.PDF, pdf)
    return Ready(order, pdf.getvalue())


def mail(
    session: Session, schedule: Schedule, email: str, made: Ready, *, planned_for: date, sender: str, base_url: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Put it into the outbox, to go out at once; answers whether it was not there yet.

    Attached up to `ATTACHED_MOST` bytes; else the message says that the link, behind the login, leads to it.
    """
    order, attached = made.order, len(made.pdf) <= ATTACHED_MOST
    letter = letters.write(
        "schedule",
        title=issued.title(order),
        attached=attached,
        address=f"{base_url}/progress?{urlencode(order.asks())}",
    )
    files = [Enclosure(order.file_name(Format.PDF), MEDIA_TYPES[Format.PDF], made.pdf)] if attached else []
    planned = deliveries.plan(
        session, letter, key=key(schedule, email, order.period), kind=MAIL_KIND, recipient=email,
        planned_for=planned_for, now=now, not_before=now, sender=sender, enclosures=files,
    )  # fmt: skip
    return planned is not None
