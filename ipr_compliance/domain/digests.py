"""What stands in a reminder: one address's open recommendations that need action, the most urgent first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.expected import expected_next
from ipr_compliance.domain.reminder_rules import WEEK, Event, pause_reason
from ipr_compliance.domain.reminders import FIRST_STEP
from ipr_compliance.domain.words import Status, WhoseMove

WORST = 10
"""How many overdue recommendations a message lists; the rest is a count, so that a long list is still read."""

NAMED = 2
"""How many components a subject names."""

EXCERPT = 160

EVENTS: Mapping[Event, str] = {
    Event.RESPONSE: "Answer to the OIG due",
    Event.STATUS_UPDATE: "Status update due",
    Event.MILESTONE: "Step of the corrective action due",
    Event.DUE_DATE: "Due",
    Event.CLOSEOUT_LETTER: "Letter that asks for closure due",
    Event.RESOLUTION: "Agreement with the OIG due",
    Event.FINAL_ACTION: "Final action due",
    Event.WINDOW: "All actions of the report due",
}
"""What is due on a date, as its line in a message begins."""


class Owed(NamedTuple):
    """Something owed on an open recommendation, and its date."""

    event: Event
    on: date

    @property
    def words(self) -> str:
        """What is due, for example "Status update due"."""
        return EVENTS[self.event]


@dataclass(frozen=True, slots=True)
class Item:
    """One open recommendation as a reminder tells of it, with the dates that are near or past."""

    recommendation_id: int
    report_number: str
    number: str
    text: str
    component: str
    status: Status
    whose_move: WhoseMove
    due_on: date | None
    owed: tuple[Owed, ...]

    @property
    def excerpt(self) -> str:
        """The start of its text, on one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rstrip()}…"

    @property
    def waiting(self) -> str | None:
        """Why its reminders rest, for example "waiting for the OIG", or None."""
        return pause_reason(self.whose_move)

    @property
    def dates(self) -> list[Owed]:
        """What is owed, the earliest date first."""
        return sorted(self.owed, key=lambda owed: (owed.on, owed.event))

    def expected(self, today: date) -> str:
        """What is to be done next, and by whom."""
        expected = expected_next(self.status, self.whose_move, self.component, self.due_on, today)
        return expected.sentence if expected else ""

    def overdue(self, today: date) -> bool:
        """Whether it is past its due date, as every page counts it."""
        return self.due_on is not None and self.due_on < today

    def ahead(self, today: date) -> date | None:
        """Its next date that has not passed."""
        return min((owed.on for owed in self.owed if owed.on >= today), default=None)

    def may_be_extended(self) -> bool:
        """Whether more time can be asked for: it has a due date, and nobody is deciding on one."""
        return self.due_on is not None and self.whose_move is WhoseMove.COMPONENT


@dataclass(frozen=True)
class Digest:
    """What one address is told on a day: overdue, late with an answer or a step of it, and what lies ahead."""

    recipient: str
    today: date
    overdue: Sequence[Item]
    late: Sequence[Item]
    due_today: Sequence[Item]
    this_week: Sequence[Item]
    later: Sequence[Item]

    @property
    def worst(self) -> Sequence[Item]:
        """The overdue ones that are listed."""
        return self.overdue[:WORST]

    @property
    def more_overdue(self) -> int:
        """How many overdue ones are only counted."""
        return len(self.overdue) - len(self.worst)

    @property
    def latest(self) -> Sequence[Item]:
        """The late ones that are listed."""
        return self.late[:WORST]

    @property
    def more_late(self) -> int:
        """How many late ones are only counted."""
        return len(self.late) - len(self.latest)

    @property
    def week_day(self) -> date:
        """The last day of "this week": seven days from today."""
        return self.today + timedelta(days=WEEK)

    @property
    def later_day(self) -> date:
        """The last day of "later"."""
        return self.today + timedelta(days=FIRST_STEP)

    @property
    def components(self) -> Sequence[str]:
        """The components concerned."""
        items = (*self.overdue, *self.late, *self.due_today, *self.this_week, *self.later)
        return sorted({item.component for item in items})

    @property
    def headline(self) -> str:
        """The figures in one line, for example "3 overdue, 2 due by December 24"."""
        near_day = self.today + timedelta(days=NEAR_DAYS[0])
        ahead = [item.ahead(self.today) for item in (*self.due_today, *self.this_week, *self.later)]
        near = sum(day is not None and day <= near_day for day in ahead)
        parts = [f"{len(self.overdue)} overdue"] if self.overdue else []
        if self.late:
            parts.append(f"{len(self.late)} with something late")
        if near:
            parts.append(f"{near} due by {_month_and_day(near_day)}")
        if not parts:
            parts.append(f"{len(self.later)} due by {_month_and_day(self.later_day)}")
        return ", ".join(parts)

    @property
    def offices(self) -> str:
        """The components concerned as a subject names them."""
        codes = self.components
        return ", ".join(codes) if len(codes) <= NAMED else f"{len(codes)} components"


def digest(recipient: str, items: Iterable[Item], today: date) -> Digest:
    """Sort one address's open recommendations by urgency; each stands once, where its most urgent date puts it."""
    groups: dict[str, list[Item]] = {"overdue": [], "late": [], "due_today": [], "this_week": [], "later": []}
    for item in sorted(items, key=lambda item: _urgency(item, today)):
        groups[_group(item, today)].append(item)
    return Digest(recipient, today, **groups)


def _urgency(item: Item, today: date) -> tuple[date, str, int]:
    day = item.due_on if item.due_on is not None and item.overdue(today) else item.dates[0].on
    return day, item.report_number, item.recommendation_id


def _group(item: Item, today: date) -> str:
    if item.overdue(today):
        return "overdue"
    first = item.dates[0].on
    if first < today:
        return "late"
    if first == today:
        return "due_today"
    return "this_week" if first <= today + timedelta(days=WEEK) else "later"


def _month_and_day(day: date) -> str:
    return f"{day:%B} {day.day}"
