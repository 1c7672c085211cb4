"""What programs hand in about documents that were read, as strictly as what is about records."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from ipr_compliance.domain.proposals import OF_REPORT, OF_ROW, Proposal, Row
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.services.inputs import Input, Line, Text
from ipr_compliance.services.memo_decisions import LineInput, MemoInput

Typed = Annotated[Text | None, Field(max_length=20_000)]
MOST_ROWS, MOST_LINES = 1_000, 500


class Fields(Input):
    """Fields as they are typed: what is not named stays, nothing or a blank clears."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Any) -> Any:
        return values

    def typed(self, names: Mapping[str, str] | tuple[str, ...]) -> dict[str, str]:
        """Those that are named."""
        return {name: getattr(self, name) or "" for name in names if name in self.model_fields_set}


class ProposedInput(Fields):
    """One recommendation of a report, by its place."""

    place: int = Field(ge=1, le=MOST_ROWS)
    number: Typed = None
    text: Typed = None
    component: Typed = None
    agreement: Typed = None
    status: Typed = None
    due_on: Typed = None
    closed_on: Typed = None
    responsible_official: Typed = None
    responsible_email: Typed = None
    questioned_cost: Typed = None
    unsupported_cost: Typed = None
    funds_put_to_better_use: Typed = None
    left_out: bool | None = None
    called: Annotated[Line | None, Field(max_length=200)] = None
    remember: bool | None = None

    def over(self, before: Row) -> Row:
        """The recommendation with what is said of it now."""
        called = (self.called or "") if "called" in self.model_fields_set else before.called
        left_out = before.left_out if self.left_out is None else self.left_out
        remember = before.remember if self.remember is None else self.remember
        return Row({**before.fields, **self.typed(OF_ROW)}, left_out, called, remember)


class ProposalInput(Fields):
    """What is said of a report and of some of its recommendations."""

    report_number: Typed = None
    report_title: Typed = None
    issued_on: Typed = None
    recommendations: list[ProposedInput] = Field(default=[], max_length=MOST_ROWS)

    def over(self, before: Proposal) -> Proposal:
        """The proposal with what is said now. Refuses with Invalid a place that is none, or is named twice."""
        rows = dict(enumerate(before.rows, start=1))
        places = [said.place for said in self.recommendations]
        if len(set(places)) < len(places) or set(places) - rows.keys():
            raise Invalid("Each recommendation is named once, by a place that there is.", field="recommendations")
        rows |= {said.place: said.over(rows[said.place]) for said in self.recommendations}
        return Proposal({**before.report, **self.typed(tuple(OF_REPORT))}, tuple(rows.values()))


class ProposalAcceptanceInput(Input):
    """Recording what a report proposes, as it was shown."""

    digest: str = Field(max_length=64, pattern="^[0-9a-f]{64}$")


class MemoReportInput(Input):
    """Which report a memo is about."""

    report_number: Line = Field(min_length=1, max_length=60)


class MemoDecisionsInput(MemoInput):
    """The decisions of a memo that are to be recorded with it."""

    lines: list[LineInput] = Field(min_length=1, max_length=MOST_LINES)
