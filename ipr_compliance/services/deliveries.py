"""The outbox: messages are planned into it, and people try again or cancel what has not been sent.

Nothing here is history: a message is itself the record of its planning, attempts and end.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from ipr_compliance.adapters import letters
from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.addresses import is_address
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.models import Attachment, Message, MessageState, Reminder, bulk
from ipr_compliance.queries import history
from ipr_compliance.queries.deliveries import TEST, WEBHOOK, one

_message, _attachment = Message.__table__, Attachment.__table__  # type: ignore[attr-defined]
_reminder = Reminder.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


def plan(
    session: Session, letter: Letter, *, key: str, kind: str, recipient: str, planned_for: date, now: datetime,
    not_before: datetime, sender: str, enclosures: Sequence[Enclosure] = (), known: int | None = None,
) -> int | None:  # fmt: skip
    """Put a message into the outbox; answers its id, or None where one with this key has been planned before.

    Safe from any number of processes at once: the key is unique in the database. Where the recipient of mail is no
    address, the message is recorded as skipped, with that reason. The domain of `sender`, the office's own address,
    becomes part of the Message-ID. `known` is the number of the last entry of the history when the letter was written,
    where that was not just now: what is recorded after it may overtake the message.
    """
    skipped = None if kind == WEBHOOK or is_address(recipient) else f"“{recipient}” is not an e-mail address."
    values = {
        "key": key, "kind": kind, "recipient": recipient, "planned_for": planned_for, "planned_at": now,
        "not_before": not_before, "rfc_message_id": f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>",
        "subject": letter.subject, "text": letter.text, "html": letter.html, "attempts": 0,
        "state": MessageState.SKIPPED if skipped else MessageState.PLANNED,
        "reason": skipped, "settled_at": now if skipped else None, "known_seq": known,
    }  # fmt: skip
    connection = session.connection()
    if known is None:
        values["known_seq"] = history.head(connection).seq
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


def try_again(session: Session, message_id: int, *, by: Asker, tree: Tree, now: datetime) -> None:
    """Put a failed message back into the outbox, to be sent at once, with a new series of attempts.

    Raises NotFound where it is not this person's to see, Conflict where it has not failed.
    """
    row = one(session.connection(), by, tree, message_id)
    failed = sa.update(_message).where(_message.c.id == message_id, _message.c.state == MessageState.FAILED)
    values = {
        "state": MessageState.PLANNED, "not_before": now, "leased_until": None, "settled_at": None,
        "earlier_attempts": _message.c.attempts,
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
