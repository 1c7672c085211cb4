"""What stands in a reminder: one address's open recommendations that need action, the most urgent first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.expected import expected_next
from ipr_compliance.domain.reminders import FIRST_STEP
from ipr_compliance.domain.words import Status, WhoseMove

WORST = 10
"""How many overdue recommendations a message lists; the rest is a count, so that a long list is still read."""

NAMED = 2
"""How many components a subject names."""

EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Item:
    """One open recommendation as a reminder tells of it."""

    recommendation_id: int
    report_number: str
    number: str
    text: str
    component: str
    status: Status
    whose_move: WhoseMove
    due_on: date

    @property
    def excerpt(self) -> str:
        """The start of its text, on one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rstrip()}…"

    def expected(self, today: date) -> str:
        """What is to be done next, and by whom."""
        expected = expected_next(self.status, self.whose_move, self.component, self.due_on, today)
        return expected.sentence if expected else ""


@dataclass(frozen=True)
class Digest:
    """What one address is told on a day."""

    recipient: str
    today: date
    overdue: Sequence[Item]
    due_today: Sequence[Item]
    soon: Sequence[Item]
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
    def soon_day(self) -> date:
        """The last day of "soon"."""
        return self.today + timedelta(days=NEAR_DAYS[0])

    @property
    def later_day(self) -> date:
        """The last day of "later"."""
        return self.today + timedelta(days=FIRST_STEP)

    @property
    def components(self) -> Sequence[str]:
        """The components concerned."""
        items = (*self.overdue, *self.due_today, *self.soon, *self.later)
        return sorted({item.component for item in items})

    @property
    def headline(self) -> str:
        """The figures in one line, for example "3 overdue, 2 due by December 24"."""
        near = len(self.due_today) + len(self.soon)
        parts = [f"{len(self.overdue)} overdue"] if self.overdue else []
        if near:
            parts.append(f"{near} due by {_month_and_day(self.soon_day)}")
        if not parts:
            parts.append(f"{len(self.later)} due by {_month_and_day(self.later_day)}")
        return ", ".join(parts)

    @property
    def offices(self) -> str:
        """The components concerned as a subject names them."""
        codes = self.components
        return ", ".join(codes) if len(codes) <= NAMED else f"{len(codes)} components"


def digest(recipient: str, items: Iterable[Item], today: date) -> Digest:
    """Sort one address's open recommendations by urgency; what is due later than the first step is left out."""
    ordered = sorted(items, key=lambda item: (item.due_on, item.report_number, item.recommendation_id))
    soon_day, later_day = today + timedelta(days=NEAR_DAYS[0]), today + timedelta(days=FIRST_STEP)
    return Digest(
        recipient,
        today,
        overdue=[item for item in ordered if item.due_on < today],
        due_today=[item for item in ordered if item.due_on == today],
        soon=[item for item in ordered if today < item.due_on <= soon_day],
        later=[item for item in ordered if soon_day < item.due_on <= later_day],
    )


def _month_and_day(day: date) -> str:
    return f"{day:%B} {day.day}"
