"""The active filters of a list, in words, and the addresses that lead on from it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from ipr_compliance.domain.filter_words import condition
from ipr_compliance.queries.filters import PLACED, Filter
from ipr_compliance.web.choices import SORTS


@dataclass(frozen=True)
class Chip:
    """One thing that a list was asked for, in words, and the address that asks no longer."""

    words: str
    without: str


USUAL = frozenset({"q", "component", "status", "whose_move", "due_in", "open", "overdue", "no_date"})
MORE = frozenset(
    {
        "agreement", "signal", "money", "age", "extended", "issued_after", "issued_before", "closed_from",
        "closed_until", "priority", "beyond_window", "slipped", "unresolved", "no_final_action", "late", "on_time",
    }
)  # fmt: skip
CONTROLS = USUAL | MORE
"""What the filter form lets people choose; the rest of an address travels along in hidden fields."""


def active(wanted: Filter) -> list[Chip]:
    """The active filters, each removable by itself. The day and the order of the rows have their own places."""
    return [
        Chip(condition(name, getattr(wanted, name)), wanted.but(**{name: getattr(Filter, name)}).address())
        for name in wanted.asks()
        if name not in PLACED
    ]


@lru_cache(maxsize=256)
def sorts(wanted: Filter) -> tuple[tuple[str, str], ...]:
    """The orders of the rows in words, each with the address that asks for it; the present one has none."""
    return tuple((words, "" if value == wanted.sort else wanted.but(sort=value).address()) for value, words in SORTS)


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
