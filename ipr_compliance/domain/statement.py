"""A statutory report as one object: the semiannual tables with their checks, and the lists that go with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ipr_compliance.domain.progress import Item, Period, Scope
from ipr_compliance.domain.reporting_periods import before
from ipr_compliance.domain.semiannual import AuditReport, Check, Line, Sums, Table, Totals, balance, carried
from ipr_compliance.domain.statutory_lists import LISTS, Values


@dataclass
class Listing:
    """The rows of one list, at most so many, and how many there are in all; each with its record or report."""

    most: int | None
    rows: list[tuple[Values, int | str]] = field(default_factory=list)
    count: int = 0

    def add(self, values: Values, subject: int | str) -> None:
        """Take a row in, or only count it where there are enough."""
        self.count += 1
        if self.most is None or len(self.rows) < self.most:
            self.rows.append((values, subject))


@dataclass(frozen=True)
class Undated:
    """The reports that stand in no line, since their date of issue is not recorded: how many, and their amounts."""

    reports: int
    questioned: Decimal
    better_use: Decimal


@dataclass
class Semiannual:
    """The tables of a period and of the one before it, added up in one go, and the lists."""

    period: Period
    most: int | None = None
    totals: Totals = field(init=False)
    last: Totals = field(init=False)
    listings: dict[str, Listing] = field(init=False)

    def __post_init__(self) -> None:
        self.totals, self.last = Totals(self.period), Totals(before(self.period))
        self.listings = {name: Listing(self.most) for name in LISTS}

    def take_reports(self, reports: Iterable[AuditReport]) -> None:
        """Count the reports in; they are told from the day before the earlier period on."""
        wanted = [(one, self.listings[one.name]) for one in LISTS.values() if one.of_reports]
        for report in reports:
            self.totals.add(report)
            self.last.add(report)
            for one, listing in wanted:
                if values := one.row(report, self.period):
                    listing.add(values, report.number)

    def take_recommendations(self, items: Iterable[Item]) -> None:
        """Count the recommendations in that are open on the period's last day."""
        wanted = [(one, self.listings[one.name]) for one in LISTS.values() if not one.of_reports]
        for item in items:
            for one, listing in wanted:
                if values := one.row(item, self.period):
                    listing.add(values, item.id)

    def table(self, table: Table) -> Mapping[Line, Sums]:
        """The lines of one table."""
        return self.totals.tables[table]

    def checks(self, table: Table) -> tuple[Check, Check]:
        """What must agree: A + B - C with D, and A with the last period's D."""
        found = self.table(table)
        return balance(found, table), carried(found, self.last.tables[table], table)


@dataclass(frozen=True)
class Made:
    """What every statutory report says of how it was made."""

    office: str
    scope: Scope
    period: Period
    made_on: date
    head: tuple[int, str]

    @property
    def about(self) -> str:
        """What was asked for, in words."""
        return self.scope.words
