"""Whether a waiting message still tells how things stand, to somebody who may read it.

What has happened since the message was written is found by the history's numbers and not by instants: an entry that
was begun before the planning and committed after it has a higher number than the last one the planning knew.
"""

from typing import Any

import sqlalchemy as sa

from ipr_compliance.domain.overtaken import Overtaken
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.standing import Kind
from ipr_compliance.models import History, Message, Person, Recommendation, Reminder
from ipr_compliance.queries.deliveries import NO_RECORDS
from ipr_compliance.queries.reminders import LISTED

TELLING = ("status", "due_on", "component", "responsible_email")
"""The facts of a recommendation whose change makes a planned message about it untrue."""

OVERTURNING = (Kind.CORRECTION, Kind.VOIDED)
"""The kinds of entry after which any fact of a recommendation may be another."""

_MEETS = {Event.STATUS_UPDATE: Kind.UPDATE, Event.MILESTONE: Kind.MILESTONE}
"""The kind of entry that meets an event, or gives it another date."""

_message, _reminder = Message.__table__, Reminder.__table__  # type: ignore[attr-defined]
_rec, _history, _person = Recommendation.__table__, History.__table__, Person.__table__  # type: ignore[attr-defined]

_since = _history.c.seq > _message.c.known_seq
_told_now = _reminder.c.message_id == _message.c.id
# What a reader has been listed before on the same date stands in the ledger with the message that listed it first.
_told_before = (
    (_reminder.c.recipient == _message.c.recipient)
    & (_reminder.c.event == LISTED)
    & (_reminder.c.message_id < _message.c.id)
)


def why() -> sa.ColumnElement[str | None]:
    """What keeps a message from being sent, as a column of a statement about messages; null where nothing does.

    In this order, so that in the usual case, that nothing was recorded since, it costs two looks into an index.
    """
    return sa.case(
        (_reader(_person.c.active.is_(False)), Overtaken.READER),
        (_stands_otherwise(), Overtaken.RECORD),
        (~sa.exists().where(_since), sa.null()),
        (sa.and_(*(_message.c.kind != kind for kind in NO_RECORDS), _lost_a_role()), Overtaken.RIGHTS),
        (_replaced(), Overtaken.ADDRESS),
        (_changed(_told_now) | _changed(_told_before), Overtaken.RECORD),
        else_=sa.null(),
    )


def _reader(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(_person.c.email == sa.func.lower(_message.c.recipient), *conditions)


def _stands_otherwise() -> sa.ColumnElement[bool]:
    """Whether a recommendation that it tells of is open no more, or has not the due date that it names."""
    moved = (_reminder.c.event == Event.DUE_DATE) & _rec.c.due_on.is_distinct_from(_reminder.c.due_on)
    gone = ~_rec.c.is_open | _rec.c.voided
    return sa.exists().where(_told_now, _rec.c.id == _reminder.c.recommendation_id, gone | moved)


def _lost_a_role() -> sa.ColumnElement[bool]:
    return _reader(
        _since,
        _history.c.subject == "person",
        _history.c.subject_id == _person.c.id,
        _history.c.kind == "role-revoked",
    )


def _replaced() -> sa.ColumnElement[bool]:
    """Whether the address was a component's and is so no more."""
    was: Any = sa.literal('"from":"') + sa.func.lower(_message.c.recipient) + sa.literal('"')
    changes = sa.func.lower(_history.c.changes)
    return sa.exists().where(
        _since, _history.c.subject == "component",
        # It is in there if leaving it out makes a difference. LIKE would take signs of the address for wildcards.
        sa.func.replace(changes, was, "") != changes,
        sa.exists().where(_told_now).correlate(_message),  # named, as below
    )  # fmt: skip


def _changed(told: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether something was recorded on such a recommendation after which the message says what is wrong."""
    listed = _reminder.c.event == LISTED
    met = (((_reminder.c.event == event) | listed) & (_history.c.kind == kind) for event, kind in _MEETS.items())
    recorded = sa.select(_history.c.seq).where(
        _history.c.subject == "recommendation",
        _history.c.subject_id == _reminder.c.recommendation_id,
        _since,
        sa.or_(
            # Canonical JSON: within a value each quotation mark is escaped, so only a field's name reads like this.
            *(_history.c.changes.contains(f'"{name}":', autoescape=True) for name in TELLING),
            *(_history.c.kind == kind for kind in OVERTURNING),
            *met,
        ),
    )
    # Named, since SQLAlchemy only finds out by itself what the query next to it asks of: it would be any message.
    return sa.exists().where(told, recorded.correlate(_message, _reminder).exists())
