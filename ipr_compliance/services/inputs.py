"""What people and programs may hand in: the same names and rules for forms and API, unknown fields refused."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, ValidationError

from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.refusal import Invalid


def _clean(text: str) -> str:
    if any(ord(character) < 32 and character not in "\t\n\r" for character in text) or "\x7f" in text:
        raise ValueError("contains a control character")
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise ValueError("contains half a character") from problem
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _a_date(value: Any) -> Any:
    return read_date(value) if isinstance(value, str) and value.strip() else value


Text = Annotated[str, AfterValidator(_clean)]
Line = Annotated[str, AfterValidator(_clean), AfterValidator(_one_line)]
Day = Annotated[date, BeforeValidator(_a_date)]
Dollars = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class Input(BaseModel):
    """What one use case is given. A blank field of a form counts as not given."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """From a form or a JSON body. Refuses with Invalid, naming the first field that is wrong."""
        try:
            return cls.model_validate({name: value for name, value in values.items() if value not in ("", None)})
        except ValidationError as problem:
            error = problem.errors()[0]
            field = str(error["loc"][0]) if error["loc"] else None
            raise Invalid(_sentence(error, field), field=field) from problem


def _sentence(error: Any, field: str | None) -> str:
    name = (field or "input").replace("_", " ")
    match error["type"]:
        case "missing":
            return f"Fill in “{name}”."
        case "extra_forbidden":
            return f"“{field}” is not a field of this form."
        case "value_error":
            message = str(error["ctx"]["error"])
            return message if message.endswith(".") else f"“{name}” {message}."
    return f"“{name}”: {error['msg'][0].lower()}{error['msg'][1:]}."


class ReportInput(Input):
    """A report of the OIG."""

    number: Line = Field(min_length=1, max_length=60)
    title: Line | None = Field(default=None, max_length=500)
    issuing_office: Line | None = Field(default=None, max_length=200)
    issued_on: Day | None = None
    link: Line | None = Field(default=None, max_length=1000, pattern="^https?://")
    complete_by: Day | None = None


class RecommendationInput(Input):
    """A recommendation of a report that is recorded already."""

    report_number: Line = Field(min_length=1, max_length=60)
    number: Line = Field(min_length=1, max_length=60)
    component: Line = Field(min_length=1, max_length=40)
    text: Text = Field(min_length=1, max_length=20_000)
    responsible_official: Line | None = Field(default=None, max_length=200)
    responsible_email: EmailStr | None = None
    due_on: Day | None = None
    priority: bool = False
    questioned_cost: Dollars | None = None
    unsupported_cost: Dollars | None = None
    funds_put_to_better_use: Dollars | None = None


class UpdateInput(Input):
    """What was done about a recommendation."""

    note: Text = Field(min_length=1, max_length=10_000)
    done: Text | None = Field(default=None, max_length=10_000)
    next_step: Text | None = Field(default=None, max_length=2_000)
    next_step_on: Day | None = None
    percent_complete: int | None = Field(default=None, ge=0, le=100)
    version: int = Field(ge=1, le=2**31 - 1)
