"""Long work: asked for, claimed by a process, told about while it is done, and settled. Bookkeeping, not history."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict, NotAllowed
from ipr_compliance.models import Work, WorkState
from ipr_compliance.queries import work
from ipr_compliance.services import contents

LEASE = timedelta(minutes=2)
"""Whoever has said nothing for so long is gone, and somebody else may begin again."""

ATTEMPTS = 3
LARGEST = 1024**3

_work = Work.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Made:
    """What came of it: written into the file, to be had under that name; without a name there is no file."""

    name: str | None = None
    media_type: str | None = None
    enter: Callable[[Session, BinaryIO], Any] | None = None
    """What is recorded in the transaction that ends the work: then it is one of those that enter history."""
    let_go: Callable[[], Any] | None = None
    """What is called at last, however it ended."""


class Cancelled(Exception):
    """The person who asked for it no longer wants it."""


def ask(session: Session, by: Asker, kind: str, title: str, asked: Mapping[str, Any], *, now: datetime) -> int:
    """Ask for a piece of work; answers its number. Refuses with NotAllowed whoever is no person of the office."""
    if by.person_id is None:
        raise NotAllowed("Only a person can ask for this.")
    row = Work(kind=kind, title=title, asked=json.dumps(dict(asked)), asked_by=by.person_id, asked_at=now)
    session.add(row)
    session.flush()
    return row.id or 0


def claim(session: Session, work_id: int, *, now: datetime) -> bool:
    """Take a piece of work in hand; answers whether it was free. What failed to end three times has failed."""
    free = (
        _work.c.id == work_id,
        (_work.c.state == WorkState.WAITING) | ((_work.c.state == WorkState.RUNNING) & (_work.c.leased_until < now)),
    )
    taken = session.connection().execute(
        sa.update(_work)
        .where(*free, _work.c.attempts < ATTEMPTS)
        .values(state=WorkState.RUNNING, attempts=_work.c.attempts + 1, percent=0, leased_until=now + LEASE)
    )
    if not taken.rowcount:
        gone = "The process that did it ended three times without an answer."
        values = {"state": WorkState.FAILED, "reason": gone, "finished_at": now}
        session.connection().execute(sa.update(_work).where(*free).values(**values))
    return bool(taken.rowcount)


def tell(session: Session, work_id: int, percent: int, *, now: datetime) -> None:
    """Say how far it is, which keeps it in hand. Raises Cancelled where it is no longer wanted."""
    running = _work.c.id == work_id, _work.c.state == WorkState.RUNNING
    told = session.connection().execute(
        sa.update(_work).where(*running).values(percent=percent, leased_until=now + LEASE)
    )
    if not told.rowcount:
        raise Cancelled


def finish(session: Session, work_id: int, file: BinaryIO, made: Made, *, now: datetime) -> None:
    """Keep what came of it. Raises Cancelled where it is no longer wanted."""
    if made.enter:
        made.enter(session, file)
        file.seek(0)
    # Only now: what is entered tells in transactions of its own how far it is, and they would wait for this one.
    tell(session, work_id, 100, now=now)
    values: dict[str, Any] = {"state": WorkState.DONE, "finished_at": now}
    if made.name is not None:
        kept = contents.keep(session.connection(), file, LARGEST)
        values |= {
            "sha256": kept.sha256, "size": kept.size, "file_name": made.name, "media_type": made.media_type
        }  # fmt: skip
    session.connection().execute(sa.update(_work).where(_work.c.id == work_id).values(**values))


def fail(session: Session, work_id: int, reason: str, *, now: datetime) -> None:
    """It cannot be done, for the reason that the person is told."""
    running = _work.c.id == work_id, _work.c.state == WorkState.RUNNING
    values = {"state": WorkState.FAILED, "reason": reason, "finished_at": now}
    session.connection().execute(sa.update(_work).where(*running).values(**values))


def put_back(session: Session, work_id: int) -> None:
    """Leave it to another process, as if this one had never begun: it ends, but not because of the work."""
    running = _work.c.id == work_id, _work.c.state == WorkState.RUNNING
    values = {"state": WorkState.WAITING, "attempts": _work.c.attempts - 1, "percent": 0}
    session.connection().execute(sa.update(_work).where(*running).values(**values))


def cancel(session: Session, by: Asker, work_id: int, *, now: datetime) -> None:
    """It is no longer wanted; whoever does it stops at the next step.

    Refuses with NotFound what is somebody else's, and with Conflict what is over.
    """
    if work.one(session.connection(), by, work_id).state.is_over:
        raise Conflict("This is over already.")
    values = {"state": WorkState.CANCELLED, "finished_at": now}
    session.connection().execute(sa.update(_work).where(_work.c.id == work_id).values(**values))
