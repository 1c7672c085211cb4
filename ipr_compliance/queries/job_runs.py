"""What the scheduler has done on which day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.models import JobRun

_run = JobRun.__table__  # type: ignore[attr-defined]

_LAST_DAY = sa.select(sa.func.max(_run.c.for_day)).where(_run.c.job == sa.bindparam("job"))


def last_day(connection: Connection, job: str) -> date | None:
    """The newest day that a job has run for, or None where it has never run."""
    return connection.execute(_LAST_DAY, {"job": job}).scalar()
