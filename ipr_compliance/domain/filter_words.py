"""The conditions of a list in words, the same above the page and in files and letters."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.signals import NAMES as SIGNALS
from ipr_compliance.domain.signals import Signal
from ipr_compliance.domain.words import Agreement, Status, WhoseMove, in_words

AGES = {
    "under_6_months": "Under 6 months",
    "6_to_12_months": "6 to 12 months",
    "1_to_3_years": "1 to 3 years",
    "over_3_years": "Over 3 years",
    "unknown": "Unknown",
}
AMOUNTS = {"questioned": "With questioned costs", "better-use": "With funds to be put to better use"}

_LABELS = {
    "no_date": "No due date",
    "beyond_window": "Beyond the 18-month window",
    "slipped": "Due date moved back",
    "unresolved": "No resolution in time",
    "no_final_action": "No final action in time",
    "late": "Closed after its due date",
    "on_time": "Closed on or before its due date",
}


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "q": lambda value: f"Words: {value}",
    "age": lambda value: f"Age: {AGES[value].lower()}",
    "status": lambda value: in_words(Status(value)),
    "agreement": lambda value: f"Agreement: {in_words(Agreement(value))}",
    "whose_move": lambda value: f"Whose move: {in_words(WhoseMove(value))}",
    "signal": lambda value: SIGNALS[Signal(value)],
    "money": lambda value: AMOUNTS[value],
    "due_in": lambda value: f"Due in {_many(value, 'day')}",
    "extended": lambda value: f"At least {_many(value, 'extension')}",
}


def condition(name: str, value: Any) -> str:
    """What a field of a filter asks for, for example "Due before November 24, 2026" or "Report: OIG-26-01"."""
    if name in _WORDS:
        return _WORDS[name](value)
    if value is True:
        return label(name)
    return f"{label(name)} {written_out(value)}" if isinstance(value, date) else f"{label(name)}: {value}"


def label(name: str) -> str:
    """What a field of an address is called on the page."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()
