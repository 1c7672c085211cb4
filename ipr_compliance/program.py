"""The running program's parts, put together once and handed to whoever needs them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from ipr_compliance.clock import Clock
from ipr_compliance.database import Database
from ipr_compliance.settings import Settings


@dataclass(frozen=True)
class Program:
    """Settings, database and clock."""

    settings: Settings
    database: Database
    clock: Clock

    @classmethod
    def start(cls, settings: Settings, clock: Clock | None = None) -> Self:
        """Put the parts together as the settings say; another clock may be given."""
        return cls(settings, Database(settings.database_url), clock or Clock(settings.zone))

    def today(self) -> date:
        """The date in the office's time zone."""
        return self.clock.today()

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.clock.now()
