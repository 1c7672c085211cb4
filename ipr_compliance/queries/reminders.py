"""What reminders are planned from: the open recommendations, whom they are told to, and what was told before."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.reminders import Step
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message, MessageState, Milestone, Person, Recommendation, Reminder, Report, RoleGrant

DIGEST = "digest"

_TEXT_LENGTH = 400  # a message shows only the beginning of a recommendation

_rec, _milestone = Recommendation.__table__, Milestone.__table__  # type: ignore[attr-defined]
_report, _reminder = Report.__table__, Reminder.__table__  # type: ignore[attr-defined]
_message, _grant, _person = Message.__table__, RoleGrant.__table__, Person.__table__  # type: ignore[attr-defined]

_OPEN = (
    sa.select(
        _rec.c.id, _report.c.number.label("report_number"), _rec.c.number,
        sa.func.substr(_rec.c.text, 1, _TEXT_LENGTH).label("text"), _rec.c.component_id,
        _rec.c.status, _rec.c.whose_move, _rec.c.priority, _rec.c.responsible_email,
        _report.c.issued_on, _rec.c.due_on, _report.c.complete_by, _rec.c.decided_on, _rec.c.implemented_on,
        _rec.c.last_update_on, _rec.c.next_update_on,
    )
    .join(_report, _report.c.id == _rec.c.report_id)
    .where(_rec.c.is_open, ~_rec.c.voided, _rec.c.component_id.in_(sa.bindparam("visible", expanding=True)))
)  # fmt: skip
_MILESTONES = (
    sa.select(_milestone.c.recommendation_id, _milestone.c.due_on)
    .join(_rec, _rec.c.id == _milestone.c.recommendation_id)
    .where(_milestone.c.done_on.is_(None), _milestone.c.due_on <= sa.bindparam("until", type_=sa.Date), _rec.c.is_open)
    .distinct()
    .order_by(_milestone.c.due_on)
)
_LAST_STEPS = (
    sa.select(
        _reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.event, _reminder.c.due_on,
        sa.func.min(_reminder.c.step),
    )
    .join(_rec, _rec.c.id == _reminder.c.recommendation_id)
    # Others are steps of a message that was cancelled: they count as untold.
    .where(_reminder.c.event.in_(tuple(Event)))
    .where(_rec.c.is_open, (_reminder.c.event != Event.DUE_DATE) | (_rec.c.due_on == _reminder.c.due_on))
    .group_by(_reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.event, _reminder.c.due_on)
)  # fmt: skip
_LIAISONS = (
    sa.select(_grant.c.component_id, _person.c.email)
    .join(_person, _person.c.id == _grant.c.person_id)
    .where(_person.c.active, _grant.c.role == Role.LIAISON)
    .order_by(_person.c.email)
)
_TOLD_ON = sa.select(_message.c.recipient).where(
    _message.c.planned_for == sa.bindparam("day", type_=sa.Date),
    _message.c.kind == DIGEST,
    _message.c.state != MessageState.CANCELLED,
)


def still_open(connection: Connection, asker: Asker) -> Iterator[Row[Any]]:
    """The open recommendations with all that their dates follow from, and the address of the official."""
    parameters = {"visible": sorted(asker.components[Action.READ])}
    return iter(connection.execute(_OPEN, parameters, execution_options={"yield_per": 1000}))


def milestones(connection: Connection, until: date) -> dict[int, list[date]]:
    """The dates by that day of the steps not done, by open recommendation, earliest first."""
    found: dict[int, list[date]] = {}
    for recommendation_id, due_on in connection.execute(_MILESTONES, {"until": until}):
        found.setdefault(recommendation_id, []).append(due_on)
    return found


def liaisons(connection: Connection) -> dict[int | None, list[str]]:
    """The addresses of the active liaisons, by the component of their role; None is the whole department."""
    found: dict[int | None, list[str]] = {}
    for component_id, email in connection.execute(_LIAISONS):
        found.setdefault(component_id, []).append(email)
    return found


def last_steps(connection: Connection) -> Iterator[Step]:
    """The last step told or skipped of every ladder that may still lead to a date of an open recommendation."""
    for recipient, recommendation_id, event, due_on, step in connection.execute(_LAST_STEPS):
        yield Step(recipient, recommendation_id, Event(event), due_on, step)


def told_on(connection: Connection, day: date) -> frozenset[str]:
    """The addresses that have had their digest of that day planned already."""
    return frozenset(connection.execute(_TOLD_ON, {"day": day}).scalars())
