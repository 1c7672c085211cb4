"""What the scheduler has done on which day."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.models import JobRun

_run = JobRun.__table__  # type: ignore[attr-defined]

_LAST = (
    sa.select(_run.c.for_day, _run.c.done_at)
    .where(_run.c.job == sa.bindparam("job"))
    .order_by(_run.c.for_day.desc())
    .limit(1)
)


class Run(NamedTuple):
    """A day that a job has run for, and the instant at which it last began to."""

    for_day: date
    begun: datetime


def last(connection: Connection, job: str) -> Run | None:
    """The run for the newest day that there is one for, or None where the job has never run."""
    row = connection.execute(_LAST, {"job": job}).first()
    return Run(*row) if row else None
