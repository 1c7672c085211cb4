"""The semiannual tables and their lists in words: the document that page, HTML and PDF print."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.documents import Column, Document, Figure, Opens, Row, Section
from ipr_compliance.domain.documents import Table as Printed
from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.progress import Kind, Value
from ipr_compliance.domain.reporting_periods import is_half_year
from ipr_compliance.domain.semiannual import PARTS, Check, Line, Sums, Table
from ipr_compliance.domain.semiannual_words import HEADINGS, TERMS, amount_in_words, wording
from ipr_compliance.domain.statement import Listing, Made, Semiannual, Undated
from ipr_compliance.domain.statutory_lists import LISTS, UNRESOLVED, StatutoryList, Values
from ipr_compliance.domain.summary_words import plural
from ipr_compliance.domain.words import in_words

ROWS_PAGE = "/progress/rows"
EXCERPT = 240

COLUMN_WORDS: Mapping[str, tuple[str, int, bool]] = {
    "report_number": ("Report", 4, False), "report_title": ("Title", 5, False), "issued_on": ("Issued", 4, False),
    "decided_on": ("Decided", 4, False), "decision_made": ("Decision made", 2, False),
    "questioned_cost": ("Questioned", 4, True), "unsupported_cost": ("Of this, unsupported", 4, True),
    "funds_put_to_better_use": ("Better use", 4, True), "costs_agreed": ("Costs agreed (disallowed)", 4, True),
    "better_use_agreed": ("Better use agreed", 4, True), "days_since_issue": ("Days since issue", 2, True),
    "undecided_recommendations": ("Undecided", 3, False), "open_recommendations": ("Open", 3, False),
    "number": ("No.", 2, False), "component": ("Component", 4, False), "text": ("Text", 9, False),
    "status": ("Status", 3, False), "standing": ("Status", 3, False), "due_on": ("Due", 4, False),
    "potential_savings": ("Potential savings", 4, True),
}  # fmt: skip
"""The heading of each column, its share of the width, and whether it holds numbers."""


def document(told: Semiannual, made: Made, undated: Undated) -> Document:
    """The tables first, then what the Act lists, then definitions and how it was made."""
    days = f"{written_out(told.period.first)} to {written_out(told.period.last)}"
    return Document(
        title="Semiannual report tables",
        subtitle=f"{made.about}, {days}",
        author=made.office,
        opening=_opening(told),
        notice=_notice(told, made),
        figures=_figures(told, made),
        sections=(
            *(_table(told, made, table) for table in Table),
            *_undated(undated),
            *(listed(one, told.listings[one.name], asks(made, one.name)) for one in LISTS.values()),
            Section("Definitions and how this report was made", terms=_terms(told, made)),
        ),
        footer=f"{made.about} · semiannual tables · {days}",
    )


def asks(made: Made, table: str, line: str = "") -> dict[str, str]:
    """The question that makes up one cell or list, in the words of the page's address."""
    found = {"kind": Kind.SAR.value, "table": table, "row": line, "component": made.scope.code,
             "from": str(made.period.first), "as_of": str(made.period.last)}  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _opening(told: Semiannual) -> str:
    parts = []
    for table in Table:
        found = told.table(table)
        parts.append(
            f"{plural(found[Line.D].reports, 'report')} with {dollars(found[Line.D].amount)} of "
            f"{amount_in_words(table)}"
        )
    return f"On {written_out(told.period.last)}, {' and '.join(parts)} had no management decision."


def _notice(told: Semiannual, made: Made) -> str:
    said = []
    if told.period.last > made.made_on:
        said.append("The period has not ended: this is how the tables will read if nothing changes.")
    if not is_half_year(told.period):
        said.append("This is not a period of the Act, which ends on March 31 or September 30.")
    return " ".join(said)


def _figures(told: Semiannual, made: Made) -> tuple[Figure, ...]:
    found = told.table(Table.QUESTIONED_COSTS)
    words = {
        Line.B: "Issued with questioned costs", Line.C: "Decided with questioned costs",
        Line.D: "Undecided with questioned costs",
    }  # fmt: skip
    figures = [
        Figure(label, found[line].reports, asks(made, Table.QUESTIONED_COSTS, line), ROWS_PAGE)
        for line, label in words.items()
    ]
    unresolved = told.listings[UNRESOLVED].count
    return *figures, Figure("Unresolved for over six months", unresolved, asks(made, UNRESOLVED), ROWS_PAGE)


def _table(told: Semiannual, made: Made, table: Table) -> Section:
    found = told.table(table)
    costs = table is Table.QUESTIONED_COSTS
    columns = (
        Column("Line", 7),
        Column("Reports", 2, number=True),
        Column("Questioned costs" if costs else "Funds put to better use", 5, number=True),
        *((Column("Of these, unsupported", 5, number=True),) if costs else ()),
        Column("Legal reference", 6),
        Column("What is counted", 9),
    )
    rows = tuple(_line(table, line, found[line], made) for line in Line if _is_shown(line, found))
    checks = told.checks(table)
    return Section(HEADINGS[table], table=Printed(columns, rows), checks=_checks(checks, told), terms=TERMS[table])


def _is_shown(line: Line, found: Mapping[Line, Sums]) -> bool:
    return line is not Line.CORRECTIONS or found[line] != Sums()


def _line(table: Table, line: Line, sums: Sums, made: Made) -> Row:
    words = wording(table, line)
    cells = [words.title, str(sums.reports), dollars(sums.amount)]
    if table is Table.QUESTIONED_COSTS:
        cells.append("–" if line in {Line.AGREED, Line.NOT_AGREED} else dollars(sums.unsupported))
    opens = Opens(ROWS_PAGE, asks(made, table, line))
    links = {place: opens for place in range(1, len(cells)) if cells[place] != "–"}
    return Row((*cells, words.law, words.definition), 1 if line in PARTS else 0, opens=links)


def _checks(checks: tuple[Check, Check], told: Semiannual) -> tuple[str, ...]:
    balanced, carried = checks
    last = written_out(told.last.period.last)
    return (
        _check("A + B \N{MINUS SIGN} C = D", balanced),
        _check(f"A = D of the period that ended on {last}", carried),
    )


def _check(name: str, check: Check) -> str:
    if check.holds:
        return f"Check: {name}. It holds: {_sums(check.right, check.table)}."
    left, right = _sums(check.left, check.table), _sums(check.right, check.table)
    return f"Check: {name}. It does not hold: {left} against {right}."


def _sums(sums: Sums, table: Table) -> str:
    said = f"{plural(sums.reports, 'report')}, {dollars(sums.amount)}"
    return f"{said}, of this {dollars(sums.unsupported)} unsupported" if table is Table.QUESTIONED_COSTS else said


def _undated(undated: Undated) -> tuple[Section, ...]:
    if not undated.reports:
        return ()
    said = (
        f"{plural(undated.reports, 'report')} with {dollars(undated.questioned)} of questioned costs and "
        f"{dollars(undated.better_use)} to be put to better use: without a date of issue no line can count them."
    )
    return (Section("Not in these tables", (said, "Record the date of issue on the report's page.")),)


def listed(one: StatutoryList, listing: Listing, asks: Mapping[str, str]) -> Section:
    """One list as a section: its law and definition, and its rows as a table."""
    paragraphs = [f"{one.law}. {one.definition}"]
    if not listing.count:
        return Section(one.heading, (*paragraphs, "There is none."))
    count = plural(listing.count, "report" if one.of_reports else "recommendation")
    left = listing.count - len(listing.rows)
    paragraphs.append(f"{count}, the first {len(listing.rows)} of them here." if left else f"{count}.")
    columns = columns_of(one)
    rows = [printed_row(values, subject) for values, subject in listing.rows]
    if left:
        more = (f"All {count}", *("" for _ in columns[1:]))
        rows.append(Row(more, opens={0: Opens(ROWS_PAGE, asks)}))
    return Section(one.heading, tuple(paragraphs), Printed(columns, tuple(rows)))


def columns_of(one: StatutoryList) -> tuple[Column, ...]:
    """The columns of a list in words."""
    return tuple(Column(*COLUMN_WORDS[name]) for name in one.columns)


def printed_row(values: Values, subject: int | str) -> Row:
    """A row of a list in words, about its report or its recommendation."""
    cells = tuple(said(value) for value in values)
    return Row(cells, report=subject) if isinstance(subject, str) else Row(cells, record=subject)


def said(value: Value) -> str:
    """A value as a cell of the document prints it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, StrEnum):
        return in_words(value)
    if isinstance(value, Decimal):
        return dollars(value)
    if isinstance(value, date):
        return written_out(value)
    line = " ".join(str(value).split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rstrip() + "…"


def _terms(told: Semiannual, made: Made) -> tuple[tuple[str, str], ...]:
    seq, digest = made.head
    return (
        ("Report", "One report of the OIG, counted once, with all of its recommendations that the reader sees."),
        (
            "Dates",
            (
                "By effective date: what was entered late counts from its day, what was entered in error counts "
                "nowhere. An amount that was edited counts with its new value from the day of the edit on."
            ),
        ),
        (
            "Period",
            (
                f"{written_out(told.period.first)} to {written_out(told.period.last)}, both days included; before it "
                f"{written_out(told.last.period.first)} to {written_out(told.last.period.last)}"
            ),
        ),
        (
            "Filter",
            (
                f"{made.about}, limited to what the reader may see. For a component the amounts are its own; a report "
                "is decided when the last of all its recommendations is."
            ),
        ),
        ("History head", f"entry {seq}, SHA-256 {digest}"),
    )
