"""Records and summaries as programs read them: the same names and forms in the API and in exported files."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance.domain.deadlines import days_late, days_slipped, next_update_due_on, overdue
from ipr_compliance.domain.summary import Figures, Summary
from ipr_compliance.domain.words import Status

RECORD = (
    "id", "report_number", "report_title", "number", "text", "component", "responsible_official", "responsible_email",
    "agreement", "status", "whose_move", "issued_on", "due_on", "original_due_on", "extensions", "days_slipped",
    "overdue", "days_late", "next_update_due_on", "priority", "questioned_cost", "unsupported_cost",
    "funds_put_to_better_use", "closed_on", "version",
)  # fmt: skip
"""The fields of a recommendation's record, in order."""

DETAIL = ("plan", "implemented_on", "decided_on", "extension_pending", "successor", "repeats")
"""What a record tells besides when it is read alone."""


def record_of(row: Row[Any], today: date, update_days: int) -> dict[str, Any]:
    """The record of a row, with what its dates mean on that day: dates as YYYY-MM-DD, money as decimal text.

    Status updates are owed `update_days` after the one before; the office sets how many.
    """
    facts = row._asdict()
    status = Status(row.status)
    due_on = None if facts.get("voided") else row.due_on  # what was entered in error is never late
    computed = {
        "days_slipped": days_slipped(row.original_due_on, row.due_on),
        "overdue": overdue(status, due_on, today),
        "days_late": days_late(status, due_on, today),
        "next_update_due_on": next_update_due_on(
            status, row.last_update_on, row.issued_on, row.next_update_on, update_days
        ),
    }
    return {name: plain(computed[name] if name in computed else facts[name]) for name in RECORD}


def detail_of(row: Row[Any], today: date, update_days: int) -> dict[str, Any]:
    """The record of a row that was read alone."""
    return record_of(row, today, update_days) | {name: plain(getattr(row, name)) for name in DETAIL}


def plain(value: Any) -> Any:
    """A value as JSON and tables write it."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def summary_of(summary: Summary) -> dict[str, Any]:
    """The deadline summary. There is no clock in it: the same state gives the same text."""
    parts = {code: _figures(figures) for code, figures in summary.by_component.items()}
    whole = _figures(summary.whole)
    age = whole.pop("age")
    return {"as_of": summary.as_of.isoformat(), **whole, "by_component": parts, "age": age}


def _figures(figures: Figures) -> dict[str, Any]:
    names = ("open", "overdue", "due_30", "due_60", "due_90", "no_date", "by_status", "age")
    return {name: getattr(figures, name) for name in names}
