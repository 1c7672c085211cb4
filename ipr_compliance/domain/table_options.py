"""What a person says about a table that other people have made: names of columns, missing values, other words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.refusal import Invalid


class WrongOption(Invalid):
    """What was said about columns and words does not fit the file or our columns (on the command line: wrong usage)."""


@dataclass(frozen=True)
class Options:
    """What a person said about a table: columns by other names, one value for a missing column, other words.

    A column renamed to nothing is nobody's. Lines that are left out are not read. Where a cell is kept (its line, 0 for
    all of them, and the column of ours), what is recorded stays, whatever the file says.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    translated: Mapping[tuple[str, str], str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    kept: frozenset[tuple[int, str]] = frozenset()

    @classmethod
    def read(cls, maps: Iterable[str], sets: Iterable[str], values: Iterable[str], ours: Iterable[str]) -> Self:
        """From THEIRS=ours, ours=VALUE and ours:THEIRS=OURS. Raises WrongOption where a column is not ours."""
        known = tuple(ours)
        renamed: dict[str, str] = {}
        for option in maps:
            theirs, _, name = _parted(option, "=", "THEIRS=ours", last=True)
            renamed[theirs.strip()] = _known(name, known, option)
        given: dict[str, str] = {}
        for option in sets:
            name, _, value = _parted(option, "=", "ours=VALUE")
            given[_known(name, known, option)] = value.strip()
        translated: dict[tuple[str, str], str] = {}
        for option in values:
            name, _, pair = _parted(option, ":", "ours:THEIRS=OURS")
            theirs, _, value = _parted(pair, "=", "ours:THEIRS=OURS", last=True)
            translated[_known(name, known, option), cells.folded(theirs)] = _word(name.strip(), value.strip(), option)
        return cls(renamed, given, translated)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "renamed": dict(self.renamed),
            "given": dict(self.given),
            "translated": [[*pair, ours] for pair, ours in sorted(self.translated.items())],
            "left_out": sorted(self.left_out),
            "kept": [list(cell) for cell in sorted(self.kept)],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored."""
        return cls(
            stored["renamed"],
            stored["given"],
            {(column, theirs): ours for column, theirs, ours in stored["translated"]},
            frozenset(stored["left_out"]),
            frozenset((line, column) for line, column in stored["kept"]),
        )


LONGEST_LINES = 20_000
_LINES = re.compile(r"(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?", re.ASCII)


def read_lines(text: str) -> frozenset[int]:
    """The lines that somebody names, for example "3, 7-12". Refuses with Invalid what is none, and too many."""
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        named = _LINES.fullmatch(part)
        if named is None:
            raise Invalid(f"“{part[:40]}” is not a line; write lines as 3, 7-12.", field="left_out")
        first, last = int(named[1]), int(named[2] or named[1])
        if last - first > LONGEST_LINES:
            raise Invalid(f"At most {LONGEST_LINES:,} lines can be left out.", field="left_out")
        found.update(range(first, last + 1))
    return frozenset(found)


def written_lines(lines: Iterable[int]) -> str:
    """Lines as somebody writes them: 3, 7-12."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _parted(option: str, mark: str, form: str, *, last: bool = False) -> tuple[str, str, str]:
    before, found, after = option.rpartition(mark) if last else option.partition(mark)
    if not (before.strip() and found and after.strip()):
        raise WrongOption(f"“{option}” is not of the form {form}.")
    return before, found, after


def _known(name: str, known: Sequence[str], option: str) -> str:
    if name.strip() not in known:
        raise WrongOption(f"“{name.strip()}” in “{option}” is not a column of ours; they are {', '.join(known)}.")
    return name.strip()


def _word(column: str, value: str, option: str) -> str:
    reader = {"agreement": cells.agreement, "status": cells.status}.get(column)
    if reader is not None:
        try:
            reader(value)
        except ValueError as problem:
            raise WrongOption(f"In “{option}”, {problem}") from problem
    return value
