"""What people and programs may hand in: the same names and rules for forms and API, unknown fields refused."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from ipr_compliance.domain.addresses import is_address
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.numbers import report_number
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.words import Agreement, Role, Status
from ipr_compliance.models import EvidenceKind


def _clean(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    if any(ord(character) < 32 and character not in "\t\n\r" for character in text) or "\x7f" in text:
        raise ValueError("contains a control character")
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise ValueError("contains half a character") from problem
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


def _a_date(value: Any) -> Any:
    if isinstance(value, str):
        return read_date(value)
    if isinstance(value, date):
        return value
    raise ValueError("is not a date; write it as 2027-03-15")  # pydantic would count seconds since 1970


def _reached_by_mail(text: str) -> str:
    if not is_address(text):
        raise ValueError("is not an address that mail can be sent to; it has letters without accents, digits and signs")
    return text


# Cleaned before the length is looked at: a field of blanks is an empty field. The last validator named runs first.
Text = Annotated[str, BeforeValidator(_clean)]
Line = Annotated[str, BeforeValidator(_one_line), BeforeValidator(_clean)]
MailAddress = Annotated[EmailStr, AfterValidator(_reached_by_mail)]
Day = Annotated[date, BeforeValidator(_a_date)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
RecordId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Dollars = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class Input(BaseModel):
    """What one use case is given. A blank field of a form counts as not given."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        return {name: value for name, value in values.items() if not cls._is_blank(name, value)}

    @classmethod
    def _is_blank(cls, name: str, value: Any) -> bool:
        """What does not exist is refused even so, and null where the field would be something, such as public."""
        field = cls.model_fields.get(name)
        if field is None:
            return False
        return value == "" or (value is None and (field.is_required() or field.default is None))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """From a form or a JSON body. Refuses with Invalid, naming the first field that is wrong."""
        try:
            return cls.model_validate(values)
        except ValidationError as problem:
            raise refusal(problem) from problem


def refusal(problem: ValidationError) -> Invalid:
    """What pydantic found, as a sentence about the first field that is wrong."""
    error = problem.errors()[0]
    field = str(error["loc"][0]) if error["loc"] else None
    return Invalid(_sentence(error, field), field=field)


_LIMITS = {
    "string_too_long": "is too long: at most {max_length:,} characters.",
    "greater_than_equal": "must be {ge} or more.",
    "less_than_equal": "must be {le} or less.",
    "int_parsing": "must be a whole number.",
    "decimal_parsing": "must be an amount such as 1250.50.",
    "decimal_max_places": "must be an amount with at most {decimal_places} places.",
    "decimal_max_digits": "must be an amount with at most {max_digits} digits.",
    "enum": "must be {expected}.",
}


def _sentence(error: Any, field: str | None) -> str:
    name = (field or "input").replace("_", " ")
    if error["type"] in _LIMITS:
        return f"“{name}” {_LIMITS[error['type']].format(**error.get('ctx', {}))}"
    match error["type"]:
        case "missing" | "string_too_short":
            return f"Fill in “{name}”."
        case "extra_forbidden":
            return f"“{field}” is not a field here."
        case "value_error" if "reason" in error["ctx"]:
            return f"“{name}” is not an e-mail address: {error['ctx']['reason']}"
        case "value_error":
            message = str(error["ctx"]["error"])
            return message if message.endswith(".") else f"“{name}” {message}."
    return f"“{name}”: {error['msg'][0].lower()}{error['msg'][1:]}."


class ReportInput(Input):
    """A report of the OIG."""

    number: Annotated[Line, AfterValidator(report_number)] = Field(min_length=1, max_length=60)
    title: Line | None = Field(default=None, max_length=500)
    issuing_office: Line | None = Field(default=None, max_length=200)
    issued_on: Day | None = None
    link: Line | None = Field(default=None, max_length=1000, pattern="^https?://")
    complete_by: Day | None = None
    public: bool = True


class ReportChangeInput(Input):
    """Whether a report that is recorded is public, and why."""

    public: bool
    note: Text | None = Field(default=None, max_length=5_000)


class RecommendationInput(Input):
    """A recommendation of a report that is recorded already."""

    report_number: Line = Field(min_length=1, max_length=60)
    number: Line = Field(min_length=1, max_length=60)
    component: Line = Field(min_length=1, max_length=40)
    text: Text = Field(min_length=1, max_length=20_000)
    responsible_official: Line | None = Field(default=None, max_length=200)
    responsible_email: MailAddress | None = None
    due_on: Day | None = None
    priority: bool = False
    agreement: Agreement = Agreement.NONE
    questioned_cost: Dollars | None = None
    unsupported_cost: Dollars | None = None
    funds_put_to_better_use: Dollars | None = None
    repeats: RecordId | None = None


class EditInput(Input):
    """Plain facts of a record to be changed; what is not given stays, what is given as nothing is cleared."""

    text: Text | None = Field(default=None, min_length=1, max_length=20_000)
    component: Line | None = Field(default=None, min_length=1, max_length=40)
    responsible_official: Line | None = Field(default=None, max_length=200)
    responsible_email: MailAddress | None = None
    due_on: Day | None = None
    priority: bool = False
    questioned_cost: Dollars | None = None
    unsupported_cost: Dollars | None = None
    funds_put_to_better_use: Dollars | None = None
    note: Text | None = Field(default=None, max_length=5_000)
    version: Version

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        return {name: None if value == "" else value for name, value in values.items()}

    @field_validator("text", "component")
    @classmethod
    def _not_cleared(cls, value: str | None) -> str:
        if value is None:
            raise ValueError("cannot be empty")
        return value


class UpdateInput(Input):
    """What was done about a recommendation."""

    note: Text = Field(min_length=1, max_length=10_000)
    done: Text | None = Field(default=None, max_length=10_000)
    next_step: Text | None = Field(default=None, max_length=2_000)
    next_step_on: Day | None = None
    percent_complete: int | None = Field(default=None, ge=0, le=100)
    version: Version


class ResponseInput(Input):
    """The management response: agree or not, the plan, by when, and who is responsible."""

    agreement: Agreement
    plan: Text = Field(min_length=1, max_length=20_000)
    due_on: Day | None = None
    responsible_official: Line = Field(min_length=1, max_length=200)
    responsible_email: MailAddress | None = None
    received_on: Day
    version: Version


class DecisionInput(Input):
    """What the OIG decided, from its letter or from the report itself."""

    status: Status
    decided_on: Day
    note: Text | None = Field(default=None, max_length=10_000)
    letter: RecordId | None = None
    costs_agreed: Dollars | None = None
    better_use_agreed: Dollars | None = None
    successor: RecordId | None = None
    next_update_on: Day | None = None
    version: Version


class ClosureInput(Input):
    """The component's statement that the action is implemented."""

    note: Text = Field(min_length=1, max_length=10_000)
    implemented_on: Day
    version: Version


class ExtensionInput(Input):
    """A request for a later due date."""

    proposed_due_on: Day
    reason: Text = Field(min_length=1, max_length=5_000)
    version: Version


class ExtensionDecisionInput(Input):
    """The answer to a request for more time; it is taken once, so it names no version."""

    approve: bool
    note: Text | None = Field(default=None, max_length=5_000)


class MilestoneInput(Input):
    """A step of the corrective action."""

    title: Line = Field(min_length=1, max_length=300)
    due_on: Day
    owner: Line | None = Field(default=None, max_length=200)
    version: Version | None = None


class MilestoneChangeInput(Input):
    """A step that is done, or takes longer."""

    done_on: Day | None = None
    due_on: Day | None = None
    note: Text | None = Field(default=None, max_length=5_000)
    version: Version | None = None


class EvidenceInput(Input):
    """What goes with a file: what it is for, and its own date."""

    kind: EvidenceKind = EvidenceKind.EVIDENCE
    dated_on: Day | None = None
    version: Version | None = None


class VoidInput(Input):
    """Why a whole record was entered in error."""

    note: Text = Field(min_length=1, max_length=5_000)
    version: Version


class WithdrawalInput(Input):
    """Why a file proves nothing any more."""

    note: Text = Field(min_length=1, max_length=5_000)
    version: Version | None = None


class CorrectionInput(Input):
    """The number of an entry that is wrong, and why."""

    seq: RecordId
    note: Text = Field(min_length=1, max_length=5_000)
    version: Version


class RoleInput(Input):
    """A role, for a component with those below it or, without one, for the whole department."""

    role: Role
    component: Line | None = Field(default=None, max_length=40)

    def where(self) -> tuple[str, ...]:
        """The codes that it is for."""
        return (self.component,) if self.component else ()


class NewPersonInput(RoleInput):
    """Somebody who is to log in, with a first role and a first password."""

    email: MailAddress
    name: Line = Field(min_length=1, max_length=200)
    new_password: str = Field(max_length=1000)


class PersonChangeInput(Input):
    """Whether a person may log in."""

    active: bool


class AcceptanceInput(Input):
    """Accepting a table, as it was shown where its digest is named."""

    digest: Annotated[str | None, Field(max_length=64, pattern="^[0-9a-f]{64}$")] = None

    @model_validator(mode="before")
    @classmethod
    def _nothing_said(cls, values: Any) -> Any:
        return {} if values is None else values  # a call without a body


class WebhookInput(Input):
    """Which address is told, with whose rights (unless named, those of who adds it), and of which component only."""

    address: Line = Field(min_length=1, max_length=1000)
    owner: MailAddress | None = None
    component: Line | None = Field(default=None, max_length=40)


class WebhookChangeInput(Input):
    """Whether a webhook is told."""

    active: bool
