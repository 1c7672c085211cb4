"""Quiets a store that was restored from a backup: nothing that its original began goes on from it by itself.

Nothing here is history, which ends as it ended in the backup.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.models import Heartbeat, LoginSession, Message, MessageState, PasswordRecovery, Work, WorkState

_message, _login = Message.__table__, LoginSession.__table__  # type: ignore[attr-defined]
_recovery = PasswordRecovery.__table__  # type: ignore[attr-defined]
_work, _beat = Work.__table__, Heartbeat.__table__  # type: ignore[attr-defined]

INTERRUPTED = "It was not done when the backup was taken from which this tracker was restored; ask for it again."


def release(session: Session, *, now: datetime) -> None:
    """End sessions and links for new passwords, and forget the other scheduler's sign of life.

    A message that was in a sender's hand waits again; long work that was not over has failed, with the reason.
    """
    connection = session.connection()
    connection.execute(sa.delete(_login))
    connection.execute(sa.delete(_recovery))
    connection.execute(sa.update(_message).where(_message.c.leased_until.is_not(None)).values(leased_until=None))
    ended: dict[str, Any] = {"state": WorkState.FAILED, "reason": INTERRUPTED, "finished_at": now, "leased_until": None}
    connection.execute(
        sa.update(_work).where(_work.c.state.in_((WorkState.WAITING, WorkState.RUNNING))).values(**ended)
    )
    connection.execute(sa.delete(_beat))


def hold(session: Session, reason: str, *, now: datetime) -> int:
    """Let no planned message go out before a person says “Try again”; answers how many there were.

    They count as failed, with the reason, and what they tell of as told.
    """
    waiting = sa.update(_message).where(_message.c.state == MessageState.PLANNED)
    held: dict[str, Any] = {"state": MessageState.FAILED, "reason": reason, "settled_at": now, "leased_until": None}
    return int(session.connection().execute(waiting.values(**held)).rowcount)
