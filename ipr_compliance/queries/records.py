"""Records and summaries as programs read them: the same names and forms in the API and in exported files."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance.domain.deadlines import days_late, days_slipped, next_update_due_on
from ipr_compliance.domain.progress import Item
from ipr_compliance.domain.summary import Figures, Summary

RECORD = (
    "id", "report_number", "report_title", "number", "text", "component", "responsible_official", "responsible_email",
    "agreement", "status", "whose_move", "issued_on", "due_on", "original_due_on", "extensions", "days_slipped",
    "overdue", "days_late", "next_update_due_on", "priority", "questioned_cost", "unsupported_cost",
    "funds_put_to_better_use", "closed_on", "version",
)  # fmt: skip
"""The fields of a recommendation's record, in order."""

DETAIL = ("plan", "implemented_on", "decided_on", "extension_pending", "successor", "repeats")
"""What a record tells besides when it is read alone."""

FIGURES = (
    "open", "overdue", "due_30", "due_60", "due_90", "no_date", "by_status", "age", "whose_move", "agreement",
    "next_due_on", "median_days_late", "worst_days_late", "beyond_window", "extended", "extensions", "slipped",
    "days_slipped", "unresolved", "no_final_action", "priority", "priority_overdue",
)  # fmt: skip
MONEY = ("questioned_open", "questioned_closed", "better_use_open", "better_use_closed")
IN_PERIOD = ("closed", "closed_on_time", "closed_late", "became_overdue")

_NOT_PLAIN = (
    "issued_on", "due_on", "original_due_on", "next_update_due_on", "closed_on", "questioned_cost", "unsupported_cost",
    "funds_put_to_better_use",
)  # fmt: skip
"""What of a record is no text, number or answer to yes or no."""

_PLAIN: Mapping[type, Callable[[Any], str]] = {
    date: date.isoformat, datetime: datetime.isoformat, Decimal: "{:.2f}".format,
}  # fmt: skip


def record_of(row: Row[Any], today: date, update_days: int, *, voided: bool = False) -> dict[str, Any]:
    """The record of a row, with what its dates mean on that day: dates as YYYY-MM-DD, money as decimal text.

    Status updates are owed `update_days` after the one before; the office sets how many. What is voided was entered in
    error, and is never late.
    """
    facts = dict(zip(Item._fields, row, strict=False))  # which is what a row begins with
    status, due_on, issued_on = facts["status"], facts["due_on"], facts["issued_on"]
    late = days_late(status, None if voided else due_on, today)
    facts |= {
        "days_slipped": days_slipped(facts["original_due_on"], due_on),
        "overdue": late > 0,
        "days_late": late,
        "next_update_due_on": next_update_due_on(
            status, facts["last_update_on"], issued_on, facts["next_update_on"], update_days
        ),
        "version": row.version,
    }
    for name in _NOT_PLAIN:
        facts[name] = plain(facts[name])
    return {name: facts[name] for name in RECORD}


def detail_of(row: Row[Any], today: date, update_days: int) -> dict[str, Any]:
    """The record of a row that was read alone."""
    record = record_of(row, today, update_days, voided=row.voided)
    return record | {name: plain(getattr(row, name)) for name in DETAIL}


def plain(value: Any) -> Any:
    """A value as JSON and tables write it."""
    write = _PLAIN.get(type(value))
    return write(value) if write else value


def summary_of(summary: Summary) -> dict[str, Any]:
    """The deadline summary. There is no clock in it: the same state gives the same text."""
    compared = summary.previous is not None
    parts = {code: _figures(figures, compared=compared) for code, figures in summary.by_component.items()}
    before = summary.previous and _day(summary.previous, compared=False)
    return {**_day(summary, compared=compared), "by_component": parts, "compared_with": before}


def _day(summary: Summary, *, compared: bool) -> dict[str, Any]:
    return {"as_of": summary.as_of.isoformat(), **_figures(summary.whole, compared=compared)}


def _figures(figures: Figures, *, compared: bool) -> dict[str, Any]:
    told = {name: plain(getattr(figures, name)) for name in FIGURES}
    told["money"] = {name: plain(getattr(figures, name)) for name in MONEY}
    told["period"] = {name: getattr(figures, name) for name in IN_PERIOD} if compared else None
    return told
