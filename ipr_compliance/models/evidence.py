"""Files that show what was done, and the OIG's letters; their bytes are kept once, by content."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ipr_compliance.models.types import Instant, word


class EvidenceKind(StrEnum):
    """What a file is for."""

    EVIDENCE = "evidence"
    LETTER = "letter"


class Evidence(SQLModel, table=True):
    """A file on a recommendation. A withdrawn one stays, marked."""

    id: int | None = Field(default=None, primary_key=True)
    recommendation_id: int = Field(foreign_key="recommendation.id", index=True)
    kind: EvidenceKind = Field(sa_type=word(EvidenceKind))
    name: str = Field(max_length=255)
    media_type: str = Field(max_length=100, description="found from the content, not from the name")
    sha256: str = Field(max_length=64, foreign_key="content.sha256")
    size: int
    dated_on: date | None = Field(default=None, description="the document's own date")
    received_at: datetime = Field(sa_type=Instant)
    received_from: str = Field(max_length=400)
    withdrawn_on: date | None = None


class Content(SQLModel, table=True):
    """Bytes, named by their SHA-256."""

    sha256: str = Field(primary_key=True, max_length=64)
    size: int


class ContentChunk(SQLModel, table=True):
    """One mebibyte of them, or what is left: files are streamed in and out."""

    __tablename__ = "content_chunk"
    __table_args__ = (sa.PrimaryKeyConstraint("sha256", "n", name="pk_content_chunk"),)

    sha256: str = Field(max_length=64, foreign_key="content.sha256")
    n: int
    data: bytes
