"""Issues reports: made once, numbered, and kept as they are, with all that is needed to make them again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, BinaryIO

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.issued import TITLES, covers, following, series
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.models import IssuedReport
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import issued
from ipr_compliance.services import contents, history
from ipr_compliance.services.history import Change
from ipr_compliance.services.orders import Order, Reading, Told, unheard
from ipr_compliance.services.progress import KINDS, MEDIA_TYPES, make

SUBJECT = "issued-report"
LARGEST = 1024**3


@dataclass(frozen=True)
class Draft:
    """A report that has been made into a file, and is to be issued: what it is, its numbers, and its head."""

    order: Order
    form: Format
    figures: Mapping[str, Any]
    head: entries.Head


def draft(
    connection: Connection, asker: Asker, tree: Tree, order: Order, form: Format, target: IO[bytes],
    say: Told = unheard,
) -> Draft:  # fmt: skip
    """Make the report into the file, with its numbers, all from one unchanging state.

    Refuses with NotAllowed whoever may not issue it; see `domain.issued.covers`.
    """
    _check(asker, tree, order)
    make(connection, asker, tree, order, form, target, say)
    figures = KINDS[order.kind].figures(Reading(connection, asker, tree, order))
    return Draft(order, form, figures, entries.head(connection))


def issue(
    session: Session, by: Asker, tree: Tree, made: Draft, file: BinaryIO, *, replaces: str = "", today: date,
    now: datetime, write_key: str | None = None,
) -> str:  # fmt: skip
    """Number the report and keep it; answers the number, the same however often one `write_key` is sent.

    `replaces` is the number of the one that it corrects. Refuses with NotAllowed whoever may not issue it, with Invalid
    a number to replace of another kind of report or about something else, and with Conflict one that another report has
    replaced already. The session is one of `Database.transaction()`, whose writers take turns: no two get the same
    number.
    """
    _check(by, tree, made.order)
    connection, order = session.connection(), made.order
    before = entries.subject_written(connection, write_key) if write_key else None
    if before is not None:
        return issued.number_of(connection, before)
    older = _older(connection, by, tree, order, replaces) if replaces else None
    begins = series(order.kind, today.year)
    number = following(begins, issued.last_number(connection, begins))
    kept = contents.keep(connection, file, LARGEST)
    row = IssuedReport(
        number=number, kind=order.kind, form=made.form, title=title(order), component_id=about(order, tree),
        first_on=order.period.first, as_of=order.period.last,
        asked=json.dumps(order.asks() | {"format": made.form.value}), issued_by=by.actor, issued_at=now,
        head_seq=made.head.seq, head_digest=made.head.digest, figures=json.dumps(made.figures, ensure_ascii=False),
        sha256=kept.sha256, size=kept.size, media_type=MEDIA_TYPES[made.form], name=f"{number}.{made.form.value}",
        replaces_id=older,
    )  # fmt: skip
    session.add(row)
    session.flush()
    facts = {
        "number": number, "title": row.title, "form": row.form.value, "sha256": row.sha256, "head": row.head_digest,
        "replaces": replaces or None,
    }  # fmt: skip
    fields = {name: (None, value) for name, value in facts.items()}
    change = Change(SUBJECT, row.id or 0, "issued", today, fields, write_key=write_key)
    history.append(session, [change], by=by, at=now)
    return number


def title(order: Order) -> str:
    """What an issued report is called: its kind, what it is about and its days."""
    period = order.period
    days = f"{written_out(period.first)} to {written_out(period.last)}"
    about = "; ".join(filter(None, (order.scope.code or "all components", order.scope.said)))
    return f"{TITLES[order.kind]}, {about}, {days}"


def about(order: Order, tree: Tree) -> int | None:
    """The component that the report is about, or None for all."""
    return tree.by_code[order.scope.code.upper()].id if order.scope.code else None


def _check(by: Asker, tree: Tree, order: Order) -> None:
    if not covers(by, Action.EDIT, about(order, tree), tree):
        raise NotAllowed("Only liaisons of everything that a report is about issue it.")


def _older(connection: Connection, by: Asker, tree: Tree, order: Order, number: str) -> int:
    try:
        older = issued.one(connection, by, tree, number)
    except NotFound as problem:
        raise Invalid(f"There is no issued report {number}.", field="replaces") from problem
    same_limits = json.loads(older.asked).get("where") == order.asks().get("where")
    if older.kind is not order.kind or older.component_id != about(order, tree) or not same_limits:
        raise Invalid(f"{number} is another kind of report, or about something else.", field="replaces")
    if older.replaced_by:
        raise Conflict(f"{number} has been replaced by {older.replaced_by} already.", field="replaces")
    return int(older.id)
