"""Saved views: the rules of their names, and when a subscription to one is due."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.working_days import WorkingDays

LONGEST_NAME = 100


class Rhythm(StrEnum):
    """How often a subscription tells at most."""

    DAILY = "daily"
    WEEKLY = "weekly"


IN_WORDS: Mapping[Rhythm, str] = {Rhythm.DAILY: "Every working day", Rhythm.WEEKLY: "Once a week"}


def checked_name(text: str) -> str:
    """The name on one line. Refuses with Invalid what is empty, too long or cannot be printed."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid(f"Give the view a name of at most {LONGEST_NAME} characters.", field="name")
    return name


def is_due(rhythm: Rhythm, day: date, looked_on: date | None, calendar: WorkingDays) -> bool:
    """Whether the subscription has a turn on that day, after it was last looked at on another.

    A daily one has its turn on each working day, a weekly one on the first working day of each week; after an outage
    the newest turn that was missed is made up for, once.
    """
    turn = _TURNS[rhythm](day, calendar)
    return calendar.works(day) and turn is not None and (looked_on is None or looked_on < turn)


def _the_day(day: date, _calendar: WorkingDays) -> date | None:
    return day


def _first_of_the_week(day: date, calendar: WorkingDays) -> date | None:
    monday = day - timedelta(days=day.weekday())
    first = calendar.from_on(monday)
    return first if first <= day else None


_TURNS: Mapping[Rhythm, Callable[[date, WorkingDays], date | None]] = {
    Rhythm.DAILY: _the_day,
    Rhythm.WEEKLY: _first_of_the_week,
}


def is_news(count: int, digest: str, told_digest: str | None) -> bool:
    """Whether there is something to tell: the list holds something, and is not what was told last.

    A list that was empty in between counts as new when it fills again with the same.
    """
    return count > 0 and digest != told_digest
