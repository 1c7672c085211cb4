"""The clocks in words for people: what each is called, and what satisfies it."""

from datetime import date

from ipr_compliance.domain.clocks import Clock, Reading
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.deadlines import days_in_words

NAMES = {
    Clock.RESPONSE: "Management response",
    Clock.RESOLUTION: "Resolution",
    Clock.FINAL_ACTION: "Final action",
    Clock.CLOSEOUT_LETTER: "Closeout letter",
    Clock.STATUS_UPDATE: "Next status update",
    Clock.DUE_DATE: "Due date",
    Clock.WINDOW: "18-month window",
}

SATISFIED_BY = {
    Clock.RESPONSE: "the response",
    Clock.RESOLUTION: "the management decision",
    Clock.FINAL_ACTION: "the closing",
    Clock.CLOSEOUT_LETTER: "the request for closure",
    Clock.STATUS_UPDATE: "an update",
    Clock.DUE_DATE: "the closing",
    Clock.WINDOW: "the closing",
}


def reads(reading: Reading, today: date) -> str:
    """How a clock stands, for example "satisfied by the response on March 1, 2026" or "in 12 days"."""
    by = SATISFIED_BY[reading.clock]
    if reading.satisfied_on is None:
        return f"{days_in_words(reading.ends_on, today)}; {by} satisfies it"
    late = (reading.satisfied_on - reading.ends_on).days
    told = f"satisfied by {by} on {written_out(reading.satisfied_on)}"
    return f"{told}, {late} day{'' if late == 1 else 's'} late" if late > 0 else told
