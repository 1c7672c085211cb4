"""What the scheduler did, so that it neither forgets nor repeats."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant


class JobRun(SQLModel, table=True):
    """A job's run for a day: one row a job and day, so that two schedulers run it once."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "for_day", name="uq_job_run_day"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=40)
    for_day: date
    done_at: datetime = Field(sa_type=Instant)


class Heartbeat(SQLModel, table=True):
    """The scheduler's last sign of life."""

    name: str = Field(primary_key=True, max_length=40)
    at: datetime = Field(sa_type=Instant)
