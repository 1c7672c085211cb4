"""Which dates of an open recommendation are watched: those of its clocks that still run, and of its milestones.

The clocks themselves are told in `clocks`; here the same dates are worked out for a hundred thousand recommendations
at once, without what was satisfied. A test holds the two together.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import next_update_due_on
from ipr_compliance.domain.reminder_rules import Event, Rules
from ipr_compliance.domain.words import Status

_months_on = lru_cache(4096)(add_months)
"""Many recommendations share a report and its day of issue."""


class Dates(NamedTuple):
    """The dates of one open recommendation, as its record tells them."""

    status: Status
    issued_on: date | None = None
    due_on: date | None = None
    complete_by: date | None = None
    decided_on: date | None = None
    implemented_on: date | None = None
    last_update_on: date | None = None
    next_update_on: date | None = None


def watched(dates: Dates, lengths: Lengths, milestones: Iterable[date] = ()) -> Iterator[tuple[Event, date]]:
    """The event and date of all that is still owed, of an open recommendation; `milestones` are those not done.

    Until the component has answered, an answer is what is owed and not a status update.
    """
    if dates.due_on is not None:
        yield Event.DUE_DATE, dates.due_on
    if dates.issued_on is not None:
        yield from _since_issue(dates, dates.issued_on, lengths)
    if dates.decided_on is not None:
        yield Event.FINAL_ACTION, _months_on(dates.decided_on, lengths.final_action_months)
    if dates.implemented_on is not None and dates.status is not Status.CLOSURE_REQUESTED:
        yield Event.CLOSEOUT_LETTER, dates.implemented_on + timedelta(days=lengths.closeout_days)
    if dates.status is not Status.RESPONSE_DUE:
        update_on = next_update_due_on(
            dates.status, dates.last_update_on, dates.issued_on, dates.next_update_on, lengths.update_days
        )
        if update_on is not None:
            yield Event.STATUS_UPDATE, update_on
    for due_on in milestones:
        yield Event.MILESTONE, due_on


def _since_issue(dates: Dates, issued_on: date, lengths: Lengths) -> Iterator[tuple[Event, date]]:
    if dates.status is Status.RESPONSE_DUE:
        yield Event.RESPONSE, issued_on + timedelta(days=lengths.response_days)
    if dates.decided_on is None:
        yield Event.RESOLUTION, _months_on(issued_on, lengths.resolution_months)
    if dates.complete_by is not None:
        yield Event.WINDOW, dates.complete_by


class Cutoffs(NamedTuple):
    """The last day of each date of a record with which something of it is near or past, and is watched."""

    due_on: date
    complete_by: date
    milestone_on: date
    issued_on_unanswered: date
    issued_on_undecided: date
    decided_on: date
    implemented_on: date
    next_update_on: date
    last_update_on: date


def cutoffs(today: date, rules: Rules, lengths: Lengths) -> Cutoffs:
    """Where the watched dates of a day end, so that records with nothing near need not be read."""
    until = {event: today + timedelta(days=rule.horizon) for event, rule in rules.items()}
    return Cutoffs(
        until[Event.DUE_DATE],
        until[Event.WINDOW],
        until[Event.MILESTONE],
        until[Event.RESPONSE] - timedelta(days=lengths.response_days),
        _months_before(until[Event.RESOLUTION], lengths.resolution_months),
        _months_before(until[Event.FINAL_ACTION], lengths.final_action_months),
        until[Event.CLOSEOUT_LETTER] - timedelta(days=lengths.closeout_days),
        until[Event.STATUS_UPDATE],
        until[Event.STATUS_UPDATE] - timedelta(days=lengths.update_days),
    )


def _months_before(until: date, months: int) -> date:
    """The last day from which that many months end by a day: several days may end on the last one of a month."""
    day = add_months(until, -months)
    while add_months(day + timedelta(days=1), months) <= until:
        day += timedelta(days=1)
    return day
