"""What reminders are planned from: the open recommendations that come due, and what was told before."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.reminders import EVENT, Step
from ipr_compliance.models import Component, Message, Recommendation, Reminder, Report

DIGEST = "digest"

_TEXT_LENGTH = 1000  # a message shows only the beginning of a recommendation

_rec, _component = Recommendation.__table__, Component.__table__  # type: ignore[attr-defined]
_report, _reminder = Report.__table__, Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]

_COMING_DUE = (
    sa.select(
        _rec.c.id, _report.c.number.label("report_number"), _rec.c.number,
        sa.func.substr(_rec.c.text, 1, _TEXT_LENGTH).label("text"), _component.c.code.label("component"),
        _rec.c.status, _rec.c.whose_move, _rec.c.due_on, _rec.c.responsible_email, _component.c.mailbox,
    )
    .join(_report, _report.c.id == _rec.c.report_id)
    .join(_component, _component.c.id == _rec.c.component_id)
    .where(
        _rec.c.is_open,
        _rec.c.due_order <= sa.bindparam("until", type_=sa.Date),
        _rec.c.component_id.in_(sa.bindparam("visible", expanding=True)),
    )
)  # fmt: skip
_LAST_STEPS = (
    sa.select(
        _reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.due_on, sa.func.min(_reminder.c.step)
    )
    .join(_rec, (_rec.c.id == _reminder.c.recommendation_id) & (_rec.c.due_on == _reminder.c.due_on))
    .where(_rec.c.is_open, _reminder.c.event == EVENT)
    .group_by(_reminder.c.recipient, _reminder.c.recommendation_id, _reminder.c.due_on)
)  # fmt: skip
_TOLD_ON = sa.select(_message.c.recipient).where(
    _message.c.planned_for == sa.bindparam("day", type_=sa.Date), _message.c.kind == DIGEST
)


def coming_due(connection: Connection, asker: Asker, until: date) -> Iterator[Row[Any]]:
    """The open recommendations due by that day or overdue, with the addresses that are reminded of them."""
    parameters = {"until": until, "visible": sorted(asker.components[Action.READ])}
    return iter(connection.execute(_COMING_DUE, parameters, execution_options={"yield_per": 1000}))


def last_steps(connection: Connection) -> Iterator[Step]:
    """The last step told or skipped of every ladder that still leads to an open recommendation's due date."""
    return (Step(*row) for row in connection.execute(_LAST_STEPS))


def told_on(connection: Connection, day: date) -> frozenset[str]:
    """The addresses that have had their digest of that day planned already."""
    return frozenset(connection.execute(_TOLD_ON, {"day": day}).scalars())
