"""Tables that people import: which of their columns are ours, and what a row of them says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.table_options import Options, WrongOption

RECORD_COLUMNS = (
    "report_number", "report_title", "issued_on", "number", "text", "component", "agreement", "status", "due_on",
    "original_due_on", "closed_on", "responsible_official", "responsible_email", "priority", "questioned_cost",
    "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed",
)  # fmt: skip
"""A table of recommendations: the names of its columns, the same on import and on export."""

UPDATE_COLUMNS = ("report_number", "number", "on", "author", "status", "due_on", "note")
"""A history of status updates: the names of its columns."""

LIST_COLUMNS = ("report_number", "number", "status", "report_title", "text")
"""The list that an OIG keeps, as far as it is compared with the records."""

KEY = ("report_number", "number")
"""What names a recommendation; it is text."""


MONEY = ("questioned_cost", "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed")
"""The columns that hold US dollars."""

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


_PROSE = frozenset({"text", "note"})
"""The columns that hardly ever say the same twice."""

_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one cell, and with it its row, is refused. The line is the one on which the row starts in the file."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Shape:
    """A kind of table: how each of its columns is read, what it must have, and what a row as a whole must fulfil."""

    readers: Mapping[str, cells.Reader]
    required: tuple[str, ...]
    one_of: tuple[str, ...] = ()

    @classmethod
    def of_records(cls, tree: Tree, today: date, names: Mapping[str, str] = _NO_NAMES) -> Self:
        """A table of recommendations, as of today in the office's zone.

        The names are others by which tables may call components, each with the component's code.
        """
        past = cells.past_day(today)
        return cls(
            {
                "report_number": cells.report_number, "report_title": cells.line(500), "issued_on": past,
                "number": cells.line(60), "text": cells.text(20_000), "component": cells.component(tree, names),
                "agreement": cells.agreement, "status": cells.status, "due_on": cells.day,
                "original_due_on": cells.day, "closed_on": past, "responsible_official": cells.line(200),
                "responsible_email": cells.email, "priority": cells.yes_or_no, **dict.fromkeys(MONEY, cells.dollars),
            },
            (*KEY, "text", "component"),
        )  # fmt: skip

    @classmethod
    def of_updates(cls, today: date) -> Self:
        """A history of status updates, as of today in the office's zone."""
        return cls(
            {
                "report_number": cells.report_number, "number": cells.line(60), "on": cells.past_day(today),
                "author": cells.line(200), "status": cells.status, "due_on": cells.day, "note": cells.text(10_000),
            },
            (*KEY, "on"),
            ("status", "due_on", "note"),
        )  # fmt: skip

    @classmethod
    def of_list(cls) -> Self:
        """An OIG's own list: the number of a recommendation may hold its report's."""
        readers = {
            "report_number": cells.line(60), "number": cells.line(60), "status": cells.status,
            "report_title": cells.line(20_000), "text": cells.text(20_000),
        }  # fmt: skip
        return cls(readers, ("number",))


class _Known(dict[str, Any]):
    """What the cells of a column say. Most columns say the same few things again and again: each is read once."""

    def __init__(self, read: cells.Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Any:
        value = self._read(cell)
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[cell] = value
        return value


@dataclass(frozen=True)
class Layout:
    """The columns of one file: where ours are, and which are nobody's."""

    shape: Shape
    positions: Mapping[str, int]
    options: Options
    ignored: tuple[str, ...]
    width: int

    @classmethod
    def match(cls, header: Sequence[str], shape: Shape, options: Options) -> Self:
        """Find our columns in a header.

        Raises WrongOption where an option names a column that the file does not have or that it has twice, Invalid
        where the header has a name twice or lacks a required column.
        """
        names = [" ".join(name.split()) for name in header]
        _refuse_twins([name for name in names if name])
        renamed = _found(options.renamed, names)
        positions: dict[str, int] = {}
        ignored: list[str] = []
        for index, name in enumerate(names):
            ours = renamed.get(index, cells.folded(name).replace("-", "_"))
            if ours not in shape.readers:
                ignored += [name] if name else []
            elif ours in positions:
                raise WrongOption(f"Two columns of the file would be {ours}: {names[positions[ours]]} and {name}.")
            else:
                positions[ours] = index
        layout = cls(shape, positions, options, tuple(ignored), len(names))
        layout._refuse_lacking()
        return layout

    def _refuse_lacking(self) -> None:
        has = self.positions.keys() | self.options.given.keys()
        lacking = [name for name in self.shape.required if name not in has]
        hint = "say which of the file's columns it is (map), or give one value for all rows (set)"
        if lacking:
            raise Invalid(f"The table has no column {', '.join(lacking)}: {hint}.", field=lacking[0])
        if self.shape.one_of and not has & set(self.shape.one_of):
            raise Invalid(f"The table needs one of the columns {', '.join(self.shape.one_of)}: {hint}.")

    def read(self, line: int, row: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """The facts that a row states, blank cells left out, and what is wrong with it.

        A row that does not say which recommendation it is about is refused for that alone.
        """
        facts: dict[str, Any] = {}
        problems: list[Problem] = []
        has = len(row)
        for name, index, read in self._reading:
            cell = row[index] if 0 <= index < has else ""
            try:
                value = read(cell)
            except ValueError as problem:
                told = cell.strip() or self.options.given.get(name, "")
                problems.append(Problem(line, name, told[:200], str(problem)))
            else:
                if value is not None:
                    facts[name] = value
        wrong = {problem.column for problem in problems}
        if not facts.keys() >= self._required:
            lacking = [name for name in self.shape.required if name not in facts and name not in wrong]
            if any(name in KEY for name in lacking):
                return {}, [Problem(line, name, "", _missing(name)) for name in lacking if name in KEY]
            problems += [Problem(line, name, "", _missing(name)) for name in lacking]
        if has > self.width:
            problems += self._beyond(line, row)
        if self.shape.one_of and facts.keys().isdisjoint(self.shape.one_of) and wrong.isdisjoint(self.shape.one_of):
            reason = f"The row says nothing: fill in one of {', '.join(self.shape.one_of)}."
            problems.append(Problem(line, self.shape.one_of[-1], "", reason))
        return facts, problems + contradictions(line, facts, facts.get("issued_on"))

    def said(self, name: str, row: Sequence[str]) -> str:
        """What stands in the cell of a column of ours, in the file's own words."""
        index = self.positions.get(name, len(row))
        return cells.undefused(row[index].strip()) if index < len(row) else ""

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(self.shape.required)

    @cached_property
    def _reading(self) -> list[tuple[str, int, cells.Reader]]:
        stated = {**dict.fromkeys(self.options.given, -1), **self.positions}
        return [(name, index, self._reader(name)) for name, index in stated.items()]

    def _reader(self, name: str) -> cells.Reader:
        """Reads a cell of that column as it stands in the file; nothing where it says nothing."""
        reader, given = self.shape.readers[name], self.options.given.get(name, "")
        translated = {theirs: ours for (column, theirs), ours in self.options.translated.items() if column == name}

        def read(cell: str) -> Any:
            said = cells.undefused(cell.strip() or given)
            if not said:
                return None
            return reader(translated.get(cells.folded(said), said) if translated else said)

        return read if name in _PROSE else _Known(read).__getitem__

    def _beyond(self, line: int, row: Sequence[str]) -> list[Problem]:
        beyond = [cell for cell in row[self.width :] if cell.strip()]
        reason = "The row has more cells than the header; is a comma in a text not in quotation marks?"
        return [Problem(line, "", beyond[0][:200], reason)] if beyond else []


def _refuse_twins(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if cells.folded(name) in seen:
            raise Invalid(f"The header has the column “{name}” twice; rename or remove one of the two.")
        seen.add(cells.folded(name))


def _found(renamed: Mapping[str, str], names: Sequence[str]) -> dict[int, str]:
    positions = {cells.folded(name): index for index, name in enumerate(names)}
    found: dict[int, str] = {}
    for theirs, ours in renamed.items():
        index = names.index(theirs) if theirs in names else positions.get(cells.folded(theirs))
        if index is None:
            raise WrongOption(f"The file has no column “{theirs}”; it has {', '.join(filter(None, names))}.")
        found[index] = ours
    return found


def _missing(name: str) -> str:
    return f"The row has no {name.replace('_', ' ')}; fill it in."


_AFTER_ISSUE = ("due_on", "original_due_on", "closed_on", "on")


def contradictions(line: int, facts: Mapping[str, Any], issued_on: date | None) -> list[Problem]:
    """What the facts of one row say against each other, or against the day on which the report was issued."""
    found: list[Problem] = []
    for name in _AFTER_ISSUE if issued_on is not None else ():
        day: date | None = facts.get(name)
        if day is not None and issued_on is not None and day < issued_on:
            reason = f"{written_out(day)} lies before {written_out(issued_on)}, the day the report was issued."
            found.append(Problem(line, name, day.isoformat(), reason))
    if "closed_on" in facts and "status" in facts and facts["status"].is_open:
        reason = "A date of closing stands beside a status that is open; correct one of the two."
        found.append(Problem(line, "closed_on", facts["closed_on"].isoformat(), reason))
    return found
