"""The outbox: messages are planned into it, claimed by a sender, and settled with what became of them.

Nothing here is history: a message is itself the record of its planning, attempts and end. The sender claims in one
short transaction, talks to the mail server with none open, and records the result in another. A claim is a lease: if
the sender dies, somebody else may claim the message when the lease has run out. So a message whose acknowledgement
was lost is sent again, with the same Message-ID; none is lost.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.addresses import is_address
from ipr_compliance.domain.attempts import Outcome, Result, next_try_after
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.standing import Kind
from ipr_compliance.models import Attachment, History, Message, MessageState, Recommendation, Reminder, bulk
from ipr_compliance.queries.deliveries import TEST, claimable, one

LEASE = timedelta(minutes=5)
"""Longer than a sender can be busy with one message: every answer of a server is waited for 20 seconds at most."""

OVERTAKEN = (
    "Before it was sent, something it reminded of had been closed, had got another state or due date, or had been "
    "given to somebody else. What is still due is told in the next message."
)

TELLING = ("status", "due_on", "component", "responsible_email")
"""The facts of a recommendation whose change makes a planned message about it untrue."""

_MEETS = {Event.STATUS_UPDATE: Kind.UPDATE, Event.MILESTONE: Kind.MILESTONE}
"""The kind of entry that meets an event, or gives it another date."""

_message, _attachment = Message.__table__, Attachment.__table__  # type: ignore[attr-defined]
_reminder, _rec = Reminder.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_history = History.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Claimed:
    """A message in a sender's hand: this attempt, by this sender, until the lease runs out."""

    id: int
    attempt: int
    recipient: str
    rfc_message_id: str
    planned_for: date
    planned_at: datetime
    letter: Letter
    enclosures: Sequence[Enclosure]


def plan(
    session: Session, letter: Letter, *, key: str, kind: str, recipient: str, planned_for: date, now: datetime,
    not_before: datetime, sender: str, enclosures: Sequence[Enclosure] = (),
) -> int | None:  # fmt: skip
    """Put a message into the outbox; answers its id, or None where one with this key has been planned before.

    Safe from any number of processes at once: the key is unique in the database. Where the recipient is no address,
    the message is recorded as skipped, with that reason. The domain of `sender`, the office's own address, becomes
    part of the Message-ID.
    """
    skipped = None if is_address(recipient) else f"“{recipient}” is not an e-mail address."
    values = {
        "key": key, "kind": kind, "recipient": recipient, "planned_for": planned_for, "planned_at": now,
        "not_before": not_before, "rfc_message_id": f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>",
        "subject": letter.subject, "text": letter.text, "html": letter.html, "attempts": 0,
        "state": MessageState.SKIPPED if skipped else MessageState.PLANNED,
        "reason": skipped, "settled_at": now if skipped else None,
    }  # fmt: skip
    connection = session.connection()
    message_id = connection.execute(_insert_new(session).returning(_message.c.id), values).scalar()
    if message_id is not None and enclosures:
        rows = [{"message_id": message_id, **vars(enclosure)} for enclosure in enclosures]
        connection.execute(sa.insert(_attachment), rows)
    return message_id


def note_steps(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write steps into the ledger of reminders; a step that stands there already stays as it is."""
    bulk.add(session.connection(), _reminder, rows, new_only=True)


def _insert_new(session: Session) -> Any:
    engine = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    return engine.insert(_message).on_conflict_do_nothing()


def cancel_if_overtaken(session: Session, message_id: int, *, now: datetime, as_of: date | None = None) -> bool:
    """Cancel a message that is due but does not tell how things stand any more; answers whether it was so.

    The steps that it would have settled count as untold again: the next plan tells what is still due of them.
    """
    connection = session.connection()
    free = sa.select(_message.c.id).where(_message.c.id == message_id, *claimable(now, as_of), _overtaken())
    if connection.execute(free.with_for_update(skip_locked=True)).first() is None:
        return False
    # The key is free again too, so that the day's message can be planned anew.
    cancelled = {
        "state": MessageState.CANCELLED, "reason": OVERTAKEN, "settled_at": now,
        "key": _message.c.key + f":cancelled:{message_id}",
    }  # fmt: skip
    connection.execute(sa.update(_message).where(_message.c.id == message_id).values(cancelled))
    # The rows stay, to show what the message was about, but as steps of no ladder.
    untold = sa.literal("untold-") + sa.cast(_reminder.c.id, sa.String)
    connection.execute(sa.update(_reminder).where(_reminder.c.message_id == message_id).values(event=untold))
    return True


def _overtaken() -> sa.ColumnElement[bool]:
    """Whether a recommendation that the message reminds of is not what it was when the message was planned."""
    recorded = sa.exists().where(
        _history.c.subject == "recommendation",
        _history.c.subject_id == _rec.c.id,
        _history.c.recorded_at > _message.c.planned_at,
        # Canonical JSON: within a value each quotation mark is escaped, so only a field's name reads like this.
        sa.or_(
            *(_history.c.changes.contains(f'"{name}":', autoescape=True) for name in TELLING),
            *((_reminder.c.event == event) & (_history.c.kind == kind) for event, kind in _MEETS.items()),
        ),
    )
    moved = (_reminder.c.event == Event.DUE_DATE) & _rec.c.due_on.is_distinct_from(_reminder.c.due_on)
    return sa.exists().where(
        _reminder.c.message_id == _message.c.id,
        _rec.c.id == _reminder.c.recommendation_id,
        ~_rec.c.is_open | moved | recorded,
    )


def try_again(session: Session, message_id: int, *, by: Asker, tree: Tree, now: datetime) -> None:
    """Put a failed message back into the outbox, to be sent at once; its attempts go on counting.

    Raises NotFound where it is not this person's to see, Conflict where it has not failed.
    """
    row = one(session.connection(), by, tree, message_id)
    failed = sa.update(_message).where(_message.c.id == message_id, _message.c.state == MessageState.FAILED)
    values = {
        "state": MessageState.PLANNED, "not_before": now, "leased_until": None, "settled_at": None,
        "reason": f"{row.reason or ''} To be tried again, asked for by {by.actor}.".lstrip(),
    }  # fmt: skip
    if session.connection().execute(failed.values(values)).rowcount != 1:
        raise Conflict("Only a message that has failed can be tried again.")


def cancel(session: Session, message_id: int, *, by: Asker, tree: Tree, now: datetime) -> None:
    """Take a planned message out of the outbox; what it would have told is not made up for.

    Raises NotFound where it is not this person's to see, Conflict where it is not planned or a sender has it in hand.
    """
    one(session.connection(), by, tree, message_id)
    waiting = sa.update(_message).where(
        _message.c.id == message_id,
        _message.c.state == MessageState.PLANNED,
        _message.c.leased_until.is_(None) | (_message.c.leased_until <= now),
    )
    values = {"state": MessageState.CANCELLED, "settled_at": now, "reason": f"Cancelled by {by.actor}."}
    if session.connection().execute(waiting.values(values)).rowcount != 1:
        raise Conflict("This message is not waiting any more: it has been settled, or is just being sent.")


def plan_test(session: Session, *, by: Asker, today: date, now: datetime, sender: str, base_url: str) -> int | None:
    """Plan a message that shows the person who asks whether mail reaches them; None where one was in this minute."""
    letter = letters.write("test", asked_by=by.name, base_url=base_url)
    return plan(
        session, letter, key=f"{TEST}:{by.email}:{now:%Y-%m-%dT%H:%M}", kind=TEST, recipient=by.email,
        planned_for=today, now=now, not_before=now, sender=sender,
    )  # fmt: skip


def claim(
    session: Session, message_id: int, *, now: datetime, as_of: date | None = None, lease: timedelta = LEASE
) -> Claimed | None:
    """Take a message that is due into hand, or answer None: settled, not due, or in somebody else's hand.

    `as_of` counts as due whatever was planned for that day or before, and the waits between attempts as over.
    After `lease` somebody else may take it.
    """
    connection = session.connection()
    free = sa.select(_message).where(_message.c.id == message_id, *claimable(now, as_of))
    row = connection.execute(free.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    taken = {"attempts": row.attempts + 1, "leased_until": now + lease}
    connection.execute(sa.update(_message).where(_message.c.id == message_id).values(**taken))
    files = sa.select(_attachment.c.name, _attachment.c.media_type, _attachment.c.content)
    enclosures = connection.execute(files.where(_attachment.c.message_id == message_id).order_by(_attachment.c.id))
    return Claimed(
        message_id, row.attempts + 1, row.recipient, row.rfc_message_id, row.planned_for, row.planned_at,
        Letter(row.subject, row.text, row.html), [Enclosure(*file) for file in enclosures],
    )  # fmt: skip


def record(session: Session, claimed: Claimed, outcome: Outcome, *, now: datetime) -> MessageState:
    """Settle a claimed message, or put it back to be tried again later; answers where it stands then.

    A claim that ran out and was taken by somebody else changes nothing any more.
    """
    wait = next_try_after(claimed.attempt) if outcome.result is Result.LATER else None
    values: dict[str, Any] = {"leased_until": None, "server_words": outcome.words}
    if outcome.result is Result.SENT:
        values |= {"state": MessageState.SENT, "reason": None, "settled_at": now}
    elif wait is not None:
        values |= {"state": MessageState.PLANNED, "reason": outcome.reason, "not_before": now + wait}
    else:
        values |= {"state": MessageState.FAILED, "reason": outcome.reason, "settled_at": now}
    ours = sa.update(_message).where(
        _message.c.id == claimed.id,
        _message.c.state == MessageState.PLANNED,
        _message.c.attempts == claimed.attempt,
    )
    session.connection().execute(ours.values(**values))
    return MessageState(values["state"])
