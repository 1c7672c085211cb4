"""The office's rules for reminders: for each event which steps there are, who is told, and who else when it is late."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ipr_compliance.domain.words import WhoseMove

WEEK, MONTH = 7, 28
"""A month of reminders is four weeks: the day of the week stays."""

MONTHLY_AFTER = 91
"""Thirteen weeks late, the first week's end after 90 days: from here on it is monthly."""


class Event(StrEnum):
    """What a reminder is about."""

    RESPONSE = "response"
    STATUS_UPDATE = "status-update"
    MILESTONE = "milestone"
    DUE_DATE = "due-date"
    CLOSEOUT_LETTER = "closeout-letter"
    RESOLUTION = "resolution"
    FINAL_ACTION = "final-action"
    WINDOW = "window"


class To(StrEnum):
    """Whom a reminder goes to."""

    OFFICIAL = "official"
    MAILBOX = "mailbox"
    SUPERVISOR = "supervisor"
    LIAISON = "liaison"
    DEPARTMENT = "department"
    LEADERSHIP = "leadership"


class After(StrEnum):
    """How often an item that is late is reminded of. There is no "never": nothing open falls silent."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"

    def last_step(self, late: int) -> int:
        """The days late of the last step of this rhythm that has come; 0 before the first."""
        if self is After.MONTHLY:
            return late // MONTH * MONTH
        if late < MONTHLY_AFTER:
            return late // WEEK * WEEK
        return MONTHLY_AFTER + (late - MONTHLY_AFTER) // MONTH * MONTH

    def steps(self, late: int) -> Iterator[int]:
        """Its steps that have come, the newest first, as days after the date."""
        while step := self.last_step(late):
            yield step
            late = step - 1


_LONG_WEEKEND = 4

DIRECT = frozenset({To.OFFICIAL, To.MAILBOX})
ESCALATION: Mapping[To, int] = {To.SUPERVISOR: 1, To.LEADERSHIP: 30, To.DEPARTMENT: 60}
"""Days late from which these are told too; a priority recommendation counts each day twice."""


@dataclass(frozen=True)
class Rule:
    """The reminders of one event: days before it, the day itself, a rhythm after it, and the recipients."""

    event: Event
    before: tuple[int, ...]
    on_the_day: bool = True
    after: After = After.WEEKLY
    to: frozenset[To] = DIRECT
    escalation: Mapping[To, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The days before the date at which its reminders begin."""
        return max(self.before, default=0)

    @property
    def horizon(self) -> int:
        """The days before the date from which it is watched: a step on the day may move before a long weekend."""
        return max(self.first, _LONG_WEEKEND)

    def recipients(self, due_on: date, today: date, *, priority: bool, paused: bool) -> tuple[To, ...]:
        """Who is reminded as of a day; while it is not the component's move, nobody above is told."""
        late = (today - due_on).days
        if paused or late <= 0:
            return tuple(sorted(self.to))
        pressing = late * 2 if priority else late
        return tuple(sorted(self.to | {to for to, days in self.escalation.items() if pressing >= days}))


Rules = Mapping[Event, Rule]

DEFAULTS: Rules = {
    rule.event: rule
    for rule in (
        Rule(Event.RESPONSE, (30, 14, 7, 1), escalation=ESCALATION),
        Rule(Event.STATUS_UPDATE, (14, 7, 1)),
        Rule(Event.MILESTONE, (30, 14, 7, 1)),
        Rule(Event.DUE_DATE, (90, 60, 30, 14, 7, 1), escalation=ESCALATION),
        Rule(Event.CLOSEOUT_LETTER, (14, 7, 1)),
        Rule(Event.RESOLUTION, (60, 30, 14, 7), to=frozenset({To.MAILBOX, To.LIAISON}), after=After.MONTHLY),
        Rule(Event.FINAL_ACTION, (90, 60, 30), to=frozenset({To.MAILBOX, To.LIAISON}), after=After.MONTHLY),
        Rule(Event.WINDOW, (90, 60, 30), to=frozenset({To.MAILBOX, To.LIAISON}), after=After.MONTHLY),
    )
}


_PAUSES: Mapping[WhoseMove, str] = {WhoseMove.OIG: "waiting for the OIG", WhoseMove.LIAISON: "extension asked for"}


def pause_reason(whose_move: WhoseMove) -> str | None:
    """Why reminders before a date, and those to people above, rest; None where they do not."""
    return _PAUSES.get(whose_move)
