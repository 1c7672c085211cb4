"""The append-only history: rows are added, never changed; database triggers refuse the rest."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant

_UPDATES = sa.text("subject = 'recommendation' AND kind IN ('update', 'reported')")


class History(SQLModel, table=True):
    """One change: to what, from when, who, why, old and new values, chained to the change before it."""

    __table_args__ = (
        sa.UniqueConstraint("write_key", name="uq_history_write_key"),
        sa.Index("ix_history_subject", "subject", "subject_id", "seq"),
        sa.Index("ix_history_updates", "subject_id", "effective_on", "seq",
                 sqlite_where=_UPDATES, postgresql_where=_UPDATES),
    )  # fmt: skip

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(max_length=20, description="recommendation, report, component, person, import or office")
    subject_id: int
    kind: str = Field(max_length=24)
    effective_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    actor: str = Field(max_length=400, min_length=1)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    note: str | None = None
    changes: str = Field(default="{}", description='canonical JSON: {"field": {"from": old, "to": new}}')
    write_key: str | None = Field(default=None, max_length=64, description="the form's or call's own key: once only")
    digest: str = Field(max_length=64)
