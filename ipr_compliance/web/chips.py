"""The active filters of a list, in words, and the addresses that lead on from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.signals import NAMES as SIGNALS
from ipr_compliance.domain.signals import Signal
from ipr_compliance.domain.words import Agreement, Status, WhoseMove, in_words
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


_LABELS = {
    "no_date": "No due date",
    "beyond_window": "Beyond the 18-month window",
    "slipped": "Due date moved back",
    "unresolved": "No resolution in time",
    "no_final_action": "No final action in time",
    "late": "Closed after its due date",
    "on_time": "Closed on or before its due date",
}
_AMOUNTS = {"questioned": "With questioned costs", "better-use": "With funds to be put to better use"}


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "q": lambda value: f"Words: {value}",
    "age": lambda value: f"Age: {AGES_IN_WORDS[value].lower()}",
    "status": lambda value: in_words(Status(value)),
    "agreement": lambda value: f"Agreement: {in_words(Agreement(value))}",
    "whose_move": lambda value: f"Whose move: {in_words(WhoseMove(value))}",
    "signal": lambda value: SIGNALS[Signal(value)],
    "money": lambda value: _AMOUNTS[value],
    "due_in": lambda value: f"Due in {_many(value, 'day')}",
    "extended": lambda value: f"At least {_many(value, 'extension')}",
}


def _in_words(name: str, value: Any) -> str:
    if name in _WORDS:
        return _WORDS[name](value)
    if value is True:
        return label(name)
    # "Due before November 24, 2026", but "Report: OIG-26-01".
    return f"{label(name)} {written_out(value)}" if isinstance(value, date) else f"{label(name)}: {value}"


def label(name: str) -> str:
    """What a field of an address is called on the page."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


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
