"""The deadline summary: one object that dashboard, API, e-mail and files print alike."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.words import Status, WhoseMove

AGES = ("under_6_months", "6_to_12_months", "1_to_3_years", "over_3_years")
_AGE_MONTHS = (6, 12, 36)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recommendations of one component share status, due date, age class and whose move it is."""

    component_id: int
    status: Status
    due_on: date | None
    age: int | None
    whose_move: WhoseMove
    count: int


@dataclass
class Figures:
    """The figures of one component with all below it, or of everything asked for."""

    total: int = 0
    open: int = 0
    overdue: int = 0
    worst_days_late: int = 0
    due_30: int = 0
    due_60: int = 0
    due_90: int = 0
    no_date: int = 0
    waiting_for_oig: int = 0
    next_due_on: date | None = None
    by_status: dict[str, int] = field(default_factory=lambda: {status.value: 0 for status in Status})
    age: dict[str, int] = field(default_factory=lambda: dict.fromkeys(AGES, 0))

    def add(self, tally: Tally, as_of: date) -> None:
        """Count in a tally as things stand on that day; the near figures are cumulative, today included."""
        self.total += tally.count
        self.by_status[tally.status.value] += tally.count
        if not tally.status.is_open:
            return
        self.open += tally.count
        self.waiting_for_oig += tally.count if tally.whose_move is WhoseMove.OIG else 0
        if tally.age is not None:
            self.age[AGES[tally.age]] += tally.count
        if tally.due_on is None:
            self.no_date += tally.count
        elif tally.due_on < as_of:
            self.overdue += tally.count
            self.worst_days_late = max(self.worst_days_late, (as_of - tally.due_on).days)
        else:
            self._add_near(tally, (tally.due_on - as_of).days)

    def _add_near(self, tally: Tally, days_left: int) -> None:
        self.next_due_on = min(self.next_due_on or date.max, tally.due_on or date.max)
        for days in NEAR_DAYS:
            if days_left <= days:
                name = f"due_{days}"
                setattr(self, name, getattr(self, name) + tally.count)


@dataclass(frozen=True)
class Summary:
    """The figures as of a day, for everything asked for and for each component with all below it."""

    as_of: date
    whole: Figures
    by_component: Mapping[str, Figures]

    @property
    def near_day(self) -> date:
        """The last day of "due in 30 days"."""
        return self.as_of + timedelta(days=NEAR_DAYS[0])


def age_limits(as_of: date) -> tuple[date, date, date]:
    """Issue dates that part the age classes: issued after the first is under 6 months old, and so on."""
    six, twelve, thirty_six = (add_months(as_of, -months) for months in _AGE_MONTHS)
    return six, twelve, thirty_six


def summarise(tallies: Iterable[Tally], as_of: date, tree: Tree, shown: Collection[int]) -> Summary:
    """Add the tallies up, for the whole and up the tree of components.

    Figures of their own get the shown components that have recommendations, themselves or below them; one whose
    parts are not all asked for is not shown, since its total would mislead.
    """
    whole = Figures()
    by_id: dict[int, Figures] = {}
    for tally in tallies:
        whole.add(tally, as_of)
        component_id: int | None = tally.component_id
        while component_id is not None:
            by_id.setdefault(component_id, Figures()).add(tally, as_of)
            component_id = tree.by_id[component_id].parent_id
    ordered = {part.code: by_id[part.id] for _depth, part in tree.in_order() if part.id in by_id and part.id in shown}
    return Summary(as_of, whole, ordered)
