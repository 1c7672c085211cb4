"""What is asked for and planned on a recommendation: extensions and corrective-action milestones."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Extension(SQLModel, table=True):
    """A request for a later due date, and its decision; numbered within its recommendation."""

    __table_args__ = (sa.UniqueConstraint("recommendation_id", "n", name="uq_extension_number"),)

    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    n: int
    due_on: date = Field(description="the due date when it was asked for")
    proposed_due_on: date
    reason: str
    asked_by: str = Field(max_length=400)
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_on: date
    departmental: bool = Field(description="whether the departmental liaison has to decide it")
    approved: bool | None = None
    decided_by: str | None = Field(default=None, max_length=400)
    decided_on: date | None = None
    note: str | None = None


class Milestone(SQLModel, table=True):
    """One step of the corrective action; numbered within its recommendation."""

    __table_args__ = (
        sa.UniqueConstraint("recommendation_id", "n", name="uq_milestone_number"),
        sa.Index("ix_milestone_open_due", "due_on", sqlite_where=sa.text("done_on IS NULL"),
                 postgresql_where=sa.text("done_on IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id")
    n: int
    title: str = Field(max_length=300)
    owner: str | None = Field(default=None, max_length=200)
    due_on: date
    original_due_on: date
    done_on: date | None = None
    note: str | None = None
