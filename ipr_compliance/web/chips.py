"""The active filters of a list, in words, and the addresses that lead on from it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.words import Status, WhoseMove, in_words
from ipr_compliance.queries.filters import Filter
from ipr_compliance.web.choices import AGES_IN_WORDS


@dataclass(frozen=True)
class Chip:
    """One thing that a list was asked for, in words, and the address that asks no longer."""

    words: str
    without: str


CONTROLS = frozenset({"q", "component", "status", "whose_move", "due_in", "open", "overdue", "no_date"})
"""What the filter form lets people choose; the rest of an address travels along in hidden fields."""


def active(wanted: Filter) -> list[Chip]:
    """The active filters, each removable by itself. The day and the order of the rows have their own places."""
    return [
        Chip(_in_words(name, getattr(wanted, name)), wanted.but(**{name: getattr(Filter, name)}).address())
        for name in wanted.asks()
        if name not in {"as_of", "sort"}
    ]


def _in_words(name: str, value: Any) -> str:
    match name:
        case "q":
            return f"Words: {value}"
        case "age":
            value = AGES_IN_WORDS[value].lower()
        case "status":
            return in_words(Status(value))
        case "whose_move":
            value = in_words(WhoseMove(value))
        case "due_in":
            return f"Due in {value} day{'' if value == 1 else 's'}"
        case "due_before" | "due_after":
            return f"Due {name.removeprefix('due_')} {written_out(value)}"
    return label(name) if value is True else f"{label(name)}: {value}"


def label(name: str) -> str:
    """What a field of an address is called on the page."""
    return "No due date" if name == "no_date" else name.replace("_", " ").capitalize()


def without_a_control(asked: Mapping[str, str]) -> dict[str, str]:
    """What the address asks for that no field of the filter form shows."""
    names = {field.name for field in fields(Filter)} - CONTROLS
    return {name: value for name, value in asked.items() if name in names and value}


def continued(wanted: Filter, cursor: str | None) -> str:
    """The address of the rows that follow, or nothing where there are none."""
    if cursor is None:
        return ""
    address = wanted.address()
    return f"{address}{'&' if '?' in address else '?'}after={cursor}"
