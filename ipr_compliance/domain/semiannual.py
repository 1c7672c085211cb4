"""The semiannual tables: audit reports with questioned costs, and with funds to be put to better use.

Lines A to D of 5 U.S.C. 405(b)(8) and (9) as they read before P.L. 117-263, section 5273: no management decision when
the period began (A), issued in it (B), decided in it (C, agreed and not agreed), no decision when it ended (D).

The rules, so that A + B - C = D and one period's D is the next one's A, always and for every component:

- A report is counted, once, where an amount of it belongs in the table; it is issued on its date of issue, and decided
  on the day on which the last of its recommendations is. All recommendations of the report that the reader sees count
  for that, with and without amounts, also those outside the component asked for; amounts are those inside alone. So a
  report decided piece by piece is undecided, with all of its amounts, until the last piece.
- Everything is dated by its effective date. What was entered late counts from the day it is effective, what was
  entered in error counts nowhere, and what takes effect after the period changes nothing in it. A decision stays made
  when the OIG later finds the progress insufficient.
- A is valued the day before the period, D on its last day, C on the day of the decision. An amount edited meanwhile,
  or a move between components, is a correction: it is part of B, and is told apart there. B is therefore what came to
  the table in the period, and may be negative where corrections take away more than was issued.
- Agreed is what the decisions in force on the report's day of decision say (`costs_agreed`, `better_use_agreed`), never
  more than the amount; the rest is not agreed. A decision that names no amount agrees to none.
- A report without a date of issue belongs to no period; it is in no line and has to be listed beside the tables.

Amounts are US dollars to the cent; days are dates of the office's calendar.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ipr_compliance.domain.progress import Period

ZERO = Decimal(0)


class Table(StrEnum):
    """The two tables."""

    QUESTIONED_COSTS = "questioned_costs"
    BETTER_USE = "better_use"


class Line(StrEnum):
    """The lines of a table, in the order in which it prints them."""

    A = "A"
    B = "B"
    CORRECTIONS = "corrections"
    C = "C"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    D = "D"


PARTS = frozenset({Line.CORRECTIONS, Line.AGREED, Line.NOT_AGREED})
"""The lines that are parts of the line before them."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One line: how many reports, their questioned costs or funds put to better use, and the unsupported part."""

    reports: int = 0
    amount: Decimal = ZERO
    unsupported: Decimal = ZERO

    @classmethod
    def of(cls, amount: Decimal, unsupported: Decimal = ZERO) -> "Sums":
        """Those of one report, which is counted where it has an amount."""
        return cls(1 if amount or unsupported else 0, amount, unsupported)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.reports + other.reports, self.amount + other.amount, self.unsupported + other.unsupported)

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(self.reports - other.reports, self.amount - other.amount, self.unsupported - other.unsupported)


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Stretch:
    """How one recommendation stood from a day up to, but not including, another, as far as the tables ask."""

    from_on: date
    until_on: date
    inside: bool
    """Whether it belonged to the component asked for."""
    questioned: Decimal = ZERO
    unsupported: Decimal = ZERO
    better_use: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a decision agreed to, from its day on."""

    on: date
    costs: Decimal | None = None
    better_use: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One recommendation of a report: its stretches in order, and what was decided about it, as far as it is seen."""

    id: int
    number: str
    stretches: tuple[Stretch, ...]
    decided_on: date | None
    closed_on: date | None = None
    agreed: tuple[Agreed, ...] = ()

    def on(self, day: date) -> Stretch | None:
        """How it stood on a day, or None where it was not there, or not there for the reader."""
        return next((one for one in self.stretches if one.from_on <= day < one.until_on), None)

    def undecided(self, day: date) -> bool:
        """Whether it was there on that day, without a management decision."""
        return self.on(day) is not None and (self.decided_on is None or self.decided_on > day)

    @property
    def settled_on(self) -> date:
        """The day from which it keeps its report undecided no longer: of its decision, or of leaving this reader."""
        left = self.stretches[-1].until_on
        return left if self.decided_on is None else min(left, self.decided_on)

    def agreed_on(self, day: date, table: Table) -> Decimal:
        """What the decisions in force on that day agree to, as far as its amount reaches."""
        stretch = self.on(day)
        if stretch is None or not stretch.inside:
            return ZERO
        named = [(one.on, place, amount) for place, one in enumerate(self.agreed)
                 if one.on <= day and (amount := _agreed(one, table)) is not None]  # fmt: skip
        return min(max(named)[2], _amount(stretch, table)) if named else ZERO


def _agreed(one: Agreed, table: Table) -> Decimal | None:
    return one.costs if table is Table.QUESTIONED_COSTS else one.better_use


def _amount(stretch: Stretch, table: Table) -> Decimal:
    return stretch.questioned if table is Table.QUESTIONED_COSTS else stretch.better_use


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One report of the OIG with its recommendations, as far as the reader sees them; it has a date of issue."""

    id: int
    number: str
    title: str | None
    issued_on: date
    parts: tuple[Part, ...]

    def undecided(self, day: date) -> bool:
        """Whether one of its recommendations was without a management decision on that day."""
        return any(part.undecided(day) for part in self.parts)

    def decided_on(self, day: date) -> date | None:
        """The day of its management decision, as known on a day: that of its last recommendation, or None."""
        if self.undecided(day):
            return None
        return max((part.settled_on for part in self.parts if part.settled_on <= day), default=None)

    def final_action_on(self, day: date) -> date | None:
        """The day of its final action, as known on a day: the closing of its last recommendation, or None."""
        there = [part.closed_on for part in self.parts if part.on(day) is not None]
        closed = [on for on in there if on is not None and on <= day]
        return max(closed) if closed and len(closed) == len(there) else None

    def value(self, day: date, table: Table) -> Sums:
        """Its amounts inside the component asked for, on that day."""
        there = [one for part in self.parts if (one := part.on(day)) is not None and one.inside]
        if table is Table.BETTER_USE:
            return Sums.of(sum((one.better_use for one in there), ZERO))
        return Sums.of(sum((one.questioned for one in there), ZERO), sum((one.unsupported for one in there), ZERO))

    def agreed(self, day: date, table: Table) -> Decimal:
        """What its decisions agreed to, inside the component asked for, on that day."""
        return sum((part.agreed_on(day, table) for part in self.parts), ZERO)

    def concerns(self, day: date) -> bool:
        """Whether one of its recommendations belonged to the component asked for on that day."""
        return any((one := part.on(day)) is not None and one.inside for part in self.parts)


def lines(report: AuditReport, period: Period, table: Table) -> dict[Line, Sums]:
    """What the report adds to each line of the table; lines to which it adds nothing are left out."""
    start = period.day_before
    was_undecided, is_undecided = report.undecided(start), report.undecided(period.last)
    is_new = period.first <= report.issued_on <= period.last
    if not (was_undecided or is_undecided or is_new):
        return {}
    valued_on = period.last if is_undecided else report.decided_on(period.last)
    value = report.value(valued_on, table) if valued_on else NOTHING
    brought = report.value(start, table) if was_undecided else NOTHING
    found = {Line.A: brought, Line.B: value - brought, Line.CORRECTIONS: NOTHING if is_new else value - brought}
    if is_undecided:
        found[Line.D] = value
    elif valued_on:
        agreed = report.agreed(valued_on, table)
        found |= {Line.C: value, Line.AGREED: Sums.of(agreed), Line.NOT_AGREED: Sums.of(value.amount - agreed)}
    return {line: sums for line, sums in found.items() if sums != NOTHING}


@dataclass
class Totals:
    """The lines of both tables for a period, added up report by report."""

    period: Period
    tables: dict[Table, dict[Line, Sums]] = field(
        default_factory=lambda: {table: dict.fromkeys(Line, NOTHING) for table in Table}
    )

    def add(self, report: AuditReport) -> None:
        """Count a report in."""
        for table, found in self.tables.items():
            for line, sums in lines(report, self.period, table).items():
                found[line] += sums

    @classmethod
    def over(cls, reports: Iterable[AuditReport], period: Period) -> "Totals":
        """Those of all the reports."""
        totals = cls(period)
        for report in reports:
            totals.add(report)
        return totals


@dataclass(frozen=True, slots=True)
class Check:
    """What must agree, and whether it does."""

    table: Table
    left: Sums
    right: Sums

    @property
    def holds(self) -> bool:
        """Whether both sides are the same to the cent."""
        return self.left == self.right


def balance(found: Mapping[Line, Sums], table: Table) -> Check:
    """A + B - C against D."""
    return Check(table, found[Line.A] + found[Line.B] - found[Line.C], found[Line.D])


def carried(found: Mapping[Line, Sums], last: Mapping[Line, Sums], table: Table) -> Check:
    """This period's A against the last one's D."""
    return Check(table, found[Line.A], last[Line.D])


def behind(
    reports: Iterable[AuditReport], period: Period, table: Table, line: Line
) -> Iterator[tuple[AuditReport, Sums]]:
    """The reports that make up one cell, each with what it adds."""
    for report in reports:
        if sums := lines(report, period, table).get(line):
            yield report, sums
