"""The semiannual tables and their lists in their forms, and the rows behind each of their cells."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain.documents import Document
from ipr_compliance.domain.progress import Item, Value
from ipr_compliance.domain.reporting_periods import before
from ipr_compliance.domain.semiannual import PARTS, AuditReport, Line, Sums, Table, Totals
from ipr_compliance.domain.semiannual_document import document
from ipr_compliance.domain.semiannual_words import HEADINGS, wording
from ipr_compliance.domain.statement import Semiannual, Undated
from ipr_compliance.domain.statutory_lists import LISTS, StatutoryList, Values
from ipr_compliance.queries import progress, recommendations, semiannual
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import plain
from ipr_compliance.services.orders import Reading, about, named, write_rows

COLUMNS = (
    "table", "row", "description", "reports", "questioned", "unsupported", "funds_put_to_better_use", "law",
    "definition",
)  # fmt: skip
"""The table as a file: a row for each line of both tables."""

_AMOUNT = {Table.QUESTIONED_COSTS: "questioned", Table.BETTER_USE: "funds_put_to_better_use"}


class SemiannualReport:
    """Lines A to D of both tables, and the lists of the Act and of the circular."""

    def tell(self, reading: Reading, most: int | None) -> Document:
        """The tables with their checks and lists in words."""
        return document(gather(reading, most), reading.made(), _undated(reading))

    def sheets(self, reading: Reading) -> Iterator[Sheet]:
        """The tables, a sheet for each list, and what was asked for."""
        yield Sheet("Tables", COLUMNS, _lines(totals(reading)))
        for place, one in enumerate(LISTS.values(), start=1):
            heading = f"{place} {one.name.replace('_', ' ')}"
            yield Sheet(heading[:31], one.columns, (values for values, _subject in rows(reading, one)))
        yield about(reading.order)

    def figures(self, reading: Reading) -> Mapping[str, Any]:
        """The tables by line, the period and the checks."""
        told = Semiannual(reading.order.period)
        told.take_reports(_reports_of_both(reading))
        parts: dict[str, Any] = {table.value: _table(told.table(table), table) for table in Table}
        period = reading.order.period
        parts["period"] = {"from": plain(period.first), "to": plain(period.last)}
        parts["checks"] = {table.value: _checks(told, table) for table in Table}
        undated = _undated(reading)
        parts["without_issue_date"] = {
            "reports": undated.reports, "questioned": plain(undated.questioned),
            "funds_put_to_better_use": plain(undated.better_use),
        }  # fmt: skip
        return parts

    def write_json(self, reading: Reading, text: IO[str]) -> None:
        """The same, and the lists."""
        text.write(json.dumps(self.figures(reading), ensure_ascii=False)[:-1])
        for one in LISTS.values():
            text.write(f', "{one.name}": ')
            write_rows(text, (named(one.columns, values) for values, _subject in rows(reading, one)))
        text.write("}\n")


def gather(reading: Reading, most: int | None = None) -> Semiannual:
    """The tables and lists of the order, read in two passes: over the reports, and over what is open."""
    told = Semiannual(reading.order.period, most)
    told.take_reports(_reports_of_both(reading))
    told.take_recommendations(_open(reading))
    return told


def totals(reading: Reading) -> Totals:
    """The lines of both tables."""
    return Totals.over(reports(reading), reading.order.period)


def reports(reading: Reading) -> Iterator[AuditReport]:
    """The audit reports that the tables of the period are about, streamed."""
    order = reading.order
    return semiannual.reports(reading.connection, reading.asker, reading.tree, order.scope, order.period)


def rows(reading: Reading, one: StatutoryList) -> Iterator[tuple[Values, int | str]]:
    """The rows of one list, each with the record or report that it is about, streamed."""
    period = reading.order.period
    for subject in reports(reading) if one.of_reports else _open(reading):
        if values := one.row(subject, period):
            yield values, subject.number if isinstance(subject, AuditReport) else subject.id


def _reports_of_both(reading: Reading) -> Iterator[AuditReport]:
    order = reading.order
    since = before(order.period).day_before
    return semiannual.reports(reading.connection, reading.asker, reading.tree, order.scope, order.period, since)


def _open(reading: Reading) -> Iterator[Item]:
    order = reading.order
    asked = Filter(component=order.scope.code, as_of=order.period.last, open=True, sort="report")
    for row in reading.counted(
        recommendations.every(reading.connection, reading.asker, reading.tree, asked, order.today)
    ):
        yield progress.item(row)


def _undated(reading: Reading) -> Undated:
    order = reading.order
    row = semiannual.undated(reading.connection, reading.asker, reading.tree, order.scope, order.period.last)
    return Undated(*row)


def _lines(found: Totals) -> Iterator[tuple[Value, ...]]:
    for table, lines in found.tables.items():
        for line, sums in lines.items():
            words = wording(table, line)
            costs = table is Table.QUESTIONED_COSTS
            amounts = (sums.amount, _unsupported(line, sums), None) if costs else (None, None, sums.amount)
            title = f"{HEADINGS[table]}: {words.title}"
            yield table.value, line.value, title, sums.reports, *amounts, words.law, words.definition


def _unsupported(line: Line, sums: Sums) -> Value:
    # Decisions say what is agreed of the questioned costs, not of the part without documents.
    return None if line in {Line.AGREED, Line.NOT_AGREED} else sums.unsupported


def _table(lines: Mapping[Line, Sums], table: Table) -> dict[str, Any]:
    told = {line.value: _sums(sums, table) for line, sums in lines.items() if line not in PARTS}
    told["B"]["corrections"] = _sums(lines[Line.CORRECTIONS], table)
    told["C"] |= {line.value: plain(lines[line].amount) for line in (Line.AGREED, Line.NOT_AGREED)}
    return told


def _checks(told: Semiannual, table: Table) -> dict[str, bool]:
    balances, carries_over = told.checks(table)
    return {"balances": balances.holds, "carries_over": carries_over.holds}


def _sums(sums: Sums, table: Table) -> dict[str, Any]:
    told = {"reports": sums.reports, _AMOUNT[table]: plain(sums.amount)}
    return told | {"unsupported": plain(sums.unsupported)} if table is Table.QUESTIONED_COSTS else told
