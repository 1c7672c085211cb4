"""The progress report: how things stand as of a day and what changed in a period, for one component or all.

One object holds what is known; `ipr_compliance.domain.progress_document` puts it into words for readers, and
`COLUMNS` into a table for programs. Every format prints these and nothing else, so all of them agree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from ipr_compliance.domain import deadlines
from ipr_compliance.domain.attention import Line
from ipr_compliance.domain.progress_figures import ExtensionAsked
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.summary import Summary
from ipr_compliance.domain.tables import RECORD_COLUMNS
from ipr_compliance.domain.words import Agreement, Status, WhoseMove


class Kind(StrEnum):
    """The kinds of report that can be made."""

    PROGRESS = "progress"
    SAR = "sar"
    GAO_IG = "gao-ig"


class Format(StrEnum):
    """The forms that a report can take."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day that a report tells about; the last is its as-of date."""

    first: date
    last: date

    @property
    def day_before(self) -> date:
        """The day whose end the period begins with: what its figures are compared with."""
        return self.first - timedelta(days=1)


def period(first: date | None, last: date | None, today: date) -> Period:
    """The period asked for: by default up to today, and from the first day of the month it ends in.

    Refuses with Invalid a period that begins after it ends.
    """
    last = last or today
    first = first or last.replace(day=1)
    if first > last:
        raise Invalid(f"The period begins on {first}, after its last day, {last}.", field="from")
    return Period(first, last)


def last_month(today: date) -> Period:
    """The whole month before today's: what the monthly report is about."""
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the report is limited to; all that the reader may see where nothing is said.

    A component is meant with those below it. `asks` are further conditions, in the words of a list's address: the
    report is about the recommendations that fulfil them on its last day, in all that it tells. `said` has them as
    people read them.
    """

    code: str = ""
    name: str = ""
    asks: tuple[tuple[str, str], ...] = ()
    said: str = ""

    @property
    def words(self) -> str:
        """What the report is about, as its pages and files say it."""
        component = f"{self.name} ({self.code})" if self.code else "All components"
        return f"{component}; {self.said}" if self.said else component


class Item(NamedTuple):
    """One recommendation as it stood on the last day; text and official as they are now."""

    id: int
    report_number: str
    report_title: str | None
    issued_on: date | None
    complete_by: date | None
    number: str
    text: str
    component: str
    agreement: Agreement
    status: Status
    whose_move: WhoseMove
    due_on: date | None
    original_due_on: date | None
    extensions: int
    priority: bool
    questioned_cost: Decimal | None
    unsupported_cost: Decimal | None
    funds_put_to_better_use: Decimal | None
    closed_on: date | None
    responsible_official: str | None
    responsible_email: str | None
    costs_agreed: Decimal | None
    better_use_agreed: Decimal | None
    last_update_on: date | None
    next_update_on: date | None = None

    def overdue(self, as_of: date) -> bool:
        """Whether it is open and past its due date."""
        return deadlines.overdue(self.status, self.due_on, as_of)

    def days_late(self, as_of: date) -> int:
        """Days since its due date, where overdue, else 0."""
        return deadlines.days_late(self.status, self.due_on, as_of)

    @property
    def days_slipped(self) -> int:
        """How far its due date has moved back since it was first set."""
        return deadlines.days_slipped(self.original_due_on, self.due_on)

    def next_update_due_on(self, update_days: int) -> date | None:
        """The day by which the next status update is owed; the office sets after how many days."""
        return deadlines.next_update_due_on(
            self.status, self.last_update_on, self.issued_on, self.next_update_on, update_days
        )

    @property
    def beyond_window(self) -> bool:
        """Whether its due date lies past the 18-month window of its report."""
        return deadlines.beyond_window(self.due_on, self.complete_by)


@dataclass(frozen=True, slots=True)
class Change:
    """One history entry that took effect in the period."""

    recommendation_id: int
    kind: str
    on: date
    note: str | None
    changes: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """The newest status update with words in it, up to the last day."""

    on: date
    note: str
    next_step: str | None
    next_step_on: date | None


@dataclass
class Totals:
    """How many recommendations there are in the lists of a report, of which not all may be told."""

    open: int = 0
    overdue: int = 0
    closed: int = 0


@dataclass
class Telling:
    """Keeps of the recommendations that pass by, in order of due date, what a report tells, and counts its lists.

    Lists are as long as `most`, where it is said; what waits for the OIG and what has changed is told in any case.
    """

    period: Period
    changed: Set[int]
    most: int | None = None
    totals: Totals = field(default_factory=Totals)

    def kept(self, items: Iterable[Item]) -> list[Item]:
        """Those that are told, in the same order."""
        return [item for item in items if self._is_told(item)]

    def _is_told(self, item: Item) -> bool:
        totals = self.totals
        if item.status.is_open:
            totals.open += 1
            totals.overdue += item.overdue(self.period.last)
            in_list = self._has_room(totals.open) or item.status is Status.CLOSURE_REQUESTED
        else:
            in_period = item.closed_on is not None and self.period.first <= item.closed_on <= self.period.last
            totals.closed += in_period
            in_list = in_period and self._has_room(totals.closed)
        return in_list or item.id in self.changed

    def _has_room(self, place: int) -> bool:
        return self.most is None or place <= self.most


@dataclass(frozen=True)
class Progress:
    """All that the report tells. Changes may be the newest of many: `changes_in_all` says how many there were."""

    office: str
    scope: Scope
    period: Period
    made_on: date
    summary: Summary
    components: Sequence[Line]
    items: Sequence[Item]
    """What it tells of, by due date: of long lists their beginning, where `totals` says how long they are."""
    changes: Sequence[Change]
    changes_in_all: int
    last_updates: Mapping[int, LastUpdate]
    extensions: Sequence[ExtensionAsked]
    head: tuple[int, str]
    totals: Totals | None = None

    @property
    def as_of(self) -> date:
        """The day whose standing is shown."""
        return self.period.last

    @property
    def lists(self) -> Totals:
        """How long the lists are."""
        return self.totals or Totals(len(self.open), len(self.overdue), len(self.closed_in_period))

    @cached_property
    def by_id(self) -> Mapping[int, Item]:
        """The items by the number of their record."""
        return {item.id: item for item in self.items}

    @cached_property
    def open(self) -> list[Item]:
        """Everything open, by due date."""
        return [item for item in self.items if item.status.is_open]

    @cached_property
    def overdue(self) -> list[Item]:
        """Everything overdue, the longest first."""
        return [item for item in self.open if item.overdue(self.as_of)]

    @cached_property
    def closures_asked(self) -> list[Item]:
        """What components say is implemented, and the OIG has not closed."""
        return [item for item in self.open if item.status is Status.CLOSURE_REQUESTED]

    @cached_property
    def closed_in_period(self) -> list[Item]:
        """What the OIG closed in the period."""
        first, last = self.period.first, self.period.last
        return [item for item in self.items if item.closed_on and first <= item.closed_on <= last]


Value = str | int | date | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What computed columns count from: the day, and the office's length of the clock of status updates."""

    as_of: date
    update_days: int = deadlines.UPDATE_DAYS


COMPUTED: Mapping[str, Callable[[Item, Reckoning], Value]] = {
    "whose_move": lambda item, _: item.whose_move,
    "overdue": lambda item, by: item.overdue(by.as_of),
    "days_late": lambda item, by: item.days_late(by.as_of),
    "days_slipped": lambda item, _: item.days_slipped,
    "extensions": lambda item, _: item.extensions,
    "next_update_due_on": lambda item, by: item.next_update_due_on(by.update_days),
    "beyond_window": lambda item, _: item.beyond_window,
    "last_update_on": lambda item, _: item.last_update_on,
    "complete_by": lambda item, _: item.complete_by,
}
"""Columns that follow from the others on a day; an import ignores them."""

COLUMNS = (*RECORD_COLUMNS, *COMPUTED)
"""The table for programs: the columns of the import first, in its order, so that it can be imported again."""

_facts = attrgetter(*RECORD_COLUMNS)


def cells(item: Item, by: Reckoning) -> tuple[Value, ...]:
    """One row of the table, a value for each of the columns."""
    return (*_facts(item), *(value(item, by) for value in COMPUTED.values()))
