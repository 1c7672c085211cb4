"""Reports that are made when a period has ended, and mailed to some people."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.domain.progress import Kind
from ipr_compliance.domain.schedules import Every
from ipr_compliance.models.types import word


class ReportSchedule(SQLModel, table=True):
    """One report for some people after each month, quarter or half-year."""

    __tablename__ = "report_schedule"

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(sa_type=word(Kind))
    component_id: int | None = Field(default=None, foreign_key="component.id")
    conditions: str = Field(
        default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""},
        description="what else it is limited to, as the address of a list says it",
    )  # fmt: skip
    every: Every = Field(sa_type=word(Every))
    since: date = Field(description="periods that had ended before this day are not reported")
    made_by: str = Field(max_length=400)


class ScheduleReader(SQLModel, table=True):
    """Somebody who gets it, limited to what they may see."""

    __tablename__ = "schedule_reader"
    __table_args__ = (sa.PrimaryKeyConstraint("schedule_id", "person_id", name="pk_schedule_reader"),)

    schedule_id: int = Field(foreign_key="report_schedule.id")
    person_id: int = Field(foreign_key="person.id")
