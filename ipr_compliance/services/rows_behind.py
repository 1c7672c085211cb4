"""The rows behind a number of a statutory report: which reports or recommendations make it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ipr_compliance.domain import gao_ig as list_rules
from ipr_compliance.domain.documents import Column, Opens, Row
from ipr_compliance.domain.documents import Table as Printed
from ipr_compliance.domain.gao_ig import List
from ipr_compliance.domain.gao_ig_document import LAW
from ipr_compliance.domain.progress import Item, Kind
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.domain.semiannual import NOTHING, AuditReport, Line, Sums, Table, behind
from ipr_compliance.domain.semiannual_document import columns_of, printed_row, said
from ipr_compliance.domain.semiannual_words import HEADINGS, amount_in_words, wording
from ipr_compliance.domain.statutory_lists import LISTS
from ipr_compliance.domain.summary_words import plural
from ipr_compliance.domain.words import in_words
from ipr_compliance.services import gao_ig, semiannual
from ipr_compliance.services.orders import Reading

ROWS = 50


@dataclass(frozen=True)
class Behind:
    """One page of the rows behind a number: what they are, the number in words, the rows, and where the next begin."""

    heading: str
    law: str
    definition: str
    total: str
    table: Printed | None
    next: int | None


@dataclass
class _Page:
    """Keeps the rows of one page and counts the rest, so that a long list needs no more memory than a short one."""

    start: int
    rows: list[Row]
    count: int = 0

    def take(self, row: Row) -> None:
        if self.start <= self.count < self.start + ROWS:
            self.rows.append(row)
        self.count += 1

    @property
    def next(self) -> int | None:
        end = self.start + ROWS
        return end if self.count > end else None

    def printed(self, columns: Iterable[Column]) -> Printed | None:
        return Printed(tuple(columns), tuple(self.rows)) if self.rows else None


def rows_behind(reading: Reading, table: str, line: str, start: int = 0) -> Behind:
    """The rows behind a cell of a semiannual table, or of one of the lists.

    Raises NotFound where the report has no such table or line.
    """
    if reading.order.kind is Kind.SAR and table in set(Table) and line in set(Line):
        return _cell(reading, Table(table), Line(line), start)
    if reading.order.kind is Kind.SAR and table in LISTS:
        return _listed(reading, table, start)
    if reading.order.kind is Kind.GAO_IG and table in set(List):
        return _outstanding(reading, start) if table == List.ITEMS else _differing(reading, start)
    raise NotFound("This report has no such table.")


def _cell(reading: Reading, table: Table, line: Line, start: int) -> Behind:
    page, sums, words = _Page(start, []), NOTHING, wording(table, line)
    for report, added in behind(semiannual.reports(reading), reading.order.period, table, line):
        sums += added
        page.take(_report(reading, report, table, line, added))
    costs = table is Table.QUESTIONED_COSTS
    columns = (
        Column("Report", 4), Column("Title", 8), Column("Issued", 4), Column("Decided", 4),
        Column("Counts as", 2, number=True),
        Column("Questioned costs" if costs else "Funds put to better use", 4, number=True),
        *((Column("Of these, unsupported", 4, number=True),) if costs else ()),
        Column("Recommendations", 4),
    )  # fmt: skip
    return Behind(
        f"{HEADINGS[table]}. {words.title}", words.law, words.definition, _total(sums, table), page.printed(columns),
        page.next,
    )  # fmt: skip


def _total(sums: Sums, table: Table) -> str:
    told = f"{plural(sums.reports, 'report')}, {said(sums.amount)} of {amount_in_words(table)}"
    return f"{told}, of this {said(sums.unsupported)} unsupported" if sums.unsupported else told


def _report(reading: Reading, report: AuditReport, table: Table, line: Line, added: Sums) -> Row:
    period = reading.order.period
    decided_on = report.decided_on(period.last)
    shown_on = period.day_before if line is Line.A else decided_on or period.last
    numbers = [part.number for part in report.parts if (one := part.on(shown_on)) is not None and one.inside]
    cells = [report.number, said(report.title), said(report.issued_on), said(decided_on), str(added.reports)]
    cells += [said(added.amount), *([said(added.unsupported)] if table is Table.QUESTIONED_COSTS else [])]
    cells.append(f"no. {', '.join(numbers)}" if numbers else "–")
    asks = {"report": report.number, "as_of": str(shown_on), "sort": "report"}
    asks |= {"component": reading.order.scope.code} if reading.order.scope.code else {}
    opens = {len(cells) - 1: Opens("/recommendations", asks)} if numbers else {}
    return Row(tuple(cells), report=report.number, opens=opens)


def _listed(reading: Reading, name: str, start: int) -> Behind:
    one, page = LISTS[name], _Page(start, [])
    for values, subject in semiannual.rows(reading, one):
        page.take(printed_row(values, subject))
    noun = "report" if one.of_reports else "recommendation"
    columns = columns_of(one)
    return Behind(one.heading, one.law, one.definition, plural(page.count, noun), page.printed(columns), page.next)


def _outstanding(reading: Reading, start: int) -> Behind:
    page, as_of = _Page(start, []), reading.order.period.last
    for one, difference in gao_ig.items(reading):
        item = one.item
        status = f"{list_rules.implementation(item.status, item.agreement)} ({in_words(item.status)})"
        page.take(_recommendation(item, said(item.issued_on), status, list_rules.timeline(one, as_of), difference))
    columns = (
        Column("Recommendation", 5), Column("Component", 3), Column("Text", 9), Column("Published", 4),
        Column("Implementation status", 6), Column("Timeline", 6), Column("Difference from the semiannual report", 5),
    )  # fmt: skip
    return Behind(
        "Public recommendations without final action", LAW, _long_ago(as_of),
        plural(page.count, "recommendation"), page.printed(columns), page.next,
    )  # fmt: skip


def _long_ago(as_of: date) -> str:
    return f"Published on or before {said(list_rules.latest_publication(as_of))}, and not closed by the OIG since."


def _differing(reading: Reading, start: int) -> Behind:
    page = _Page(start, [])
    for item, why in gao_ig.differences(reading):
        page.take(_recommendation(item, said(item.issued_on), why))
    columns = (
        Column("Recommendation", 5), Column("Component", 3), Column("Text", 9), Column("Published", 4),
        Column("Why it is not in the list", 7),
    )  # fmt: skip
    return Behind(
        "In the semiannual report alone", "P.L. 115-414, section 2(b)(3)(D)",
        "Not complete in the OIG's last semiannual report (5 U.S.C. 405(b)(2)), and not in this list.",
        plural(page.count, "recommendation"), page.printed(columns), page.next,
    )  # fmt: skip


def _recommendation(item: Item, *cells: str) -> Row:
    name = f"{item.report_number}, no. {item.number}"
    return Row((name, item.component, said(item.text), *(cell or "–" for cell in cells)), record=item.id)
