"""Keeps the rows of a long file on disk and gives them back in order, so that memory stays flat."""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

_CACHE_KIB = 16_000


class Row(NamedTuple):
    """One row that was kept: its key, the line on which it starts, and what it says, as text and numbers.

    One that is not good was kept only because it mentions a record; it has no facts.
    """

    report_number: str
    number: str
    line: int
    facts: dict[str, Any]
    good: bool = True


class Spool:
    """Rows on disk, in a database of their own that nobody else can see and that vanishes when it is closed.

    Facts are kept in Python's own form for its compiled modules, which takes a third of the time of a column for each.
    It is no form for what comes from elsewhere; here this process alone writes and reads it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TABLE spooled (report, number, sequence, line, told)")
        connection.execute("BEGIN")

    def fill(self, rows: Iterable[tuple[str, str, str, int, dict[str, Any] | None]]) -> int:
        """Keep rows: report, number, order within the recommendation, line, facts; answers how many."""
        kept = self._connection.executemany(
            "INSERT INTO spooled VALUES (?, ?, ?, ?, ?)",
            (
                (report, number, order, line, b"" if facts is None else marshal.dumps(facts))
                for report, number, order, line, facts in rows
            ),
        )
        return max(0, kept.rowcount)

    def in_order(self) -> Iterator[Row]:
        """All rows by report, number, order and line."""
        rows = self._connection.execute(
            "SELECT report, number, line, told FROM spooled ORDER BY report, number, sequence, line"
        )
        for report, number, line, told in rows:
            yield Row(report, number, line, marshal.loads(told) if told else {}, bool(told))  # noqa: S302 - our own


@contextmanager
def spool() -> Iterator[Spool]:
    """A spool, gone afterwards."""
    # An empty name: a temporary file that SQLite removes itself. Nothing in it has to survive, so it keeps no journal.
    connection = sqlite3.connect("", isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}")
        yield Spool(connection)
    finally:
        connection.close()
