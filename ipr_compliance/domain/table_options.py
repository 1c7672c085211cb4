"""What a person says about a table that other people have made: names of columns, missing values, other words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from ipr_compliance.domain import table_cells as cells
from ipr_compliance.domain.refusal import Invalid


class WrongOption(Invalid):
    """What was said about columns and words does not fit the file or our columns (on the command line: wrong usage)."""


@dataclass(frozen=True)
class Options:
    """What a person said about a table: columns by other names, one value for a missing column, other words."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    translated: Mapping[tuple[str, str], str] = field(default_factory=dict)

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
