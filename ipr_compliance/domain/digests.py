"""What stands in a reminder: one address's open recommendations that need action, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.expected import expected_next
from ipr_compliance.domain.reminder_rules import WEEK, Event, pause_reason
from ipr_compliance.domain.reminders import FIRST_STEP
from ipr_compliance.domain.rhythms import within_a_sentence
from ipr_compliance.domain.words import Rhythm, Status, WhoseMove

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

STEPS = "Steps of the corrective action due"


class Owed(NamedTuple):
    """Something owed on an open recommendation, and its date; steps of the corrective action have titles."""

    event: Event
    on: date
    titles: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is due, for example "Status update due"."""
        return EVENTS[self.event] if len(self.titles) < 2 else STEPS


class Item(NamedTuple):
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
    instead_of: tuple[str, ...] = ()
    """For this reader: in whose stead they read it, by title or address, and why."""

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
        update_by = min((owed.on for owed in self.owed if owed.event is Event.STATUS_UPDATE), default=None)
        expected = expected_next(self.status, self.whose_move, self.component, self.due_on, today, update_by)
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
class Group:
    """A part of a message: how many items there are, and those that are listed, the most urgent first."""

    count: int
    items: Sequence[Item]

    @property
    def more(self) -> int:
        """How many are only counted."""
        return self.count - len(self.items)


@dataclass(frozen=True)
class Digest:
    """What one address is told on a day: overdue, late with an answer or a step of it, and what lies ahead."""

    recipient: str
    today: date
    components: Sequence[str]
    """Those concerned, by code."""

    overdue: Group
    late: Group
    due_today: Group
    this_week: Group
    later: Group
    rhythm: Rhythm | None = None
    """How often they are reminded, of somebody who can choose it."""

    @property
    def items(self) -> list[Item]:
        """All that is listed."""
        groups = (self.overdue, self.late, self.due_today, self.this_week, self.later)
        return [item for group in groups for item in group.items]

    @property
    def week_day(self) -> date:
        """The last day of "this week": seven days from today."""
        return self.today + timedelta(days=WEEK)

    @property
    def later_day(self) -> date:
        """The last day of "later"."""
        return self.today + timedelta(days=FIRST_STEP)

    @property
    def headline(self) -> str:
        """The figures in one line, for example "3 overdue, 2 due by December 24"."""
        near_day = self.today + timedelta(days=NEAR_DAYS[0])
        items = (*self.due_today.items, *self.this_week.items, *self.later.items)
        ahead = [item.ahead(self.today) for item in items]
        near = sum(day is not None and day <= near_day for day in ahead)
        parts = [f"{self.overdue.count} overdue"] if self.overdue.count else []
        if self.late.count:
            parts.append(f"{self.late.count} with something late")
        if near:
            parts.append(f"{near} due by {_month_and_day(near_day)}")
        if not parts:
            parts.append(f"{self.later.count} due by {_month_and_day(self.later_day)}")
        return ", ".join(parts)

    @property
    def offices(self) -> str:
        """The components concerned as a subject names them."""
        codes = self.components
        return ", ".join(codes) if len(codes) <= NAMED else f"{len(codes)} components"

    @property
    def often(self) -> str:
        """How often its reader is reminded, where they can choose it: "every working day"."""
        if self.rhythm is None:
            return ""
        often = within_a_sentence(self.rhythm)
        return often if self.rhythm is Rhythm.DAILY else f"{often}; what is overdue or cannot wait comes at once"


GROUPS = ("overdue", "late", "due_today", "this_week", "later")
COUNTED = ("overdue", "late")
"""Of these the worst are listed, and the others counted."""

_ENOUGH = 64
"""So many are collected before the worst are looked for, so that this is not done for each."""


class Placed(NamedTuple):
    """An item, the group that it stands in, and what it is sorted by there."""

    group: str
    urgency: tuple[date, str, int]
    item: Item


def place(item: Item, today: date) -> Placed:
    """The group that an item stands in, where its most urgent date puts it, and what it is sorted by."""
    overdue = item.overdue(today)
    first = min(owed.on for owed in item.owed)
    day = item.due_on if item.due_on is not None and overdue else first
    group = "overdue" if overdue else _group(first, today)
    return Placed(group, (day, item.report_number, item.recommendation_id), item)


def _group(first: date, today: date) -> str:
    if first < today:
        return "late"
    if first == today:
        return "due_today"
    return "this_week" if first <= today + timedelta(days=WEEK) else "later"


class Pile:
    """Collects what one address is told of. Each item stands once; what is only counted is not kept."""

    def __init__(self) -> None:
        self._components: set[str] = set()
        self._counts = dict.fromkeys(GROUPS, 0)
        self._placed: dict[str, list[Placed]] = {group: [] for group in GROUPS}

    def add(self, placed: Placed) -> None:
        """Add an item, in any order."""
        group = placed.group
        self._counts[group] += 1
        self._components.add(placed.item.component)
        kept = self._placed[group]
        kept.append(placed)
        if len(kept) > _ENOUGH and group in COUNTED:
            kept.sort(key=_urgency)
            del kept[WORST:]

    def digest(self, recipient: str, today: date, rhythm: Rhythm | None = None) -> Digest:
        """All of it, the most urgent first."""
        groups = {}
        for group, kept in self._placed.items():
            listed = sorted(kept, key=_urgency)[: WORST if group in COUNTED else None]
            groups[group] = Group(self._counts[group], [placed.item for placed in listed])
        return Digest(recipient, today, sorted(self._components), **groups, rhythm=rhythm)


_urgency = attrgetter("urgency")


def _month_and_day(day: date) -> str:
    return f"{day:%B} {day.day}"
