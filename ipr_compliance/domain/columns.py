"""The columns of a list: which there are, which are shown, and what stands in them for people and for programs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.progress import COLUMNS, COMPUTED, Item, Reckoning, Value
from ipr_compliance.domain.tables import KEY
from ipr_compliance.domain.words import in_words

TITLES = {
    "text": "Recommendation",
    "component": "Component",
    "status": "Status",
    "whose_move": "Whose move",
    "due_on": "Due",
    "last_update_on": "Last update",
    "agreement": "Agreement",
    "report_title": "Report",
    "issued_on": "Issued",
    "responsible_official": "Responsible official",
    "responsible_email": "E-mail of the official",
    "original_due_on": "First due",
    "days_slipped": "Days slipped",
    "days_late": "Days overdue",
    "extensions": "Extensions",
    "complete_by": "End of the 18-month window",
    "beyond_window": "Beyond the window",
    "next_update_due_on": "Next update owed",
    "priority": "Priority",
    "questioned_cost": "Questioned costs",
    "unsupported_cost": "Unsupported costs",
    "funds_put_to_better_use": "Better use",
    "costs_agreed": "Costs agreed",
    "better_use_agreed": "Better use agreed",
    "closed_on": "Closed",
}
"""What can be chosen, in the order in which it is shown. Report and number stand in front of every row."""

USUAL = ("text", "component", "status", "whose_move", "due_on", "last_update_on")
"""What is shown unless somebody chooses."""

EXCERPT = 160
"""How much of a recommendation's text a row shows; its page and the files for programs have all of it."""

OF_TODAY = "Texts, titles and officials are shown as they are today, and so is who has an account."
"""What a list as of a past day does not take from history."""

_IDENTIFYING = (*KEY, "text", "component")


def chosen(text: str) -> tuple[str, ...]:
    """The columns that an address names, with commas between, in their order; none where they are the usual ones.

    Raises ValueError for a name that is none of the columns.
    """
    names = {name.strip() for name in text.split(",") if name.strip()}
    for name in sorted(names - TITLES.keys()):
        raise ValueError(f"“{name}” is not a column; they are {', '.join(TITLES)}.")
    found = tuple(name for name in TITLES if name in names)
    return () if found == USUAL else found


def shown(names: Sequence[str]) -> tuple[str, ...]:
    """The columns of a page or a printed list."""
    return tuple(names) or USUAL


def of_table(names: Sequence[str]) -> tuple[str, ...]:
    """The columns of a table for programs: all of them or, where some are chosen, these with what names a record.

    They keep the order and the names of the import, so that the table can be imported again.
    """
    return tuple(name for name in COLUMNS if not names or name in names or name in _IDENTIFYING)


def value(name: str, item: Item, by: Reckoning) -> Value:
    """What stands in a column, as programs read it."""
    compute = COMPUTED.get(name)
    found: Value = compute(item, by) if compute else getattr(item, name)
    return found


def in_cell(name: str, item: Item, by: Reckoning) -> str:
    """What stands in a column, as people read it; a text's beginning on one line."""
    found = value(name, item, by)
    if found is None or found == "":
        return "No date" if name == "due_on" else "–"
    if isinstance(found, bool):
        return "Yes" if found else "No"
    if isinstance(found, StrEnum):
        return in_words(found)
    if isinstance(found, date):
        return written_out(found)
    return f"${found:,.2f}" if isinstance(found, Decimal) else excerpt(str(found))


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rstrip() + "…"
