"""Keeps the rows of a long file on disk and gives them back in order, so that memory stays flat."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

_CACHE_KIB = 16_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was kept: its key, the line on which it starts, and its facts as JSON has them."""

    report_number: str
    number: str
    line: int
    facts: dict[str, Any]


class Spool:
    """Rows on disk, in a database of their own that nobody else can see and that vanishes when it is closed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fill(self, rows: Iterable[tuple[str, str, str, int, dict[str, Any]]]) -> None:
        """Keep rows: report, number, order within the recommendation, line, facts."""
        self._connection.executemany(
            "INSERT INTO spooled VALUES (?, ?, ?, ?, ?)",
            (
                (report, number, order, line, json.dumps(facts, default=_plain))
                for report, number, order, line, facts in rows
            ),
        )

    def in_order(self) -> Iterator[Row]:
        """All rows by report, number, order and line."""
        rows = self._connection.execute(
            "SELECT report, number, line, facts FROM spooled ORDER BY report, number, sequence, line"
        )
        return (Row(report, number, line, json.loads(facts)) for report, number, line, facts in rows)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be spooled")


@contextmanager
def spool() -> Iterator[Spool]:
    """A spool, gone afterwards."""
    # An empty name: a temporary file that SQLite removes itself. Nothing in it has to survive, so it keeps no journal.
    connection = sqlite3.connect("", isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE spooled (report TEXT, number TEXT, sequence TEXT, line INTEGER, facts TEXT)")
        connection.execute("BEGIN")
        yield Spool(connection)
    finally:
        connection.close()
