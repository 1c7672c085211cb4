"""What the calls answer that are about long work."""

from datetime import datetime

from pydantic import Field

from ipr_compliance.api.answers import Answer, Listing
from ipr_compliance.models import WorkState


class Work(Answer):
    """A piece of work that the caller asked for."""

    id: int
    kind: str
    title: str
    state: WorkState
    percent: int
    reason: str | None = Field(description="why it failed, in a sentence")
    asked_at: datetime
    finished_at: datetime | None
    document_id: int | None = Field(description="the document that it reads")
    import_id: int | None = Field(description="the table that it checks, imports or takes back")
    reconciliation_id: int | None = Field(description="the list that it reads")
    file_name: str | None = Field(description="of what came of it, if that is a file")
    size: int | None
    sha256: str | None


class WorkList(Listing):
    """What the caller asked for, newest first."""

    items: list[Work]
