"""Reports and memos of the OIG that people hand in: what was read from them, and what people have made of it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant, word


class DocumentKind(StrEnum):
    """What a document is read for."""

    REPORT = "report"
    MEMO = "memo"


class DocumentState(StrEnum):
    """What has become of it."""

    UNREAD = "unread"
    READ = "read"
    ACCEPTED = "accepted"


class DocumentProposal(SQLModel, table=True):
    """One document, what was read from it, what its owner has made of that, and what became of it."""

    __tablename__ = "document_proposal"
    __table_args__ = (
        sa.Index("ix_document_proposal_received_by", "received_by", "id"),
        sa.Index("ix_document_proposal_write_key", "received_by", "write_key", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: DocumentKind = Field(sa_type=word(DocumentKind))
    state: DocumentState = Field(sa_type=word(DocumentState))
    file_name: str = Field(max_length=255)
    media_type: str = Field(max_length=100, description="found from the content, not from the name")
    sha256: str = Field(max_length=64, foreign_key="content.sha256")
    size: int
    received_by: int = Field(foreign_key="person.id")
    received_at: datetime = Field(sa_type=Instant)
    found: str | None = Field(default=None, description="what was read, as JSON; none while it is unread")
    said: str | None = Field(default=None, description="what its owner has made of it, as JSON")
    work_id: int | None = Field(default=None, foreign_key="work.id", description="the long work that reads it")
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", description="the import it became")
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    write_key: str | None = Field(default=None, max_length=64, description="the form's or call's own key: once only")
