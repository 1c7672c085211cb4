"""What the calls answer that are about documents of the OIG: what was read, and what its owner makes of it."""

from datetime import date, datetime

from pydantic import Field

from ipr_compliance.api.answers import Answer, Listing
from ipr_compliance.api.import_answers import ImportConflict, RefusedCell
from ipr_compliance.domain.words import Agreement, Status
from ipr_compliance.models import DocumentKind, DocumentState


class Document(Answer):
    """A document that the caller handed in."""

    id: int
    kind: DocumentKind
    state: DocumentState = Field(description="`accepted`: what it proposes is recorded")
    file_name: str
    media_type: str = Field(description="found from the content, not from the name")
    size: int
    sha256: str
    received_at: datetime
    settled_at: datetime | None
    undone: bool = Field(description="whether the import that it became was undone; then it can be accepted again")
    stopped: bool = Field(description="whether nobody reads it any more, though it is `unread`")
    work_id: int | None = Field(description="the long work that reads it, where it is long")
    import_id: int | None = Field(description="the import that it became")


class Documents(Listing):
    """Documents that the caller handed in, newest first."""

    items: list[Document]


class Fact(Answer):
    """What was read: the value as tables have it, the page (the first is 1), and the words there."""

    value: str
    page: int
    words: str


class ProposedRecommendation(Answer):
    """A recommendation as its fields stand, beside what was read and what is recorded."""

    place: int = Field(description="names it in the calls; the first is 1")
    fields: dict[str, str]
    left_out: bool
    called: str = Field(description="what the document calls its component")
    remember: bool = Field(description="whether that becomes an alias of the component")
    read: dict[str, Fact]
    would_be: str = Field(description="`new`, `changed`, `unchanged` or `refused`; empty where it is left out")
    recommendation_id: int | None
    recorded: dict[str, str] = Field(description="of each field that would change: what is recorded")


class Proposal(Answer):
    """What a report proposes, and what accepting it would do."""

    report: dict[str, str]
    read: dict[str, Fact] = Field(description="of the report")
    recommendations: list[ProposedRecommendation]
    digest: str = Field(description="names what is shown; sent with the acceptance, nothing else is accepted")
    problem: str | None
    new: int
    changed: int
    unchanged: int
    refused: list[RefusedCell] = Field(description="`line` is the place")
    conflicts: list[ImportConflict]


class MemoLine(Answer):
    """A recommendation of the memo's report: how it stands, and what the memo says of it."""

    recommendation_id: int
    version: int
    number: str
    status: Status = Field(description="as it stands")
    said: Status | None = Field(description="by the memo")
    agreement: Agreement | None = Field(description="the component's answer, by the memo")
    page: int | None
    words: str | None
    targets: list[Status] = Field(description="what the OIG can decide from there")
    objection: str | None = Field(description="why what the memo says cannot be recorded")


class MemoRecorded(Answer):
    """A decision that was recorded with the memo as its letter."""

    recommendation_id: int
    status: Status


class MemoRead(Answer):
    """What a memo says, beside how its report's recommendations stand."""

    report_number: str = Field(description="empty where neither the memo nor its owner says it")
    dated_on: date | None
    next_update_on: date | None
    unknown: list[str] = Field(description="numbers that it names and that are no records of the report's")
    lines: list[MemoLine]
    recorded: list[MemoRecorded]


class DocumentShown(Document):
    """A document with what was read from it; of a report `proposal`, of a memo `memo`, neither while it is unread."""

    proposal: Proposal | None
    memo: MemoRead | None
