"""The clocks of a recommendation: when each began, when it runs out, and what satisfies it.

Lengths are the office's to edit; the defaults are DHS Directive 077-01's (response 90 days, closeout letter 30 days),
OMB Circular A-50's (resolution 6 months) and the Inspector General Act's (final action 1 year from the decision).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import UPDATE_DAYS, WINDOW_MONTHS, next_update_due_on
from ipr_compliance.domain.words import Status


class Clock(StrEnum):
    """What is being timed."""

    RESPONSE = "response"
    RESOLUTION = "resolution"
    FINAL_ACTION = "final-action"
    CLOSEOUT_LETTER = "closeout-letter"
    STATUS_UPDATE = "status-update"
    DUE_DATE = "due-date"
    WINDOW = "window"


@dataclass(frozen=True)
class Lengths:
    """How long each clock runs: days where days are said, else calendar months."""

    response_days: int = 90
    resolution_months: int = 6
    final_action_months: int = 12
    closeout_days: int = 30
    update_days: int = UPDATE_DAYS
    window_months: int = WINDOW_MONTHS


@dataclass(frozen=True)
class Facts:
    """What the clocks of one recommendation are worked out from."""

    status: Status
    issued_on: date | None
    responded_on: date | None
    decided_on: date | None
    implemented_on: date | None
    closure_requested_on: date | None
    closed_on: date | None
    due_on: date | None
    complete_by: date | None
    last_update_on: date | None
    next_update_on: date | None
    """The day that the OIG's last letter names for the next update, where it names one."""


@dataclass(frozen=True)
class Reading:
    """One clock as it reads: satisfied on a day, or still running."""

    clock: Clock
    starts_on: date
    ends_on: date
    satisfied_on: date | None

    def late(self, today: date) -> bool:
        """Whether it ran out before it was satisfied, or has run out by today."""
        return (self.satisfied_on or today) > self.ends_on


def readings(facts: Facts, lengths: Lengths) -> list[Reading]:
    """The clocks that have begun, in the order of a recommendation's life."""
    found = [
        _reading(Clock.RESPONSE, facts.issued_on, _days(lengths.response_days), facts.responded_on or facts.closed_on),
        _reading(Clock.RESOLUTION, facts.issued_on, _months(lengths.resolution_months), facts.decided_on),
        _reading(Clock.FINAL_ACTION, facts.decided_on, _months(lengths.final_action_months), facts.closed_on),
        _reading(Clock.CLOSEOUT_LETTER, facts.implemented_on, _days(lengths.closeout_days), facts.closure_requested_on),
        _update(facts, lengths),
        _until(Clock.DUE_DATE, facts, facts.due_on),
        _until(Clock.WINDOW, facts, facts.complete_by),
    ]
    return [reading for reading in found if reading is not None]


def _days(count: int) -> "Length":
    return Length(days=count)


def _months(count: int) -> "Length":
    return Length(months=count)


@dataclass(frozen=True)
class Length:
    """A length of time on the calendar."""

    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        """The day on which it runs out."""
        return add_months(day, self.months) + timedelta(days=self.days)


def _reading(clock: Clock, starts_on: date | None, length: Length, satisfied_on: date | None) -> Reading | None:
    return None if starts_on is None else Reading(clock, starts_on, length.after(starts_on), satisfied_on)


def _update(facts: Facts, lengths: Lengths) -> Reading | None:
    starts_on = facts.last_update_on or facts.issued_on
    ends_on = next_update_due_on(
        facts.status, facts.last_update_on, facts.issued_on, facts.next_update_on, lengths.update_days
    )
    return None if starts_on is None or ends_on is None else Reading(Clock.STATUS_UPDATE, starts_on, ends_on, None)


def _until(clock: Clock, facts: Facts, ends_on: date | None) -> Reading | None:
    starts_on = facts.issued_on
    return None if ends_on is None or starts_on is None else Reading(clock, starts_on, ends_on, facts.closed_on)
