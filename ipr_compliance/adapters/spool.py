"""Keeps the rows of a long file on disk and gives them back in order, so that memory stays flat."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

_CACHE_KIB = 16_000


class Row(NamedTuple):
    """One row that was kept: its key, the line on which it starts, and its facts as text, empty where it says nothing.

    One that is not good was kept only because it mentions a record; it has no facts.
    """

    report_number: str
    number: str
    line: int
    facts: dict[str, Any]
    good: bool = True


class Spool:
    """Rows on disk, in a database of their own that nobody else can see and that vanishes when it is closed."""

    def __init__(self, connection: sqlite3.Connection, names: Sequence[str]) -> None:
        self._connection = connection
        self._names = tuple(names)
        columns = ", ".join(f"fact_{number}" for number in range(len(self._names)))
        connection.execute(f"CREATE TABLE spooled (report, number, sequence, line, told, {columns})")
        connection.execute("BEGIN")

    def fill(self, rows: Iterable[tuple[str, str, str, int, Mapping[str, Any] | None]]) -> int:
        """Keep rows: report, number, order within the recommendation, line, facts; answers how many."""
        marks = ", ".join("?" * (5 + len(self._names)))
        blanks = [""] * len(self._names)
        kept = self._connection.executemany(
            f"INSERT INTO spooled VALUES ({marks})",  # noqa: S608 - question marks
            (
                # SQLite's driver takes longer for None than for an empty text.
                (report, number, order, line, facts is not None, *map((facts or {}).get, self._names, blanks))
                for report, number, order, line, facts in rows
            ),
        )
        return max(0, kept.rowcount)

    def in_order(self) -> Iterator[Row]:
        """All rows by report, number, order and line."""
        rows = self._connection.execute("SELECT * FROM spooled ORDER BY report, number, sequence, line")
        for report, number, _order, line, told, *values in rows:
            yield Row(report, number, line, dict(zip(self._names, values, strict=True)), bool(told))


@contextmanager
def spool(names: Sequence[str]) -> Iterator[Spool]:
    """A spool for facts of these names, gone afterwards."""
    # An empty name: a temporary file that SQLite removes itself. Nothing in it has to survive, so it keeps no journal.
    connection = sqlite3.connect("", isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=FILE", f"cache_size=-{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}")
        yield Spool(connection, names)
    finally:
        connection.close()
