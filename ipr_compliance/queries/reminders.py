"""What reminders are planned from: the open recommendations, whom they are told to, and what was told before."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.reminders import Sent
from ipr_compliance.domain.watching import Cutoffs
from ipr_compliance.domain.words import Rhythm, Role, Status
from ipr_compliance.models import (
    Message,
    MessageState,
    Milestone,
    Person,
    Recommendation,
    RefusedAddress,
    Reminder,
    Report,
    RoleGrant,
)  # fmt: skip
from ipr_compliance.queries.among import among

DIGEST = "digest"

LISTED = "listed"
"""In the place of an event in the ledger: a message lists the recommendation, and settles none of its steps."""

PART = 5000
"""So many recommendations are read at once."""

_TEXT_LENGTH = 400  # a message shows only the beginning of a recommendation

_rec, _milestone = Recommendation.__table__, Milestone.__table__  # type: ignore[attr-defined]
_report, _reminder = Report.__table__, Reminder.__table__  # type: ignore[attr-defined]
_message, _grant, _person = Message.__table__, RoleGrant.__table__, Person.__table__  # type: ignore[attr-defined]
_refused = RefusedAddress.__table__  # type: ignore[attr-defined]


def _until(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=sa.Date)


_STEP_NEAR = sa.select(_milestone.c.recommendation_id).where(
    _milestone.c.done_on.is_(None), _milestone.c.due_on <= _until("milestone_on")
)
# What may be near or past; which of it is, the domain decides.
_NEAR = sa.or_(
    _rec.c.due_on <= _until("due_on"),
    _report.c.complete_by <= _until("complete_by"),
    (_rec.c.status == Status.RESPONSE_DUE) & (_report.c.issued_on <= _until("issued_on_unanswered")),
    _rec.c.decided_on.is_(None) & (_report.c.issued_on <= _until("issued_on_undecided")),
    _rec.c.decided_on <= _until("decided_on"),
    (_rec.c.status != Status.CLOSURE_REQUESTED) & (_rec.c.implemented_on <= _until("implemented_on")),
    (_rec.c.status != Status.RESPONSE_DUE)
    & (
        (_rec.c.next_update_on <= _until("next_update_on"))
        | (sa.func.coalesce(_rec.c.last_update_on, _report.c.issued_on) <= _until("last_update_on"))
    ),
    _rec.c.id.in_(_STEP_NEAR),
)
_OPEN = (
    sa.select(
        _rec.c.id, _report.c.number.label("report_number"), _rec.c.number,
        sa.func.substr(_rec.c.text, 1, _TEXT_LENGTH).label("text"), _rec.c.component_id, _rec.c.whose_move,
        _rec.c.priority, _rec.c.responsible_email, _rec.c.responsible_official,
        # From here on in the order of `watching.Dates`.
        _rec.c.status, _report.c.issued_on, _rec.c.due_on, _report.c.complete_by, _rec.c.decided_on,
        _rec.c.implemented_on, _rec.c.last_update_on, _rec.c.next_update_on,
    )
    .join(_report, _report.c.id == _rec.c.report_id)
    .where(_rec.c.id > sa.bindparam("after"), _rec.c.is_open, ~_rec.c.voided, _NEAR)
    .where(among(_rec.c.component_id, "visible"))
    .order_by(_rec.c.id)
    .limit(PART)
)  # fmt: skip
_FIRST, _LAST = sa.bindparam("first", type_=sa.Integer), sa.bindparam("last", type_=sa.Integer)
_MILESTONES = (
    sa.select(_milestone.c.recommendation_id, _milestone.c.due_on, _milestone.c.title)
    .where(
        _milestone.c.recommendation_id.between(_FIRST, _LAST),
        _milestone.c.done_on.is_(None),
        _milestone.c.due_on <= _until("until"),
    )
    .order_by(_milestone.c.recommendation_id, _milestone.c.due_on, _milestone.c.n)
)
_LAST_STEPS = (
    sa.select(
        _reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.event, _reminder.c.due_on,
        sa.func.min(_reminder.c.step),
    )
    .where(
        _reminder.c.recommendation_id.between(_FIRST, _LAST),
        # Others are steps of a message that was cancelled: they count as untold.
        _reminder.c.event.in_(tuple(Event)),
    )
    .group_by(_reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.event, _reminder.c.due_on)
)  # fmt: skip
_LIAISONS = (
    sa.select(_grant.c.component_id, _person.c.email)
    .join(_person, _person.c.id == _grant.c.person_id)
    .where(_person.c.active, _grant.c.role == Role.LIAISON)
    .order_by(_person.c.email)
)
_REFUSED = sa.select(_refused.c.address)
_DISABLED = sa.select(_person.c.email).where(_person.c.active.is_(False))
_RHYTHMS = sa.select(_person.c.email, _person.c.rhythm).where(_person.c.active)
_RHYTHM = sa.select(_person.c.rhythm).where(_person.c.id == sa.bindparam("person_id"))
_TOLD_ON = sa.select(_message.c.recipient).where(
    _message.c.planned_for == sa.bindparam("day", type_=sa.Date),
    _message.c.kind == DIGEST,
    _message.c.state != MessageState.CANCELLED,
)
_SINCE = sa.bindparam("since", type_=_message.c.settled_at.type)
_OVERTAKEN_SINCE = sa.select(
    sa.exists().where(
        _message.c.state == MessageState.CANCELLED, _message.c.kind == DIGEST, _message.c.settled_at >= _SINCE
    )
    | sa.exists().where(_refused.c.since >= _SINCE)
)


def parts(connection: Connection, asker: Asker, cutoffs: Cutoffs) -> Iterator[Sequence[Any]]:
    """The open recommendations that may have something near or past, with all that their dates follow from.

    They come in the order of their numbers, some thousands at a time.
    """
    parameters = {"visible": sorted(asker.components[Action.READ]), **cutoffs._asdict()}
    after = 0
    while rows := connection.execute(_OPEN, {**parameters, "after": after}).all():
        yield rows
        if len(rows) < PART:
            return
        after = rows[-1].id


def milestones(connection: Connection, first: int, last: int, until: date) -> dict[int, dict[date, tuple[str, ...]]]:
    """The titles of the steps not done, by recommendation and date, of dates by a day, of some recommendations."""
    found: dict[int, dict[date, tuple[str, ...]]] = {}
    for recommendation_id, due_on, title in connection.execute(
        _MILESTONES, {"first": first, "last": last, "until": until}
    ):
        by_date = found.setdefault(recommendation_id, {})
        by_date[due_on] = (*by_date.get(due_on, ()), title)
    return found


def last_steps(connection: Connection, first: int, last: int) -> Sent:
    """The last step told or skipped of every ladder of some recommendations, from one number to another."""
    return (tuple(row) for row in connection.execute(_LAST_STEPS, {"first": first, "last": last}))


def liaisons(connection: Connection) -> dict[int | None, list[str]]:
    """The addresses of the active liaisons, by the component of their role; None is the whole department."""
    found: dict[int | None, list[str]] = {}
    for component_id, email in connection.execute(_LIAISONS):
        found.setdefault(component_id, []).append(email)
    return found


def refused(connection: Connection) -> frozenset[str]:
    """The addresses that a mail server has refused for good."""
    return frozenset(connection.execute(_REFUSED).scalars())


def disabled(connection: Connection) -> frozenset[str]:
    """The addresses of those whose account has been disabled."""
    return frozenset(connection.execute(_DISABLED).scalars())


def rhythms(connection: Connection) -> dict[str, Rhythm]:
    """How often each person who has an account wants to be reminded, by address."""
    return {email: rhythm for email, rhythm in connection.execute(_RHYTHMS)}  # noqa: C416 - a row is no pair to dict()


def rhythm(connection: Connection, person_id: int) -> Rhythm:
    """How often one person wants to be reminded."""
    return Rhythm(connection.execute(_RHYTHM, {"person_id": person_id}).scalar_one())


def told_on(connection: Connection, day: date) -> frozenset[str]:
    """The addresses that have had their digest of that day planned already."""
    return frozenset(connection.execute(_TOLD_ON, {"day": day}).scalars())


def overtaken_since(connection: Connection, since: datetime) -> bool:
    """Whether a digest has been cancelled from that instant on, or an address refused: what they tell is untold."""
    return bool(connection.execute(_OVERTAKEN_SINCE, {"since": since}).scalar())
