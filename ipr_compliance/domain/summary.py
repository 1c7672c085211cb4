"""The deadline summary: one object that dashboard, API, e-mail and files print alike.

Everything is counted as of a day, by effective date. Figures of a period ("closed", "became overdue") tell about the
days after the one that is compared with, up to the as-of day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import NamedTuple, Self

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.words import Agreement, Status, WhoseMove

AGES = ("under_6_months", "6_to_12_months", "1_to_3_years", "over_3_years")
UNKNOWN_AGE = "unknown"
_AGE_MONTHS = (6, 12, 36)
MOVES = (WhoseMove.COMPONENT, WhoseMove.LIAISON, WhoseMove.OIG)
"""Who can be expected to act on what is open."""

_NONE = Decimal("0.00")


class Tally(NamedTuple):
    """So many recommendations of one component with the same words and age, and what they come to together.

    Of closed ones the dates, extensions and `priority` are not counted. Of open ones `closed` and what follows it is 0.
    """

    component_id: int
    status: Status
    whose_move: WhoseMove
    agreement: Agreement
    age: int | None
    total: int
    due_30: int = 0
    due_60: int = 0
    due_90: int = 0
    no_date: int = 0
    next_due_on: date | None = None
    beyond_window: int = 0
    extended: int = 0
    extensions: int = 0
    slipped: int = 0
    days_slipped: int = 0
    unresolved: int = 0
    no_final_action: int = 0
    priority: int = 0
    priority_overdue: int = 0
    questioned: Decimal = _NONE
    better_use: Decimal = _NONE
    closed: int = 0
    closed_on_time: int = 0
    closed_late: int = 0
    ever_on_time: int = 0
    ever_late: int = 0


class Late(NamedTuple):
    """How many overdue recommendations of one component were due on one day."""

    component_id: int
    due_on: date
    total: int


OF_OPEN = (
    "due_30", "due_60", "due_90", "no_date", "beyond_window", "extended", "extensions", "slipped", "days_slipped",
    "unresolved", "no_final_action", "priority", "priority_overdue",
)  # fmt: skip
"""Counted of what is open alone, as they stand in a tally."""

OF_CLOSED = ("closed", "closed_on_time", "closed_late", "ever_on_time", "ever_late")
"""Counted of what was closed: in the period, and ever, by whether it was on time."""

_SUMMED = ("total", *OF_OPEN, *OF_CLOSED)


@dataclass
class Figures:
    """The figures of one component with all below it, or of everything asked for.

    Counts of recommendations; `extensions` are granted ones and `days_slipped` days, both added up over what is open;
    money in US dollars.
    """

    total: int = 0
    open: int = 0
    overdue: int = 0
    became_overdue: int = 0
    due_30: int = 0
    due_60: int = 0
    due_90: int = 0
    no_date: int = 0
    next_due_on: date | None = None
    beyond_window: int = 0
    extended: int = 0
    extensions: int = 0
    slipped: int = 0
    days_slipped: int = 0
    unresolved: int = 0
    no_final_action: int = 0
    priority: int = 0
    priority_overdue: int = 0
    closed: int = 0
    closed_on_time: int = 0
    closed_late: int = 0
    ever_on_time: int = 0
    ever_late: int = 0
    questioned_open: Decimal = _NONE
    questioned_closed: Decimal = _NONE
    better_use_open: Decimal = _NONE
    better_use_closed: Decimal = _NONE
    by_status: dict[str, int] = field(default_factory=lambda: {status.value: 0 for status in Status})
    whose_move: dict[str, int] = field(default_factory=lambda: {move.value: 0 for move in MOVES})
    agreement: dict[str, int] = field(default_factory=lambda: {word.value: 0 for word in Agreement})
    age: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*AGES, UNKNOWN_AGE), 0))
    days_late: Counter[int] = field(default_factory=Counter)
    """Of the overdue ones, how many by how many days."""

    @property
    def worst_days_late(self) -> int:
        """How many days the longest overdue one is late, else 0."""
        return max(self.days_late, default=0)

    @property
    def median_days_late(self) -> float:
        """The number of days that half of the overdue ones exceed, else 0."""
        return median(self.days_late.elements()) if self.days_late else 0

    @property
    def waiting_for_oig(self) -> int:
        """How many open ones wait for the OIG's word."""
        return self.whose_move[WhoseMove.OIG]

    def count(self, tally: Tally) -> None:
        """Count in a tally."""
        mine = vars(self)
        for name in _SUMMED:
            mine[name] += getattr(tally, name)
        self.by_status[tally.status] += tally.total
        if not tally.status.is_open:
            self.questioned_closed += tally.questioned
            self.better_use_closed += tally.better_use
            return
        self.open += tally.total
        self.questioned_open += tally.questioned
        self.better_use_open += tally.better_use
        self.whose_move[tally.whose_move] += tally.total
        self.agreement[tally.agreement] += tally.total
        self.age[UNKNOWN_AGE if tally.age is None else AGES[tally.age]] += tally.total
        self.next_due_on = _earlier(self.next_due_on, tally.next_due_on)

    def count_late(self, late: Late, as_of: date, since: date | None) -> None:
        """Count in what is overdue; what was not yet overdue at the end of the day `since` became so afterwards."""
        self.overdue += late.total
        self.days_late[(as_of - late.due_on).days] += late.total
        self.became_overdue += late.total if since is not None and late.due_on >= since else 0

    def include(self, part: Self) -> None:
        """Count in all that a part comes to."""
        mine, theirs = vars(self), vars(part)
        for name in _ADDED:
            mine[name] += theirs[name]
        for name in _PARTED:
            counts = mine[name]
            for key, number in theirs[name].items():
                counts[key] = counts.get(key, 0) + number
        self.next_due_on = _earlier(self.next_due_on, part.next_due_on)


_PARTED = ("by_status", "whose_move", "agreement", "age", "days_late")
_ADDED = tuple(one.name for one in fields(Figures) if one.name not in {*_PARTED, "next_due_on"})


@dataclass(frozen=True)
class Summary:
    """The figures as of a day, for everything asked for and for each component with all below it.

    `previous` holds them as of the day that is compared with, where there is one.
    """

    as_of: date
    whole: Figures
    by_component: Mapping[str, Figures]
    previous: "Summary | None" = None

    @property
    def near_day(self) -> date:
        """The last day of "due in 30 days"."""
        return self.as_of + timedelta(days=NEAR_DAYS[0])

    @property
    def since(self) -> date | None:
        """The day that is compared with."""
        return self.previous.as_of if self.previous else None

    def before(self, code: str = "") -> Figures | None:
        """The figures of a component, or of the whole, on the day that is compared with."""
        if self.previous is None:
            return None
        return self.previous.by_component.get(code, Figures()) if code else self.previous.whole


def age_limits(as_of: date) -> tuple[date, date, date]:
    """Issue dates that part the age classes: issued after the first is under 6 months old, and so on."""
    six, twelve, thirty_six = (add_months(as_of, -months) for months in _AGE_MONTHS)
    return six, twelve, thirty_six


def summarise(
    tallies: Iterable[Tally],
    late: Iterable[Late],
    as_of: date,
    tree: Tree,
    shown: Collection[int],
    previous: Summary | None = None,
) -> Summary:
    """Add up what stood on that day, for the whole and up the tree of components.

    Figures of their own get the shown components that have recommendations, themselves or below them; one whose
    parts are not all asked for is not shown, since its total would mislead.
    """
    own: defaultdict[int, Figures] = defaultdict(Figures)
    for tally in tallies:
        own[tally.component_id].count(tally)
    for one in late:
        own[one.component_id].count_late(one, as_of, previous.as_of if previous else None)
    whole = Figures()
    by_id: defaultdict[int, Figures] = defaultdict(Figures)
    for component_id, figures in own.items():
        whole.include(figures)
        above: int | None = component_id
        while above is not None:
            by_id[above].include(figures)
            above = tree.by_id[above].parent_id
    ordered = {part.code: by_id[part.id] for _depth, part in tree.in_order() if part.id in by_id and part.id in shown}
    return Summary(as_of, whole, ordered, previous)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
