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

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.addresses import is_address
from ipr_compliance.domain.attempts import Outcome, Result, next_try_after
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.models import Attachment, Message, MessageState, Recommendation, Reminder
from ipr_compliance.queries.deliveries import claimable

LEASE = timedelta(minutes=5)
"""Longer than a sender can be busy with one message: every answer of a server is waited for 20 seconds at most."""

OVERTAKEN = "Before it was sent, everything it reminded of had been closed or had got another due date."

_message, _attachment = Message.__table__, Attachment.__table__  # type: ignore[attr-defined]
_reminder, _rec = Reminder.__table__, Recommendation.__table__  # type: ignore[attr-defined]


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
    message_id = connection.execute(_insert_new(session, _message).returning(_message.c.id), values).scalar()
    if message_id is not None and enclosures:
        rows = [{"message_id": message_id, **vars(enclosure)} for enclosure in enclosures]
        connection.execute(sa.insert(_attachment), rows)
    return message_id


def note_steps(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write steps into the ledger of reminders; a step that stands there already stays as it is."""
    if rows:
        session.connection().execute(_insert_new(session, _reminder), rows)


def _insert_new(session: Session, table: sa.Table) -> Any:
    engine = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    return engine.insert(table).on_conflict_do_nothing()


def cancel_if_overtaken(session: Session, message_id: int, *, now: datetime, as_of: date | None = None) -> bool:
    """Cancel a message that is due but reminds of nothing any more, with the reason; answers whether it was so."""
    about = sa.exists().where(_reminder.c.message_id == message_id)
    # The other dates follow from more than the record: while it is open they count as they were.
    as_told = (_reminder.c.event != Event.DUE_DATE) | (_rec.c.due_on == _reminder.c.due_on)
    still = about.where(_rec.c.id == _reminder.c.recommendation_id, _rec.c.is_open, as_told)
    overtaken = sa.update(_message).where(_message.c.id == message_id, *claimable(now, as_of), about, ~still)
    cancelled = {"state": MessageState.CANCELLED, "reason": OVERTAKEN, "settled_at": now}
    return session.connection().execute(overtaken.values(**cancelled)).rowcount == 1


def claim(session: Session, message_id: int, *, now: datetime, as_of: date | None = None) -> Claimed | None:
    """Take a message that is due into hand, or answer None: settled, not due, or in somebody else's hand.

    `as_of` counts as due whatever was planned for that day or before, and the waits between attempts as over.
    """
    connection = session.connection()
    free = sa.select(_message).where(_message.c.id == message_id, *claimable(now, as_of))
    row = connection.execute(free.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    taken = {"attempts": row.attempts + 1, "leased_until": now + LEASE}
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
