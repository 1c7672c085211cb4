"""What a person makes of a report that was read: its fields as they are typed, and the table that they come to.

A proposal begins with what was read and nothing else; a field that was not found is empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from ipr_compliance.domain.aliases import as_compared
from ipr_compliance.domain.extraction import Extracted, Found, Read
from ipr_compliance.domain.extraction.addressees import whom
from ipr_compliance.domain.imports import plain
from ipr_compliance.domain.table_cells import DEFUSED

OF_REPORT = {"report_number": "number", "report_title": "title", "issued_on": "issued_on"}
"""The fields of a report as tables call them, and as they are read."""

OF_ROW = (
    "number", "text", "component", "agreement", "status", "due_on", "closed_on", "responsible_official",
    "responsible_email", "questioned_cost", "unsupported_cost", "funds_put_to_better_use",
)  # fmt: skip
"""The fields of a recommendation; all but the official and the address are read from the document itself."""

Official = tuple[str, str]
"""The name and the e-mail address of somebody whom documents call by an alias; either may be empty."""


@dataclass(frozen=True)
class Row:
    """One recommendation as it is typed, and what the document calls its component, to be remembered or not."""

    fields: Mapping[str, str]
    left_out: bool = False
    called: str = ""
    remember: bool = False


@dataclass(frozen=True)
class Proposal:
    """A report's fields as they are typed, and its recommendations in the order of the document."""

    report: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Row] = ()

    @property
    def taken(self) -> list[tuple[int, Row]]:
        """The recommendations that are not left out, each with its place; the first is 1."""
        return [(place, row) for place, row in enumerate(self.rows, start=1) if not row.left_out]

    def table(self) -> tuple[list[str], list[tuple[int, list[str]]]]:
        """The same as the table that an import reads: the names of its columns, and each row with its place."""
        of_report = [self.report.get(name, "") for name in OF_REPORT]
        rows = [
            (place, [_cell(value) for value in (*of_report, *(row.fields.get(name, "") for name in OF_ROW))])
            for place, row in self.taken
        ]
        return [*OF_REPORT, *OF_ROW], rows

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        rows = [
            {"fields": dict(row.fields), "left_out": row.left_out, "called": row.called, "remember": row.remember}
            for row in self.rows
        ]
        return {"report": dict(self.report), "rows": rows}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored."""
        return cls(stored["report"], tuple(Row(**row) for row in stored["rows"]))


def proposed(found: Extracted, officials: Mapping[str, Official]) -> Proposal:
    """What was read, as the fields begin. The officials are those whom aliases stand for, by alias as compared."""
    report = {name: _plain(getattr(found.report, ours)) for name, ours in OF_REPORT.items()}
    return Proposal(report, tuple(_row(one, officials) for one in found.recommendations))


def _row(found: Found, officials: Mapping[str, Official]) -> Row:
    fields = {name: _plain(getattr(found, name, None)) for name in OF_ROW}
    called = whom(found.addressee.value)[:200] if found.addressee else ""
    named = [as_compared(found.component.words)] if found.component else []
    official, email = next((officials[name] for name in (as_compared(called), *named) if name in officials), ("", ""))
    fields |= {"responsible_official": official, "responsible_email": email}
    return Row(fields, called=called, remember=bool(called) and found.component is None)


def _plain(read: Read[Any] | None) -> str:
    return plain(read.value) if read else ""


def _cell(value: str) -> str:
    # An import takes one apostrophe from what an export would have defused.
    return f"'{value}" if DEFUSED.match(value) else value
