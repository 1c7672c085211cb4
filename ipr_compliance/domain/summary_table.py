"""The deadline summary as a table for programs: one row for the whole and for each component, on each day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ipr_compliance.domain.summary import AGES, MOVES, UNKNOWN_AGE, Figures, Summary
from ipr_compliance.domain.words import Agreement, Status

Value = str | int | float | date | Decimal | None

WHOLE = "all"
"""What the first row has in the place of a component's code."""

_FIGURES = (
    "total", "open", "overdue", "worst_days_late", "median_days_late", "due_30", "due_60", "due_90", "no_date",
    "next_due_on", "waiting_for_oig", "beyond_window", "extended", "extensions", "slipped", "days_slipped",
    "unresolved", "no_final_action", "priority", "priority_overdue",
    "questioned_open", "questioned_closed", "better_use_open", "better_use_closed",
)  # fmt: skip
_PERIOD = ("closed", "closed_on_time", "closed_late", "became_overdue")
_GROUPS = {
    "by_status": tuple(Status), "whose_move": MOVES, "agreement": tuple(Agreement), "age": (*AGES, UNKNOWN_AGE),
}  # fmt: skip

COLUMNS = (
    "as_of", "component", *_FIGURES, *_PERIOD,
    *(f"{group}:{word}" for group, words in _GROUPS.items() for word in words),
)  # fmt: skip


def rows(summary: Summary) -> Iterator[tuple[Value, ...]]:
    """A value for each of the columns. The period's figures are empty where no day is compared with."""
    for day in (summary, summary.previous):
        if day is not None:
            for code, figures in [(WHOLE, day.whole), *day.by_component.items()]:
                yield (day.as_of, code, *_values(figures, compared=day.previous is not None))


def _values(figures: Figures, *, compared: bool) -> Iterator[Value]:
    for name in _FIGURES:
        yield getattr(figures, name)
    for name in _PERIOD:
        yield getattr(figures, name) if compared else None
    for group, words in _GROUPS.items():
        counts = getattr(figures, group)
        yield from (counts[word] for word in words)
