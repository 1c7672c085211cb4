"""Work that takes longer than a page may: asked for, done in a process of its own, with progress, and cancellable."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant, word


class WorkState(StrEnum):
    """What has become of it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self not in {WorkState.WAITING, WorkState.RUNNING}


class Work(SQLModel, table=True):
    """One piece of work, asked for by one person, with the rights that they have when it is done."""

    __table_args__ = (sa.Index("ix_work_state", "state", "id"), sa.Index("ix_work_asked_by", "asked_by", "id"))

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=24)
    title: str = Field(max_length=200)
    asked: str = Field(description="what was asked for, as JSON")
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=Instant)
    state: WorkState = Field(default=WorkState.WAITING, sa_type=word(WorkState))
    attempts: int = 0
    percent: int = 0
    reason: str | None = Field(default=None, description="why it failed, in a sentence")
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    sha256: str | None = Field(default=None, max_length=64, foreign_key="content.sha256")
    file_name: str | None = Field(default=None, max_length=255)
    media_type: str | None = Field(default=None, max_length=100)
    size: int | None = None
