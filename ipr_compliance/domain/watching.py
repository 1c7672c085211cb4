"""Which dates of an open recommendation are watched: those of its clocks that still run, and of its milestones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ipr_compliance.domain.clocks import Clock, Facts, Lengths, readings
from ipr_compliance.domain.reminder_rules import Event
from ipr_compliance.domain.words import Status

_EVENTS = {
    Clock.RESPONSE: Event.RESPONSE,
    Clock.RESOLUTION: Event.RESOLUTION,
    Clock.FINAL_ACTION: Event.FINAL_ACTION,
    Clock.CLOSEOUT_LETTER: Event.CLOSEOUT_LETTER,
    Clock.STATUS_UPDATE: Event.STATUS_UPDATE,
    Clock.WINDOW: Event.WINDOW,
}


@dataclass(frozen=True, slots=True)
class Dates:
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
    answer_owed = dates.status is Status.RESPONSE_DUE
    asked = dates.status is Status.CLOSURE_REQUESTED
    facts = Facts(
        status=dates.status,
        issued_on=dates.issued_on,
        responded_on=None if answer_owed else dates.issued_on,
        decided_on=dates.decided_on,
        implemented_on=dates.implemented_on,
        closure_requested_on=dates.implemented_on if asked else None,
        closed_on=None,
        due_on=None,
        complete_by=dates.complete_by,
        last_update_on=dates.last_update_on,
        next_update_on=dates.next_update_on,
    )
    # Not its clock: that begins with the report's issue, and a due date counts where this is not known.
    if dates.due_on is not None:
        yield Event.DUE_DATE, dates.due_on
    for reading in readings(facts, lengths):
        if reading.satisfied_on is None and not (answer_owed and reading.clock is Clock.STATUS_UPDATE):
            yield _EVENTS[reading.clock], reading.ends_on
    for due_on in milestones:
        yield Event.MILESTONE, due_on
