"""The only place that asks the machine for the time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """Tells the instant, in UTC, and the office's date."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    def local(self) -> datetime:
        """The present instant as the office's wall clock shows it."""
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        """The date in the office's time zone."""
        return self.local().date()


@dataclass
class FixedClock(Clock):
    """A clock that stands still until it is moved: for tests, and for commands told another date."""

    at: datetime
    zone: ZoneInfo

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at.astimezone(UTC)
