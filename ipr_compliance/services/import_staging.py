"""Reads an import's file once, before any transaction, and keeps its good rows on disk in the order of their keys."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from ipr_compliance.adapters.spool import Row, Spool, spool
from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain.imports import LISTED
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import KEY, MONEY, Layout, Problem, Shape
from ipr_compliance.domain.words import Agreement, Status
from ipr_compliance.services.orders import STEP, Told, unheard

BATCH = 2000

_KEPT_AS: Mapping[type, Callable[[Any], Any]] = {
    date: date.isoformat, Decimal: str, bool: int, Agreement: attrgetter("value"), Status: attrgetter("value")
}  # fmt: skip
_READ_AS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("issued_on", "closed_on", "due_on", "original_due_on", "on"), date.fromisoformat),
    **dict.fromkeys(MONEY, Decimal),
    "priority": bool,
    "agreement": Agreement,
    "status": Status,
}


@dataclass
class Staged:
    """A file that has been read: its good rows, why others are refused, and the columns that are nobody's."""

    rows: Spool
    ignored: tuple[str, ...]
    refused: list[Problem]
    unlisted: int = 0
    count: int = 0
    """How many rows were kept."""

    def in_order(self, tell: Told = unheard) -> Iterator[Row]:
        """The rows by report, number and order; as they pass, it is said which part of all they are, in percent."""
        for place, row in enumerate(self.rows.in_order()):
            if place % STEP == 0:
                tell(place * 100 // self.count)
            yield row


@contextmanager
def staged(table: Table, shape: Shape, options: Options) -> Iterator[Staged]:
    """Read a table. Raises Invalid where it has not the columns it needs or cannot be read to its end."""
    layout = Layout.match(table.header, shape, options)
    with spool() as rows:
        result = Staged(rows, layout.ignored, [])
        result.count = rows.fill(_good(table, layout, result))
        yield result


def _good(table: Table, layout: Layout, result: Staged) -> Iterator[tuple[str, str, str, int, dict[str, Any] | None]]:
    report, number = KEY
    for line, row in table.rows:
        facts, problems = layout.read(line, row)
        if line in layout.options.left_out:
            # It is not imported, but its recommendation is in the file.
            if report in facts and number in facts:
                yield facts[report], facts[number], "", line, None
            continue
        if not problems:
            key = facts.pop(report), facts.pop(number)
            kept = {
                name: value if type(value) is str else _KEPT_AS[type(value)](value) for name, value in facts.items()
            }
            yield *key, kept.get("on", ""), line, kept
            continue
        listed = problems[: max(0, LISTED - len(result.refused))]
        result.refused += listed
        result.unlisted += len(problems) - len(listed)
        if report in facts and number in facts:
            yield facts[report], facts[number], "", line, None


def typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a row as the rules want them, from what the spool keeps."""
    return {name: _READ_AS[name](value) if name in _READ_AS else value for name, value in facts.items()}


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
