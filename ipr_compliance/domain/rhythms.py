"""A person's own rhythm: reminders each working day, or on one day of the week, within the office's limits.

It delays only what can wait. What is overdue, what would be overdue before the person's next day, and what the office
wants told at once goes out on the day on which it is due; then all that is due goes with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reminder_rules import WEEK, Event
from ipr_compliance.domain.words import Rhythm, in_words
from ipr_compliance.domain.working_days import WorkingDays

WEEKDAYS: Mapping[Rhythm, int] = {
    Rhythm.MONDAY: 0, Rhythm.TUESDAY: 1, Rhythm.WEDNESDAY: 2, Rhythm.THURSDAY: 3, Rhythm.FRIDAY: 4,
}  # fmt: skip

NAMES = ("reminders_weekly", "reminders_at_once", "reminders_within")
"""The limits, by the names under which they are typed and kept."""

MOST_DAYS = 90


@dataclass(frozen=True)
class Limits:
    """What the office allows: whether anybody is reminded weekly at all, and what never waits for their day."""

    weekly: bool = True
    at_once: frozenset[Event] = frozenset()
    within: int = 0
    """Steps so many days before a date, or fewer, do not wait."""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Limits":
        """What was typed or kept, by name, else the default. Refuses with Invalid, naming the field, the unreadable."""
        allowed, named, within = (given.get(name, default) for name, default in Limits().as_text().items())
        events = {name.strip() for name in named.split(",") if name.strip()}
        if events - set(Event):
            raise Invalid("Choose among the events that there are.", field="reminders_at_once")
        # Not int() alone, which also reads "1_0" and digits of other scripts.
        if not re.fullmatch("[0-9]{1,2}", within.strip() or "0") or int(within.strip() or "0") > MOST_DAYS:
            raise Invalid(f"Give days as a number from 0 to {MOST_DAYS}.", field="reminders_within")
        return cls(allowed == "1", frozenset(map(Event, events)), int(within.strip() or "0"))

    def as_text(self) -> dict[str, str]:
        """As they are typed and kept, by name."""
        return dict(
            zip(NAMES, ("1" if self.weekly else "", ",".join(sorted(self.at_once)), str(self.within)), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Week:
    """A person's last day that has come, which may be today, and their next one."""

    last: date
    next: date

    def waits(self, due_on: date, comes_on: date, today: date) -> bool:
        """Whether a step that comes on a day can wait for the next one: it is new, and no date passes until then."""
        return comes_on > self.last and today <= due_on and self.next <= due_on


def week(rhythm: Rhythm, today: date, working: WorkingDays) -> Week | None:
    """Someone's week around today, or None for each working day. A day off is made up for on the next working day."""
    if rhythm not in WEEKDAYS:
        return None
    day = today - timedelta(days=(today.weekday() - WEEKDAYS[rhythm]) % WEEK)
    if working.from_on(day) > today:
        day -= timedelta(days=WEEK)
    return Week(working.from_on(day), working.from_on(day + timedelta(days=WEEK)))


def within_a_sentence(rhythm: Rhythm) -> str:
    """How often somebody is reminded, after "You are reminded": "weekly, on Mondays"."""
    words = in_words(rhythm)
    return words[0].lower() + words[1:]
