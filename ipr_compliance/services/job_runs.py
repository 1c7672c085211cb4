"""Writes down that the scheduler lives and what it has done."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from ipr_compliance.models import Heartbeat, JobRun

SCHEDULER = "scheduler"


def beat(session: Session, *, now: datetime) -> None:
    """The scheduler lives at this instant."""
    row = _insert(session, Heartbeat.__table__, name=SCHEDULER, at=now)  # type: ignore[attr-defined]
    session.connection().execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def ran(session: Session, job: str, *, for_day: date, begun: datetime) -> None:
    """A job has done what it does for a day, as things stood at an instant; the last time counts."""
    row = _insert(session, JobRun.__table__, job=job, for_day=for_day, done_at=begun)  # type: ignore[attr-defined]
    named = {"index_elements": ["job", "for_day"], "set_": {"done_at": begun}}
    session.connection().execute(row.on_conflict_do_update(**named))


def _insert(session: Session, table: sa.Table, **values: Any) -> Any:
    engine = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    return engine.insert(table).values(**values)
