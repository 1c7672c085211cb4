"""What a due date means on a given day; nothing here is ever stored."""

from datetime import date, timedelta

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.words import Status

WINDOW_MONTHS = 18
"""The office's undertaking to the OIG: all actions of a report are complete 18 months after its issue."""

NEAR_DAYS = (30, 60, 90)

UPDATE_DAYS = 90
"""An open recommendation is reported on at least once in that many days."""


def overdue(status: Status, due_on: date | None, today: date) -> bool:
    """Whether an open recommendation is past its date; due today is not overdue, without a date never."""
    return status.is_open and due_on is not None and due_on < today


def days_late(status: Status, due_on: date | None, today: date) -> int:
    """Whole days since the due date of an overdue recommendation, else 0."""
    if due_on is None or not overdue(status, due_on, today):
        return 0
    return (today - due_on).days


def days_slipped(original_due_on: date | None, due_on: date | None) -> int:
    """How many days the current due date lies behind the original one; moving it forward is no slip."""
    if original_due_on is None or due_on is None:
        return 0
    return max(0, (due_on - original_due_on).days)


def next_update_due_on(
    status: Status, last_update_on: date | None, issued_on: date | None, named_on: date | None, days: int = UPDATE_DAYS
) -> date | None:
    """The day by which the next status update is owed, counted from the last one or else from the report's issue.

    The day that the OIG's last letter names goes before the count, until an update has met it. None for what is
    closed, and where neither an update nor the issue is known.
    """
    last = last_update_on or issued_on
    if last is None or not status.is_open:
        return None
    return named_on if named_on and named_on > last else last + timedelta(days=days)


def window_end(issued_on: date | None, months: int = WINDOW_MONTHS) -> date | None:
    """The last day by which a report's actions are to be complete, unless the report names another."""
    return None if issued_on is None else add_months(issued_on, months)


def beyond_window(due_on: date | None, complete_by: date | None) -> bool:
    """Whether a due date lies past its report's window; allowed, and shown."""
    return due_on is not None and complete_by is not None and due_on > complete_by


def days_in_words(due_on: date, today: date) -> str:
    """The distance of a due date in words: "in 12 days", "today", "34 days overdue"."""
    days = (due_on - today).days
    if days == 0:
        return "today"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} overdue"
