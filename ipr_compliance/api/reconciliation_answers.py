"""What the calls answer that are about lists of the OIG's which are compared with the records."""

from datetime import datetime

from pydantic import Field

from ipr_compliance.api.answers import Answer, Listing
from ipr_compliance.api.import_answers import ImportWork
from ipr_compliance.domain.reconciliation import Result
from ipr_compliance.domain.words import Status
from ipr_compliance.models import BatchState


class ReconciliationListed(Answer):
    """A list that was handed in."""

    id: int
    state: BatchState = Field(description="`waiting` while a long one is being read")
    file_name: str
    sha256: str
    received_at: datetime
    received_from: str


class Reconciliations(Listing):
    """Lists that were handed in, newest first."""

    items: list[ReconciliationListed]


class ReconciledRow(Answer):
    """A row of the list, or a record that it lacks; `their_status` is in the list's own words."""

    result: Result
    line: int | None
    report_number: str | None
    number: str | None
    our_status: Status | None
    their_status: str | None
    note: str | None


class Reconciliation(ReconciliationListed):
    """A list beside the records as they stand now."""

    header: list[str] = Field(description="the list's columns")
    words: dict[str, list[str]] = Field(
        description="of our columns: words of the list that are not ours; known ones are translated"
    )
    problem: str | None = Field(description="why its columns cannot be read; then nothing is compared")
    counts: dict[str, int]
    items: list[ReconciledRow] = Field(description="what needs somebody's attention first, matches last")
    work: ImportWork | None = Field(description="of a list that is too long for one request")
