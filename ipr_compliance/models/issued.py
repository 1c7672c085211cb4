"""Reports that were issued: their bytes, and all that is needed to make them again."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.models.types import Instant, word


class IssuedReport(SQLModel, table=True):
    """One report as it was issued; it never changes."""

    __tablename__ = "issued_report"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    kind: Kind = Field(sa_type=word(Kind))
    form: Format = Field(sa_type=word(Format))
    title: str = Field(max_length=300)
    component_id: int | None = Field(default=None, foreign_key="component.id", index=True)
    first_on: date
    as_of: date
    asked: str = Field(description="the order, as JSON in the words of the address line")
    issued_by: str = Field(max_length=400)
    issued_at: datetime = Field(sa_type=Instant)
    head_seq: int = Field(description="the newest history entry that it is made from")
    head_digest: str = Field(max_length=64)
    figures: str = Field(description="its numbers, as JSON")
    sha256: str = Field(max_length=64, foreign_key="content.sha256")
    size: int
    media_type: str = Field(max_length=100)
    name: str = Field(max_length=255, description="of its file")
    replaces_id: int | None = Field(default=None, foreign_key="issued_report.id", unique=True)
