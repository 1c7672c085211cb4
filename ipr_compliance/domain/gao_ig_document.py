"""The list of the GAO-IG Act in words: the document that page, HTML and PDF print."""

from dataclasses import dataclass, field
from datetime import date

from ipr_compliance.domain import gao_ig as rules
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.documents import Case, Column, Document, Figure, Opens, Row, Section, Table
from ipr_compliance.domain.gao_ig import List, Outstanding
from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.progress import Item, Kind, Period, Value
from ipr_compliance.domain.semiannual_document import ROWS_PAGE, said
from ipr_compliance.domain.statement import Made
from ipr_compliance.domain.summary_words import plural
from ipr_compliance.domain.words import Status, in_words

LAW = "P.L. 115-414, section 2(b)(2) and (3), 31 U.S.C. 1105 note"

ITEM_COLUMNS = (
    "report_number", "report_title", "issued_on", "link", "number", "text", "component", "agreement", "status",
    "implementation", "reason", "due_on", "original_due_on", "timeline", "questioned_cost", "unsupported_cost",
    "funds_put_to_better_use", "difference",
)  # fmt: skip
DIFFERENCE_COLUMNS = ("report_number", "report_title", "issued_on", "number", "component", "text", "why")

WARNING = "No public address is recorded; make sure that the report is public before this list leaves the office."


def item_cells(one: Outstanding, difference: str, as_of: date) -> tuple[Value, ...]:
    """A recommendation of the list, a value for each of its columns."""
    item = one.item
    return (
        item.report_number, item.report_title, item.issued_on, one.link, item.number, item.text, item.component,
        item.agreement.value, item.status.value, rules.implementation(item.status, item.agreement), rules.reason(one),
        item.due_on, item.original_due_on, rules.timeline(one, as_of), item.questioned_cost, item.unsupported_cost,
        item.funds_put_to_better_use, difference or None,
    )  # fmt: skip


def difference_cells(item: Item, why: str) -> tuple[Value, ...]:
    """A recommendation that stands in the semiannual report alone."""
    return item.report_number, item.report_title, item.issued_on, item.number, item.component, item.text, why


@dataclass
class GaoIg:
    """The list with what differs from the semiannual report of that half-year; rows at most so many, and counts."""

    made: Made
    sar: Period
    most: int | None = None
    items: list[tuple[Outstanding, str]] = field(default_factory=list)
    count: int = 0
    unresolved: int = 0
    not_public: int = 0
    differences: list[tuple[Item, str]] = field(default_factory=list)
    differences_in_all: int = 0

    def take(self, one: Outstanding, difference: str) -> None:
        """Count a recommendation of the list in."""
        self.count += 1
        self.unresolved += one.item.status in {Status.RESPONSE_DUE, Status.OPEN_UNRESOLVED}
        if self.most is None or len(self.items) < self.most:
            self.items.append((one, difference))

    def take_difference(self, item: Item, why: str) -> None:
        """Count a recommendation in that only the semiannual report has."""
        self.differences_in_all += 1
        if self.most is None or len(self.differences) < self.most:
            self.differences.append((item, why))


def document(told: GaoIg) -> Document:
    """One case for each recommendation, then the differences, then definitions and how it was made."""
    as_of = told.made.period.last
    return Document(
        title="GAO-IG Act list of outstanding recommendations",
        subtitle=f"{told.made.about}, as of {written_out(as_of)}",
        author=told.made.office,
        opening=(
            f"{plural(told.count, 'recommendation')} published on or before "
            f"{written_out(rules.latest_publication(as_of))} had no final action on {written_out(as_of)}."
        ),
        notice="The day is still to come: this is how the list will read if nothing changes."
        if as_of > told.made.made_on
        else "",
        figures=(
            Figure("Without final action", told.count, asks(told.made, List.ITEMS), ROWS_PAGE),
            Figure("In the semiannual report alone", told.differences_in_all,
                   asks(told.made, List.DIFFERENCES), ROWS_PAGE),
        ),
        sections=(_items(told), _differences(told), Section(
            "Definitions and how this report was made", terms=_terms(told)
        )),
        footer=f"{told.made.about} · GAO-IG Act · as of {written_out(as_of)}",
    )  # fmt: skip


def asks(made: Made, table: List) -> dict[str, str]:
    """The question that makes up one of the lists, in the words of the page's address."""
    found = {"kind": Kind.GAO_IG.value, "table": table.value, "component": made.scope.code,
             "as_of": str(made.period.last)}  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _items(told: GaoIg) -> Section:
    heading = "Public recommendations without final action"
    if not told.count:
        return Section(heading, (f"{LAW}.", f"There is none.{_left_out(told)}"))
    counted = f"{plural(told.count, 'recommendation')}, of which {told.unresolved} unresolved.{_left_out(told)}"
    cases = tuple(_case(one, difference, told.made.period.last) for one, difference in told.items)
    left = told.count - len(told.items)
    table = _more(told.count, asks(told.made, List.ITEMS)) if left else None
    return Section(heading, (f"{LAW}.", counted), table, cases=cases)


def _left_out(told: GaoIg) -> str:
    """How many are not in the list since their reports are not public, as the next sentence of a paragraph."""
    if not told.not_public:
        return ""
    left, are = plural(told.not_public, "recommendation"), "is" if told.not_public == 1 else "are"
    return f" {left} of reports that are not public {are} left out: the Act asks for public recommendations."


def _more(count: int, question: dict[str, str]) -> Table:
    row = Row((f"All {plural(count, 'recommendation')}",), opens={0: Opens(ROWS_PAGE, question)})
    return Table((Column("More than are shown here", 1),), (row,))


def _case(one: Outstanding, difference: str, as_of: date) -> Case:
    item = one.item
    facts = [
        ("Published", written_out(item.issued_on) if item.issued_on else "–"),
        ("Implementation status", f"{rules.implementation(item.status, item.agreement)} ({in_words(item.status)})"),
        ("Reason", rules.reason(one)),
        ("Timeline", rules.timeline(one, as_of)),
    ]
    amounts = (("questioned costs", item.questioned_cost), ("to be put to better use", item.funds_put_to_better_use))
    if money := ", ".join(f"{dollars(amount)} {words}" for words, amount in amounts if amount):
        facts.append(("Amounts", money))
    facts.append(("Semiannual report", difference or "Listed there, too."))
    facts.append(("Public address", one.link or WARNING))
    return Case(
        f"{item.report_number}, recommendation {item.number} ({item.component})", item.id, tuple(facts), item.text
    )


def _differences(told: GaoIg) -> Section:
    heading = "Differences from the semiannual report"
    period = f"{written_out(told.sar.first)} to {written_out(told.sar.last)}"
    compared = (
        "P.L. 115-414, section 2(b)(3)(D). Compared with the recommendations that are not complete in the semiannual "
        f"tables for {period} (5 U.S.C. 405(b)(2))."
    )
    if not told.differences_in_all:
        return Section(heading, (compared, "Every recommendation there is listed here, too."))
    columns = (
        Column("Recommendation", 5), Column("Component", 3), Column("Text", 9), Column("Why it is not listed here", 7),
    )  # fmt: skip
    rows = [
        Row((f"{item.report_number}, no. {item.number}", item.component, said(item.text), why), record=item.id)
        for item, why in told.differences
    ]
    if told.differences_in_all > len(rows):
        all_of_them = f"All {plural(told.differences_in_all, 'recommendation')}"
        opens = {0: Opens(ROWS_PAGE, asks(told.made, List.DIFFERENCES))}
        rows.append(Row((all_of_them, "", "", ""), opens=opens))
    counted = f"{plural(told.differences_in_all, 'recommendation')} there and not here."
    return Section(heading, (compared, counted), Table(columns, tuple(rows)))


def _terms(told: GaoIg) -> tuple[tuple[str, str], ...]:
    seq, digest = told.made.head
    return (
        (
            "Published",
            (
                "The report's date of issue, not less than one year before the as-of date. A report is public unless "
                "history says on that date that it is not."
            ),
        ),
        ("Final action", "The closing of the recommendation by the OIG (5 U.S.C. 405(a)(2))."),
        ("Reason", "The words of the last status update; the agency answers for them."),
        ("GAO", "The GAO's own recommendations are listed by its designation, which the tracker does not hold."),
        ("Filter", f"{told.made.about}, limited to what the reader may see; standing by effective date"),
        ("History head", f"entry {seq}, SHA-256 {digest}"),
    )
