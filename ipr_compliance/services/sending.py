"""The outbox in a sender's hand: a message is claimed, and what became of it recorded.

The sender talks to the mail server with no transaction open. One short transaction records the last result and claims
the next message, so an acknowledged message is on record before the next one begins. A claim is a lease: if the sender
dies, somebody else may claim the message when the lease has run out. So a message whose acknowledgement was lost is
sent again, with the same Message-ID; none is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlmodel import Session

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.domain.attempts import Outcome, Result, next_try_after
from ipr_compliance.domain.overtaken import REASONS, Overtaken
from ipr_compliance.models import Attachment, Message, MessageState, RefusedAddress, Reminder
from ipr_compliance.queries.deliveries import RECOVERY, WEBHOOK, claimable
from ipr_compliance.queries.overtaken import why
from ipr_compliance.queries.prepared import Prepared
from ipr_compliance.services import recovery, refused_addresses, view_letters, webhooks
from ipr_compliance.services.deliveries import Enclosure

LEASE = timedelta(minutes=5)
"""Longer than a sender can be busy with one message: every answer of a server is waited for 20 seconds at most."""

_message, _attachment = Message.__table__, Attachment.__table__  # type: ignore[attr-defined]
_reminder, _refused = Reminder.__table__, RefusedAddress.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Written:
    """What is sent."""

    id: int
    recipient: str
    rfc_message_id: str
    planned_for: date
    planned_at: datetime
    letter: Letter
    enclosures: Sequence[Enclosure] = ()


@dataclass(frozen=True)
class Claimed(Written):
    """A message in a sender's hand: this attempt, by this sender, until the lease runs out."""

    attempt: int = 1
    earlier: int = 0
    """The attempts before the present series."""
    marked: bool = False
    """Whether a server has refused the address before."""
    kind: str = ""
    key: str = ""


Finish = Callable[[Session, int, Row[Any], Letter, datetime], Letter | str]
"""What becomes of a planned letter as it is taken into hand: what is sent, or why it is not any more."""

_FINISHED: Mapping[str, Finish] = {
    RECOVERY: lambda session, of, _row, kept, now: recovery.with_link(session, of, kept, now=now) or recovery.REPLACED,
    WEBHOOK: lambda session, _of, row, kept, _now: webhooks.still_told(session, row.key, kept),
}
"""The kinds of message that are known in full only then; all others never change from the planning on."""


def as_told(claimed: Claimed, outcome: Outcome) -> Outcome:
    """What is kept and told of an attempt; where the letter has a secret, no server's words quote it."""
    return outcome.without_quotation() if claimed.kind == RECOVERY else outcome


def written(connection: Connection, messages: Sequence[int]) -> dict[int, Written]:
    """What these messages are, by their id, without taking any.

    Those with files, which may be big, are left out, and those that are known in full only when one is taken.
    """
    rows = connection.execute(_written(), {"these": messages})
    return {row.id: Written(row.id, *_facts(row)) for row in rows}


def claim(
    session: Session, message_id: int, *, now: datetime, as_of: date | None = None, lease: timedelta = LEASE
) -> Claimed | MessageState | None:
    """Take a message that is due into hand. None: it is settled, not due, or in somebody else's hand.

    `as_of` counts as due whatever was planned for that day or before, and the waits between attempts as over.
    After `lease` somebody else may take it. A message that does not tell how things stand any more, or whose reader
    has been shut out or lost a role since, is cancelled instead, which the state `cancelled` says.
    """
    values = {"of": message_id, "now": now, "as_of": as_of}
    connection = session.connection()
    row = _take(as_of=as_of is not None).first(connection, {**values, "until": now + lease})
    if row is None:
        return _cancel_overtaken(session, values, as_of=as_of is not None)
    recipient, rfc_message_id, planned_for, planned_at, kept = _facts(row)
    finish = _FINISHED.get(row.kind)
    letter = finish(session, message_id, row, kept, now) if finish else kept
    if isinstance(letter, str):
        return _cancel(session, message_id, row, letter, now)
    enclosures = _enclosures(session, message_id) if row.enclosed else ()
    return Claimed(
        message_id, recipient, rfc_message_id, planned_for, planned_at, letter, enclosures, row.attempts,
        row.earlier_attempts, row.marked, row.kind, row.key,
    )  # fmt: skip


def _facts(row: Row[Any]) -> tuple[str, str, date, datetime, Letter]:
    letter = Letter(row.subject, row.text, row.html)
    return row.recipient, row.rfc_message_id, row.planned_for, row.planned_at, letter


def record(session: Session, claimed: Claimed, outcome: Outcome, *, now: datetime) -> MessageState:
    """Settle a claimed message, or put it back to be tried again later; answers where it stands then.

    A claim that ran out and was taken by somebody else changes nothing any more. An address that was refused is marked;
    a message that was accepted ends the mark. A webhook counts what became of its deliveries itself.
    """
    wait = next_try_after(claimed.attempt - claimed.earlier) if outcome.result is Result.LATER else None
    if outcome.result is Result.SENT:
        state = MessageState.SENT
    else:
        state = MessageState.FAILED if wait is None else MessageState.PLANNED
    values = {
        "of": claimed.id, "attempt": claimed.attempt, "to_state": state, "words": outcome.words,
        "why": None if state is MessageState.SENT else outcome.reason,
        "settled": now if wait is None else None, "next_try": None if wait is None else now + wait,
    }  # fmt: skip
    ours = _record().first(session.connection(), values) is not None
    if claimed.kind == WEBHOOK:
        if ours:
            webhooks.count(session, claimed.key, outcome, state)
    elif outcome.address_refused:
        refused_addresses.mark(session, claimed.recipient, outcome.words or "", now=now)
    elif claimed.marked and state is MessageState.SENT:
        refused_addresses.end(session, claimed.recipient)
    return state


def _cancel_overtaken(session: Session, asked: dict[str, Any], *, as_of: bool) -> MessageState | None:
    """Cancel a message that may be taken and would tell what is wrong."""
    row = session.connection().execute(_overtaken(as_of=as_of), asked).first()
    if row is None:
        return None
    return _cancel(session, asked["of"], row, REASONS[Overtaken(row.why)], asked["now"])


def _cancel(session: Session, message_id: int, row: Row[Any], reason: str, now: datetime) -> MessageState:
    """Cancel a message; the steps that it would have settled count as untold again."""
    connection = session.connection()
    cancelled = {
        "state": MessageState.CANCELLED, "reason": reason, "settled_at": now,
        # The key is free again too, so that the message can be planned anew.
        "key": _message.c.key + f":cancelled:{message_id}",
    }  # fmt: skip
    connection.execute(sa.update(_message).where(_message.c.id == message_id).values(cancelled))
    # The rows stay, to show what the message was about, but as steps of no ladder.
    untold = sa.literal("untold-") + sa.cast(_reminder.c.id, sa.String)
    connection.execute(sa.update(_reminder).where(_reminder.c.message_id == message_id).values(event=untold))
    if row.kind == view_letters.MAIL_KIND:
        view_letters.untold(session, row.key)
    return MessageState.CANCELLED


def _enclosures(session: Session, message_id: int) -> list[Enclosure]:
    files = sa.select(_attachment.c.name, _attachment.c.media_type, _attachment.c.content)
    rows = session.connection().execute(files.where(_attachment.c.message_id == message_id).order_by(_attachment.c.id))
    return [Enclosure(*file) for file in rows]


_FACTS = (
    _message.c.recipient, _message.c.rfc_message_id, _message.c.planned_for, _message.c.planned_at, _message.c.subject,
    _message.c.text, _message.c.html,
)  # fmt: skip
# The message's columns in words: behind RETURNING, SQLAlchemy leaves the table's name out for SQLite, and a bare `id`
# would be the attachment's own.
_ENCLOSED = sa.exists().where(_attachment.c.message_id == sa.literal_column("message.id"))
_MARKED = sa.exists().where(_refused.c.address == sa.func.lower(sa.literal_column("message.recipient")))


@cache
def _written() -> sa.Select[Any]:
    these: Any = sa.bindparam("these", expanding=True)
    return sa.select(_message.c.id, *_FACTS).where(
        _message.c.id.in_(these), ~_ENCLOSED, _message.c.kind.not_in(_FINISHED)
    )


def _free(*columns: Any, as_of: bool, overtaken: bool) -> sa.Select[Any]:
    """A message that may be taken and is, or is not, overtaken; locked, and passed over where somebody has it locked.

    It is asked for each message, so the statements made of it are built once.
    """
    day: Any = sa.bindparam("as_of", type_=sa.Date) if as_of else None
    now: Any = sa.bindparam("now", type_=_message.c.not_before.type)
    this, because = _message.c.id == sa.bindparam("of", type_=sa.Integer), why()
    true = because.is_not(None) if overtaken else because.is_(None)
    return sa.select(*columns).where(this, *claimable(now, day), true).with_for_update(skip_locked=True, of=_message)


@cache
def _take(*, as_of: bool) -> Prepared:
    """One statement for each message: on PostgreSQL every one more is a way to the server and back."""
    free = _free(_message.c.id, as_of=as_of, overtaken=False).correlate(None).scalar_subquery()
    until = sa.bindparam("until", type_=_message.c.leased_until.type)
    taken = sa.update(_message).where(_message.c.id == free).values(
        attempts=_message.c.attempts + 1, leased_until=until
    )  # fmt: skip
    returned = taken.returning(
        _message.c.attempts, _message.c.earlier_attempts, _message.c.kind, _message.c.key, *_FACTS,
        _ENCLOSED.label("enclosed"), _MARKED.label("marked"),
    )  # fmt: skip
    return Prepared(returned)


@cache
def _overtaken(*, as_of: bool) -> sa.Select[Any]:
    return _free(_message.c.kind, _message.c.key, why().label("why"), as_of=as_of, overtaken=True)


@cache
def _record() -> Prepared:
    next_try = sa.bindparam("next_try", type_=_message.c.not_before.type)
    ours = sa.update(_message).where(
        _message.c.id == sa.bindparam("of", type_=sa.Integer),
        _message.c.state == MessageState.PLANNED,
        _message.c.attempts == sa.bindparam("attempt", type_=sa.Integer),
    )
    settled = ours.values(
        state=sa.bindparam("to_state", type_=_message.c.state.type),
        reason=sa.bindparam("why", type_=sa.String),
        server_words=sa.bindparam("words", type_=sa.String),
        settled_at=sa.bindparam("settled", type_=_message.c.settled_at.type),
        not_before=sa.func.coalesce(next_try, _message.c.not_before),
        leased_until=None,
    )
    return Prepared(settled.returning(_message.c.id))
