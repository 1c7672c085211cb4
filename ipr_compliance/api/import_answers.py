"""What the calls answer that are about tables which were handed in."""

from datetime import datetime

from pydantic import Field

from ipr_compliance.api.answers import Answer, Listing
from ipr_compliance.models import BatchKind, BatchState, WorkState


class RefusedCell(Answer):
    """Why a row is refused: its line, and the cell that is wrong."""

    line: int
    column: str
    value: str
    reason: str


class ImportConflict(Answer):
    """Where table and record disagree about what a table cannot change; without a number it is about the report."""

    line: int
    report_number: str
    number: str | None
    column: str
    ours: str
    theirs: str
    reason: str


class MissingRecord(Answer):
    """A recommendation of one of the table's reports that the table does not mention; it stays as it is."""

    report_number: str
    number: str


class ImportWork(Answer):
    """The last long work on a table: its check, its import or its undoing."""

    state: WorkState
    percent: int
    reason: str | None = Field(description="why it failed, in a sentence")


class ImportListed(Answer):
    """A table that was handed in, without what was said of its rows."""

    id: int
    state: BatchState
    kind: BatchKind
    file_name: str
    sha256: str
    received_at: datetime
    received_from: str
    settled_at: datetime | None = Field(description="when it was accepted or undone")
    settled_from: str | None
    new: int
    changed: int
    unchanged: int


class Import(ImportListed):
    """A table that was handed in: what importing it does, in the words of the command `ipr import --json`."""

    digest: str = Field(description="names what was shown; sent with the acceptance, nothing else is accepted")
    reports_new: int
    reports_changed: int
    refused: list[RefusedCell]
    conflicts: list[ImportConflict]
    missing: list[MissingRecord]
    ignored: list[str] = Field(description="columns of the file that are not ours")
    unlisted: int = Field(description="how many more are counted but not listed")
    work: ImportWork | None = Field(description="of a table that is too long for one request")


class Imports(Listing):
    """Some tables that were handed in, newest first."""

    items: list[ImportListed]
