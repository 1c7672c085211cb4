"""Days on which the office works: not on weekends, and not on holidays."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

_ONE = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The calendar of an office. Weekends never count; the holidays are given, as days."""

    holidays: Container[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether the office works on that day."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def from_on(self, day: date) -> date:
        """That day, or the next working day after it."""
        while not self.works(day):
            day += _ONE
        return day

    def until(self, day: date) -> date:
        """That day, or the last working day before it."""
        while not self.works(day):
            day -= _ONE
        return day

    def moved(self, day: date, deadline: date) -> date:
        """The working day for what falls on a day: the next one, or the one before where that would pass the deadline.

        What falls on a day after the deadline has nothing left to pass, and is moved to the next one.
        """
        later = self.from_on(day)
        return self.until(day) if day <= deadline < later else later
