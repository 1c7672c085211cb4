"""Tables that people hand in on a page, by the API or by the command: accepted as one batch, and undone as one."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant, word


class BatchState(StrEnum):
    """What has become of it."""

    WAITING = "waiting"
    CHECKED = "checked"
    ACCEPTED = "accepted"
    UNDONE = "undone"


class BatchKind(StrEnum):
    """What its table holds."""

    RECORDS = "records"
    UPDATES = "updates"
    LIST = "list"
    """An OIG's own list: compared with the records, never imported."""


IMPORTED = frozenset({BatchKind.RECORDS, BatchKind.UPDATES})
"""The kinds that can be accepted."""


class ImportBatch(SQLModel, table=True):
    """One table, what its owner said of its columns, what accepting it would do, and what became of it."""

    __tablename__ = "import_batch"
    __table_args__ = (
        sa.UniqueConstraint("write_key", name="uq_import_batch_write_key"),
        sa.Index("ix_import_batch_received_by", "received_by", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: BatchKind = Field(sa_type=word(BatchKind))
    state: BatchState = Field(default=BatchState.CHECKED, sa_type=word(BatchState))
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64, description="the bytes are kept where they were handed in, not by the command")
    size: int
    received_by: int | None = Field(default=None, foreign_key="person.id", description="none: the command line")
    received_from: str = Field(max_length=400)
    received_at: datetime = Field(sa_type=Instant)
    options: str = Field(description="what was said of columns, words and rows, as JSON")
    told: str = Field(description="the table's columns, and what accepting it would do, as JSON")
    digest: str = Field(max_length=64, description="of what accepting would do: it is done only as it was shown")
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    settled_from: str | None = Field(default=None, max_length=400, description="who accepted it, or undid it")
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    first_seq: int | None = Field(default=None, description="the first of its entries in history")
    last_seq: int | None = None
    write_key: str | None = Field(default=None, max_length=64, description="the call's own key: once only")
    work_id: int | None = Field(default=None, foreign_key="work.id", description="of a long table: its last long work")


class ImportLayout(SQLModel, table=True):
    """What was said of a table's columns and words when it was accepted, for the next of the same columns."""

    __tablename__ = "import_layout"
    __table_args__ = (sa.PrimaryKeyConstraint("shape", name="pk_import_layout"),)

    shape: str = Field(max_length=64, description="digest of the names of the columns")
    options: str
    used_at: datetime = Field(sa_type=Instant)
