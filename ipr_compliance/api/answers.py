"""What the calls answer, as the OpenAPI document describes it."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from ipr_compliance.domain.words import Agreement, Status, WhoseMove
from ipr_compliance.models import EvidenceKind

Dollars = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$"})]


Answered = dict[str, Any] | tuple[dict[str, Any], int, dict[str, str]]
"""What a view returns: the body, or body, status and headers."""


A_FILE = {"description": "The file", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
"""A file of any kind, as a response is described."""


class Answer(BaseModel):
    """Nothing is answered that is not described here."""

    model_config = ConfigDict(extra="forbid")


class Recommendation(Answer):
    """One recommendation as it stands, with what its dates mean today or on the day asked for."""

    id: int
    report_number: str
    report_title: str | None
    number: str
    text: str
    component: str
    responsible_official: str | None
    responsible_email: str | None
    agreement: Agreement
    status: Status
    whose_move: WhoseMove
    issued_on: date | None
    due_on: date | None
    original_due_on: date | None
    extensions: int = Field(description="how many were granted")
    days_slipped: int
    overdue: bool
    days_late: int
    next_update_due_on: date | None
    priority: bool
    questioned_cost: Dollars | None
    unsupported_cost: Dollars | None
    funds_put_to_better_use: Dollars | None
    closed_on: date | None
    version: int


class Change(Answer):
    """What one field was and became."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    before: object = Field(alias="from")
    after: object = Field(alias="to")


class Entry(Answer):
    """One entry of a history; it is never changed."""

    seq: int
    kind: str
    on: date = Field(description="from which day it holds")
    recorded_at: datetime
    actor: str
    note: str | None
    changes: dict[str, Change]


class RecommendationWithHistory(Recommendation):
    """One recommendation, read alone: what the lists leave out, and its history, newest first."""

    plan: str | None
    implemented_on: date | None = Field(description="stated by the component when it asks for closure")
    decided_on: date | None = Field(description="the day of the management decision")
    extension_pending: bool
    successor: int | None = Field(description="the recommendation that supersedes this one")
    repeats: int | None = Field(description="the recommendation whose finding this one repeats")
    history: list[Entry]


class Listing(Answer):
    """One page of a list."""

    total: int = Field(description="how many there are on all pages")
    next: str | None = Field(description="the cursor of the next page")


class Recommendations(Listing):
    """Some recommendations."""

    items: list[Recommendation]


class History(Listing):
    """A whole history, newest first."""

    items: list[Entry]


class Versioned(Answer):
    """What every call that changes a record answers at least."""

    version: int = Field(description="the record's version from now on")


class Recorded(Versioned):
    """An entry that has been recorded."""

    seq: int = Field(description="its number in the history")


class UpdateRecorded(Recorded):
    """A status update that has been recorded."""

    warnings: list[str] = Field(description="what it lacks, in sentences; it is recorded all the same")


class Numbered(Versioned):
    """A request or step that has been recorded."""

    n: int = Field(description="its number on this recommendation")


class Attached(Versioned):
    """A file that has been received."""

    id: int


class Extension(Answer):
    """A request for a later due date, and its decision."""

    n: int
    due_on: date | None = Field(description="the due date when it was asked for")
    proposed_due_on: date
    reason: str
    asked_by: str
    asked_on: date
    departmental: bool = Field(description="whether the departmental liaison decides it")
    approved: bool | None = Field(description="null while nobody has decided")
    decided_by: str | None
    decided_on: date | None
    note: str | None


class Extensions(Listing):
    """All requests, oldest first."""

    items: list[Extension]


class Milestone(Answer):
    """A step of the corrective action."""

    n: int
    title: str
    owner: str | None
    due_on: date
    original_due_on: date
    done_on: date | None
    note: str | None


class Milestones(Listing):
    """All steps, in the order of their dates."""

    items: list[Milestone]


class Evidence(Answer):
    """A file on a recommendation."""

    id: int
    kind: EvidenceKind
    name: str
    media_type: str = Field(description="found from the content, not from the name")
    size: int
    sha256: str
    dated_on: date | None = Field(description="the document's own date")
    received_at: datetime
    received_from: str
    withdrawn_on: date | None


class EvidenceList(Listing):
    """All files, oldest first; withdrawn ones too."""

    items: list[Evidence]


class Report(Answer):
    """A report of the OIG."""

    id: int
    number: str
    title: str | None
    issuing_office: str | None
    issued_on: date | None
    link: str | None
    complete_by: date | None = Field(description="the last day by which its actions are to be complete")
    public: bool
    recommendations: int = Field(description="how many of its recommendations the caller sees")
    open: int
    overdue: int


class Reports(Listing):
    """Some reports."""

    items: list[Report]


class Component(Answer):
    """A component whose records the caller may read."""

    code: str
    name: str
    parent: str | None
    mailbox: str | None
    head_email: str | None


class Components(Listing):
    """The components, parents first."""

    items: list[Component]


class Age(Answer):
    """Open recommendations by the time since their report was issued; `unknown` are those of undated reports."""

    under_6_months: int
    six_to_twelve_months: int = Field(alias="6_to_12_months")
    one_to_three_years: int = Field(alias="1_to_3_years")
    over_3_years: int
    unknown: int


class InPeriod(Answer):
    """What happened after the day that is compared with, up to the as-of day."""

    closed: int
    closed_on_time: int
    closed_late: int
    became_overdue: int


class Money(Answer):
    """US dollars in open and in closed recommendations."""

    questioned_open: Dollars
    questioned_closed: Dollars
    better_use_open: Dollars
    better_use_closed: Dollars


class Figures(Answer):
    """Counts of recommendations; the near ones are cumulative and include the day itself."""

    open: int
    overdue: int
    due_30: int
    due_60: int
    due_90: int
    no_date: int
    by_status: dict[str, int]
    age: Age
    whose_move: dict[str, int] = Field(description="of the open ones")
    agreement: dict[str, int] = Field(description="of the open ones")
    next_due_on: date | None
    median_days_late: float = Field(description="of the overdue ones")
    worst_days_late: int
    beyond_window: int = Field(description="open, due after the 18-month window of their report")
    extended: int = Field(description="open, with an extension or more")
    extensions: int = Field(description="granted, of the open ones")
    slipped: int = Field(description="open, due later than first agreed")
    days_slipped: int = Field(description="of the open ones, together")
    unresolved: int = Field(description="open, no management decision 6 months after the issue")
    no_final_action: int = Field(description="open 1 year after the management decision")
    priority: int
    priority_overdue: int
    money: Money
    period: InPeriod | None = Field(description="null where no day is compared with")


class Day(Figures):
    """The figures as of a day."""

    as_of: date


class Summary(Day):
    """The deadline summary as of a day."""

    by_component: dict[str, Figures] = Field(description="each component with all below it")
    compared_with: Day | None = Field(description="the whole as of the earlier day asked for")
