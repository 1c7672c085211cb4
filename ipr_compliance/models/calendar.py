"""The addresses under which calendar programs fetch a person's deadlines."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant


class CalendarFeed(SQLModel, table=True):
    """A secret address of one person's calendar; only the digest of its token is kept, and one at a time is valid."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        sa.UniqueConstraint("digest", name="uq_calendar_feed_digest"),
        sa.Index("uq_calendar_feed_person_id", "person_id", unique=True, sqlite_where=sa.text("revoked_at IS NULL"),
                 postgresql_where=sa.text("revoked_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    digest: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
