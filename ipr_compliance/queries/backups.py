"""When the newest nightly backup was made, and when one failed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.models import JobRun

MADE, FAILED = "backup", "backup-failed"
"""As which jobs the scheduler's backups are written down."""

_run = JobRun.__table__  # type: ignore[attr-defined]


def _newest(job: str, column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(column).where(_run.c.job == job).order_by(_run.c.for_day.desc()).limit(1)


LAST_MADE, LAST_FAILED = _newest(MADE, _run.c.done_at), _newest(FAILED, _run.c.done_at)
_LAST = sa.select(*(one.scalar_subquery() for one in (_newest(MADE, _run.c.for_day), LAST_MADE, LAST_FAILED)))


@dataclass(frozen=True)
class Last:
    """The newest day that has a backup, when it was made, and when an attempt failed last."""

    day: date | None
    made: datetime | None
    failed: datetime | None

    def has(self, day: date) -> bool:
        """Whether that day's backup is made."""
        return self.day is not None and self.day >= day


def last(connection: Connection) -> Last:
    """How the nightly backups stand."""
    return Last(*connection.execute(_LAST).one())
