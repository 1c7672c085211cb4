"""The running program's parts, put together once and handed to whoever needs them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy.exc import DBAPIError, OperationalError

from ipr_compliance import schema
from ipr_compliance.clock import Clock
from ipr_compliance.database import Database
from ipr_compliance.settings import Settings


class NotReady(Exception):
    """The database cannot be used, or has not the schema that the program was written for."""


@dataclass(frozen=True)
class Program:
    """Settings, database and clock."""

    settings: Settings
    database: Database
    clock: Clock

    @classmethod
    def start(cls, settings: Settings, clock: Clock | None = None) -> Self:
        """Put the parts together as the settings say; another clock may be given."""
        return cls(settings, Database(settings.database_url, settings.connections), clock or Clock(settings.zone))

    def check_ready(self) -> None:
        """Raise NotReady, in a sentence, unless the database answers and its schema is the newest."""
        try:
            with self.database.reading() as connection:
                current = schema.is_current(connection)
        except DBAPIError as problem:
            reason = str(problem.orig).strip()
            raise NotReady(f"{self._shown} cannot be used: {reason}. If it is new, run `ipr migrate`.") from problem
        if not current:
            raise NotReady(f"{self._shown} has not the newest schema; run `ipr migrate`.")

    def migrate(self) -> None:
        """Bring the database to the newest schema. Raises NotReady, in a sentence, where it cannot be used."""
        try:
            schema.migrate(self.database)
        except OperationalError as problem:
            raise NotReady(f"{self._shown} cannot be used: {str(problem.orig).strip()}") from problem

    @property
    def _shown(self) -> str:
        return f"The database {self.database.url.render_as_string(hide_password=True)}"

    def today(self) -> date:
        """The date in the office's time zone."""
        return self.clock.today()

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.clock.now()
