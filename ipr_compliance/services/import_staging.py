"""Reads an import's file once, before any transaction, and keeps its good rows on disk in the order of their keys."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from ipr_compliance.adapters.spool import Row, Spool, spool
from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain.imports import LISTED
from ipr_compliance.domain.tables import KEY, Layout, Options, Problem, Shape
from ipr_compliance.services import standings

TOO_MUCH = "refused"
"""Marks a row that is kept only because its record is mentioned in the file."""
BATCH = 2000
_DATES = frozenset({"issued_on", "closed_on", "on"})


@dataclass
class Staged:
    """A file that has been read: its good rows, why others are refused, and the columns that are nobody's."""

    rows: Spool
    ignored: tuple[str, ...]
    refused: list[Problem]
    unlisted: int = 0


@contextmanager
def staged(table: Table, shape: Shape, options: Options) -> Iterator[Staged]:
    """Read a table. Raises Invalid where it has not the columns it needs or cannot be read to its end."""
    layout = Layout.match(table.header, shape, options)
    with spool() as rows:
        result = Staged(rows, layout.ignored, [])
        rows.fill(_good(table, layout, result))
        yield result


def _good(table: Table, layout: Layout, result: Staged) -> Iterator[tuple[str, str, str, int, dict[str, Any]]]:
    for line, row in table.rows:
        facts, problems = layout.read(line, row)
        if problems:
            listed = problems[: max(0, LISTED - len(result.refused))]
            result.refused += listed
            result.unlisted += len(problems) - len(listed)
            facts = {name: facts[name] for name in KEY if name in facts} | {TOO_MUCH: True}
        if all(name in facts for name in KEY):
            on: date | None = facts.get("on")
            yield facts.pop(KEY[0]), facts.pop(KEY[1]), on.isoformat() if on else "", line, facts


def typed(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a row as the rules want them, from what the spool keeps."""
    return {
        name: date.fromisoformat(value) if name in _DATES else standings.typed(name, value)
        for name, value in facts.items()
    }


def by_report(rows: Iterable[Row]) -> Iterator[list[tuple[str, list[Row]]]]:
    """Rows in order, parted by report, some reports at a time."""
    batch: list[tuple[str, list[Row]]] = []
    size = 0
    for number, group in groupby(rows, key=attrgetter("report_number")):
        batch.append((number, list(group)))
        size += len(batch[-1][1])
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
