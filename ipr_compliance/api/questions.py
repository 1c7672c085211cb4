"""What the calls take in path and query, as the OpenAPI document describes it; the values are read by the queries."""

from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Annotated, Any

from flask import request
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from ipr_compliance import context
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.signals import Signal
from ipr_compliance.domain.summary import AGES, UNKNOWN_AGE
from ipr_compliance.domain.words import Agreement, Status, WhoseMove
from ipr_compliance.models import MessageState
from ipr_compliance.queries.filters import AMOUNTS, LONGEST, SORTS, Filter
from ipr_compliance.services.office_inputs import VersionInput, ViewNamed


def _blank_or(schema: dict[str, Any]) -> Any:
    """As a form sends it: a blank value counts as not given."""
    return WithJsonSchema({"anyOf": [schema, {"type": "string", "pattern": r"^\s*$"}]})


def _one_of(words: type[StrEnum] | tuple[str, ...]) -> Any:
    return _blank_or({"type": "string", "enum": [str(word) for word in words]})


DIGITS = 9
"""A record's number has no more digits than that: up to them every number fits both databases."""

_KEY = "^[ -~]{1,64}$"
_Day = Annotated[str | None, _blank_or({"type": "string", "format": "date"})]
_Days = Annotated[str | None, _blank_or({"type": "integer", "minimum": 0, "maximum": 36500})]
_Extensions = Annotated[str | None, _blank_or({"type": "integer", "minimum": 0, "maximum": 1000})]
_Flag = Annotated[str | None, _one_of(("1", "0"))]
_Text = Annotated[
    Annotated[str, Field(max_length=LONGEST)] | None, WithJsonSchema({"type": "string", "maxLength": LONGEST})
]


class Question(BaseModel):
    """A parameter of another name is refused, so that a misspelt filter does not answer everything."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def model_json_schema(cls, *form: Any, **options: Any) -> dict[str, Any]:
        """As pydantic writes it; in its usual form the library reads it at each call, so that one is written once."""
        return super().model_json_schema(*form, **options) if form or options else cls._usual_schema()

    @classmethod
    @cache
    def _usual_schema(cls) -> dict[str, Any]:
        return super().model_json_schema()

    def asked(self) -> dict[str, str]:
        """The filters as the address line writes them, without which page is asked for."""
        return self.model_dump(exclude={"limit", "cursor"}, exclude_none=True)


class RecommendationPath(BaseModel):
    """Which recommendation."""

    recommendation_id: int = Field(ge=0, lt=10**DIGITS)


class NumberedPath(RecommendationPath):
    """Which of the recommendation's extensions or milestones."""

    n: int = Field(ge=0, lt=10**DIGITS)


class EvidencePath(BaseModel):
    """Which file."""

    evidence_id: int = Field(ge=0, lt=10**DIGITS)


class FilePath(RecommendationPath, EvidencePath):
    """Which file of the recommendation's."""


class ImportPath(BaseModel):
    """Which table that was handed in."""

    import_id: int = Field(ge=0, lt=10**DIGITS)


class DocumentPath(BaseModel):
    """Which document."""

    document_id: int = Field(ge=0, lt=10**DIGITS)


class WorkPath(BaseModel):
    """Which piece of work."""

    work_id: int = Field(ge=0, lt=10**DIGITS)


class ReconciliationPath(BaseModel):
    """Which list."""

    reconciliation_id: int = Field(ge=0, lt=10**DIGITS)


class PersonPath(BaseModel):
    """Which person."""

    person_id: int = Field(ge=0, lt=10**DIGITS)


class WebhookPath(BaseModel):
    """Which webhook."""

    webhook_id: int = Field(ge=0, lt=10**DIGITS)


class SchedulePath(BaseModel):
    """Which schedule."""

    schedule_id: int = Field(ge=0, lt=10**DIGITS)


class SessionPath(BaseModel):
    """Which session."""

    session_id: int = Field(ge=0, lt=10**DIGITS)


class TokenPath(BaseModel):
    """Which token."""

    token_id: int = Field(ge=0, lt=10**DIGITS)


class PersonTokenPath(PersonPath, TokenPath):
    """Which token of the person's."""


class AliasPath(BaseModel):
    """Which alias."""

    alias_id: int = Field(ge=0, lt=10**DIGITS)


class EventPath(BaseModel):
    """Which event people are reminded of."""

    event: str


class ViewPath(BaseModel):
    """Which saved view."""

    view_id: int = Field(ge=0, lt=10**DIGITS)


class DeliveryPath(BaseModel):
    """Which message."""

    delivery_id: int = Field(ge=0, lt=10**DIGITS)


class ComponentPath(BaseModel):
    """Which component."""

    code: str


class IssuedPath(BaseModel):
    """Which issued report."""

    number: str


class ReportPath(BaseModel):
    """Which report."""

    number: str


_Tag = Annotated[
    Annotated[str, Field(max_length=1000)] | None,
    WithJsonSchema({"type": "string", "maxLength": 1000, "example": '"v7-4c2a9d0e11b7f3a8"'}),
]
_Key = Annotated[
    Annotated[str, Field(pattern=_KEY)] | None, WithJsonSchema({"type": "string", "pattern": _KEY, "example": "7f0c-1"})
]


class Once(BaseModel):
    """A header that lets a call be sent again where no answer came: it takes effect once."""

    key: _Key = Field(
        default=None, alias="Idempotency-Key", description="chosen by the caller, another one for every new call"
    )

    def write_key(self) -> str | None:
        """The key as it is kept: one person's keys are not another's, and nobody can tell from it what was sent."""
        if self.key is None:
            return None
        call = f"{context.asker().person_id}:{request.method} {request.path}:{self.key}"
        return sha256(call.encode()).hexdigest()


class IfMatch(BaseModel):
    """A header that lets a call change only what the caller has seen."""

    seen: _Tag = Field(
        default=None, alias="If-Match", description="the record's `ETag` as it was read; then `version` may be left out"
    )

    def write_key(self) -> str | None:
        """Such a call has none: sent twice with the same tag it takes effect once."""
        return None


class OnceIfMatch(Once, IfMatch):
    """Both of them."""


class Paged(Question):
    """Which page of a list."""

    limit: int = Field(default=100, ge=1, le=500)
    cursor: str = Field(default="", description="`next` of the page before")


class Continued(Question):
    """Where a list goes on that is numbered downwards."""

    cursor: str = Field(default="", description="`next` of the page before")

    def place(self) -> int | None:
        """The number before which it goes on. Refuses with Invalid what is no cursor."""
        text = self.cursor
        if text and not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
            raise Invalid("This cursor is not one of ours.", field="cursor")
        return int(text) if text else None


class ProgressQuery(Question):
    """Which report, about what, of which days, and in which form."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: Annotated[str | None, _one_of(Kind)] = Field(default=None, description="progress where none is named")
    component: _Text = Field(default=None, description="a code; includes the components below it")
    report: _Text = Field(default=None, description="an OIG report's number: the progress report is about it alone")
    view: _Text = Field(default=None, description="a saved view's name: the progress report is about what it shows")
    first_on: _Day = Field(default=None, alias="from", description="the period's first day")
    as_of: _Day = Field(default=None, description="its last day")
    format: Annotated[str, WithJsonSchema({"type": "string", "enum": [form.value for form in Format]})] = "json"

    def asked(self) -> dict[str, str]:
        """In the words of the address line."""
        return self.model_dump(exclude={"format"}, exclude_none=True, by_alias=True)


class Filters(Question):
    """The same filters as on the page."""

    q: _Text = Field(default=None, description="words in number, text, official or report")
    component: _Text = Field(default=None, description="a code; includes the components below it")
    status: Annotated[str | None, _one_of(Status)] = None
    report: _Text = Field(default=None, description="a report's number")
    whose_move: Annotated[str | None, _one_of(WhoseMove)] = None
    open: _Flag = None
    overdue: _Flag = None
    no_date: _Flag = None
    priority: _Flag = None
    agreement: Annotated[str | None, _one_of(Agreement)] = None
    beyond_window: _Flag = Field(default=None, description="open and due after its report's 18-month window")
    slipped: _Flag = Field(default=None, description="due later than first set")
    extended: _Extensions = Field(default=None, description="with at least that many granted extensions")
    unresolved: _Flag = Field(default=None, description="open, six months after its issue without a decision")
    no_final_action: _Flag = Field(default=None, description="open, a year or more after the management decision")
    late: _Flag = Field(default=None, description="closed after its due date")
    on_time: _Flag = Field(default=None, description="closed on or before its due date")
    money: Annotated[str | None, _one_of(AMOUNTS)] = Field(default=None, description="with such an amount")
    signal: Annotated[str | None, _one_of(Signal)] = Field(default=None, description="open, with something to look at")
    age: Annotated[str | None, _one_of((*AGES, UNKNOWN_AGE))] = Field(
        default=None, description="open; since the report's issue"
    )
    due_in: _Days = Field(default=None, description="open and due within that many days, today included")
    due_before: _Day = Field(default=None, description="excludes the day itself")
    due_after: _Day = Field(default=None, description="excludes the day itself")
    issued_before: _Day = Field(default=None, description="excludes the day itself")
    issued_after: _Day = Field(default=None, description="excludes the day itself")
    closed_from: _Day = Field(default=None, description="closed on that day or later")
    closed_until: _Day = Field(default=None, description="closed on that day or before")
    as_of: _Day = Field(default=None, description="as things stood on that day")
    sort: Annotated[str | None, _one_of(SORTS)] = None

    def wanted(self) -> Filter:
        """The list that they ask for. Refuses with Invalid, naming the filter, a value that cannot be read."""
        return Filter.read({name: value for name, value in self.asked().items() if name in Filters.model_fields})


class RecommendationQuery(Filters, Paged):
    """Which recommendations, and which page of them."""


class ViewInput(ViewNamed):
    """A list to be kept under a name."""

    filters: Filters = Field(default_factory=Filters)


class ViewFiltersInput(VersionInput):
    """Another list for a view."""

    filters: Filters


class DeliveryQuery(Paged):
    """Which messages."""

    state: Annotated[str | None, _one_of(MessageState)] = None
    person: _Text = Field(default=None, description="a part of the recipient's address")
    item: _Text = Field(default=None, description="what it tells of: a report's number, or a recommendation's id")
    since: _Day = Field(default=None, description="settled on that day of the office's or later")


class HoldingsQuery(Question):
    """Whose."""

    email: str = Field(min_length=1, max_length=254)


class SummaryQuery(Question):
    """Of what, as of when, and compared with which earlier day."""

    as_of: _Day = None
    compare_with: _Day = Field(default=None, description="an earlier day; without it nothing is said of a period")
    component: _Text = Field(default=None, description="a code; includes the components below it")
