"""How the floor writes values for people."""

from datetime import date
from functools import cache
from typing import Any

from benchmarks.floor.store import as_day

STATUS = {
    "response-due": "Response due", "open-unresolved": "Open, unresolved", "open-resolved": "Open, resolved",
    "closure-requested": "Closure requested", "closed-implemented": "Closed, implemented",
    "closed-not-implemented": "Closed, not implemented", "closed-superseded": "Closed, superseded",
}  # fmt: skip
MOVE = {"component": "Component", "liaison": "Liaison", "oig": "OIG", "nobody": "Nobody"}
AGREEMENT = {
    "none": "No answer yet", "concur": "Concur", "partially-concur": "Partially concur", "non-concur": "Non-concur",
}  # fmt: skip


@cache
def _written_out(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def written_out(value: Any) -> str:
    """The date as text, for example March 15, 2027."""
    return _written_out(as_day(value))


def in_days(value: Any, today: date) -> str:
    """How far away a due date is."""
    days = (as_day(value) - today).days
    if not days:
        return "today"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} overdue"


def ago(value: Any, today: date) -> str:
    """How long ago a day was."""
    days = (today - as_day(value)).days
    return f"{days} day{'' if days == 1 else 's'} ago" if days else "today"


def excerpt(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:160].rstrip() + "…"


def money(cents: int) -> str:
    """US dollars."""
    return f"${cents / 100:,.2f}"


FILTERS = {"written_out": written_out, "in_days": in_days, "ago": ago, "excerpt": excerpt, "dollars": money}
