"""The database of the floor: one connection a thread, statements as they are written."""

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa


class Store:
    """SQLite or PostgreSQL. Statements name their values `:name`."""

    def __init__(self, url: str) -> None:
        self.address = sa.make_url(url)
        self.is_sqlite = self.address.get_backend_name() == "sqlite"
        self._here = threading.local()

    def connection(self) -> Any:
        """This thread's connection, in no transaction."""
        if not hasattr(self._here, "connection"):
            self._here.connection = self._sqlite() if self.is_sqlite else self._postgresql()
        return self._here.connection

    def _sqlite(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.address.database or "", isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _postgresql(self) -> Any:
        address = self.address.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True)

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._here, "connection"):
            self._here.connection.close()
            del self._here.connection

    def all(self, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """All rows, as tuples."""
        return list(self.connection().execute(self._put(statement), values or {}).fetchall())

    def one(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        """The first row or None."""
        return self.connection().execute(self._put(statement), values or {}).fetchone()

    def run(self, statement: str, values: Mapping[str, Any]) -> int:
        """Change something; gives how many rows it touched."""
        return int(self.connection().execute(self._put(statement), values).rowcount)

    def stream(self, statement: str, values: Mapping[str, Any]) -> Iterator[Any]:
        """Rows one by one, however many there are."""
        if self.is_sqlite:
            yield from self.connection().execute(self._put(statement), values)
            return
        with self.connection().transaction(), self.connection().cursor("rows") as cursor:
            cursor.itersize = 500
            yield from cursor.execute(self._put(statement), values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One unchanging state for several questions."""
        begin = "BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        with self._transaction(begin):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that takes its turn, as durable as the engine's usual one."""
        with self._transaction("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"):
            if not self.is_sqlite:
                self.connection().execute("SELECT pg_advisory_xact_lock(7202601)")
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        connection = self.connection()
        connection.execute(begin)
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _put(self, statement: str) -> str:
        return statement if self.is_sqlite else _for_psycopg(statement)

    def day(self, value: Any) -> Any:
        """A date as a value of a statement."""
        return value.isoformat() if self.is_sqlite and isinstance(value, date) else value

    def instant(self, value: datetime) -> Any:
        """An instant as a value of a statement."""
        return value.isoformat(timespec="microseconds") if self.is_sqlite else value


@cache
def _for_psycopg(statement: str) -> str:
    return re.sub(r"(?<!:):([a-z_0-9]+)", r"%(\1)s", statement.replace("%", "%%"))


@cache
def read_day(text: str) -> date:
    """A date as SQLite keeps it."""
    return date.fromisoformat(text)


def as_day(value: Any) -> Any:
    """A date as it came from either engine."""
    return read_day(value) if isinstance(value, str) else value


def among(ids: frozenset[int] | tuple[int, ...]) -> str:
    """Numbers for the brackets of an IN."""
    return ",".join(map(str, sorted(ids))) or "NULL"
