"""Which dates of an open recommendation are watched: those of its clocks that still run, and of its milestones.

The clocks themselves are told in `clocks`; here the same dates are worked out for a hundred thousand recommendations
at once, without what was satisfied. A test holds the two together.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import next_update_due_on
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.words import Status


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
        yield Event.FINAL_ACTION, add_months(dates.decided_on, lengths.final_action_months)
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
        yield Event.RESOLUTION, add_months(issued_on, lengths.resolution_months)
    if dates.complete_by is not None:
        yield Event.WINDOW, dates.complete_by
