"""Which reminders are due: steps before a date, the day itself, and a rhythm after it that never ends.

A step is a number of days: 90 is 90 days before the date, 0 the day itself, -14 two weeks after it. One that falls on
a weekend or a holiday is told on a working day beside it. Steps are windows: on any day the step that counts is the
tightest one whose day has come, whenever that was. So after an outage one reminder goes out, not all that were missed,
and an open recommendation past its date is never silent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from ipr_compliance.domain.reminder_rules import Event, Rule, Rules, To
from ipr_compliance.domain.rhythms import Limits, Week, week
from ipr_compliance.domain.words import Rhythm
from ipr_compliance.domain.working_days import WorkingDays

FIRST_STEP = 90
"""The most days before a date that a reminder can go out."""

Ladder = tuple[str, int, str, date]
"""Address, recommendation, word of the event, and date. Another date begins a ladder anew."""


class Watched(NamedTuple):
    """One date of an open recommendation, and the addresses that are reminded of it.

    Paused is what is not the component's move: the steps before the date and on the day are not told. Overdue is what
    is past its due date, whatever this date is: it waits for nobody's weekly day.
    """

    recommendation_id: int
    event: Event
    due_on: date
    recipients: tuple[str, ...]
    paused: bool = False
    overdue: bool = False


class Step(NamedTuple):
    """One step of one ladder."""

    recipient: str
    recommendation_id: int
    event: Event
    due_on: date
    step: int


@dataclass(slots=True)
class Plan:
    """What one address is to be told today, and the steps that went by untold since it was told last."""

    due: list[Step]
    skipped: list[Step]
    waits: bool = False
    """Whether all of it can wait for this person's day of the week."""


class Near(NamedTuple):
    """What the rules say of an event on a date that is near or past."""

    step: int | None
    told: tuple[To, ...]
    told_of_priority: tuple[To, ...]
    told_in_pause: tuple[To, ...]


@dataclass
class Day:
    """One day of the office: its rules and calendar, and who is reminded weekly.

    What the rules say of a date is worked out once: a hundred thousand recommendations share few dates.
    """

    today: date
    rules: Rules
    working: WorkingDays
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Know the weeks of those who are reminded weekly, by address."""
        weeks = {rhythm: week(rhythm, self.today, self.working) for rhythm in Rhythm} if self.limits.weekly else {}
        theirs = {address: weeks.get(rhythm) for address, rhythm in self.rhythms.items()}
        self.weeks: Mapping[str, Week] = {address: own for address, own in theirs.items() if own is not None}
        self.opens = self.working.from_on(self.today)
        self._near: dict[Event, dict[date, Near | None]] = {event: {} for event in Event}

    def near(self, event: Event, due_on: date) -> Near | None:
        """The step that counts and who is told, or None where the date is too far ahead to be watched."""
        known = self._near[event]
        if due_on not in known:
            known[due_on] = self._look_up(self.rules[event], due_on)
        return known[due_on]

    def _look_up(self, rule: Rule, due_on: date) -> Near | None:
        if (due_on - self.today).days > rule.horizon:
            return None
        step = step_on(due_on, self.today, rule, self.working)
        cases = ((False, False), (True, False), (False, True))
        return Near(step, *(rule.recipients(due_on, self.today, priority=one, paused=two) for one, two in cases))

    def rests(self, watched: Watched) -> bool:
        """Whether nothing of it is told today: in a pause, and on a day off what can be told in time after it."""
        if watched.paused and self.today <= watched.due_on:
            return True
        return self.opens > self.today and not self.today <= watched.due_on < self.opens

    def waits(self, watched: Watched, due: Step) -> bool:
        """Whether a step that is due can wait for its reader's day of the week."""
        own = self.weeks.get(due.recipient)
        if own is None or watched.overdue or due.event in self.limits.at_once or due.step <= self.limits.within:
            return False
        comes_on = self.working.moved(due.due_on - timedelta(days=due.step), due.due_on)
        return own.waits(due.due_on, comes_on, self.today)


def step_on(due_on: date, today: date, rule: Rule, working: WorkingDays) -> int | None:
    """The tightest step whose day has come by then, or None where the first one still lies ahead."""
    if (due_on - today).days > rule.horizon:
        return None
    for step in _tightest_first(rule, (today - due_on).days):
        if working.moved(due_on - timedelta(days=step), due_on) <= today:
            return step
    return None


def _tightest_first(rule: Rule, late: int) -> Iterator[int]:
    if late > 0:
        yield from (-step for step in rule.after.steps(late))
    if rule.on_the_day:
        yield 0
    yield from sorted(rule.before)


def steps_between(told: int, now: int, rule: Rule) -> list[int]:
    """The steps of a rule that come after one and before another, in the order of their days."""
    return [step for step in _tightest_first(rule, max(0, -now)) if told > step > now][::-1]


Sent = Iterable[tuple[str, int, str, date, int]]
"""Steps told or skipped before: ladders with the step, as the ledger keeps them."""


def plan(parts: Iterable[tuple[Iterable[Watched], Sent]], day: Day) -> dict[str, Plan]:
    """What every address is to be told today, by address; an address with nothing to be told is not in it.

    The standings come in parts, so that they need not all be in memory, each with the steps sent of its
    recommendations; of each ladder the last one suffices. A ladder that nobody was told anything of begins at the
    tightest step, and the earlier ones do not count as skipped: the record was not here, or had another date, when
    they went by. On a day off only that is told whose date would have passed by the next working day. Who is
    reminded weekly is told on another day only if something cannot wait, and then all that is due.
    """
    plans: dict[str, Plan] = {}
    for standings, sent in parts:
        _add(plans, standings, _last_steps(sent), day)
    return {recipient: planned for recipient, planned in plans.items() if not planned.waits}


def _add(plans: dict[str, Plan], standings: Iterable[Watched], last: Mapping[Ladder, int], day: Day) -> None:
    for watched in standings:
        recommendation_id, event, due_on, recipients = watched[:4]
        near = day.near(event, due_on)
        if near is None or near.step is None or day.rests(watched):
            continue
        for recipient in recipients:
            told = last.get((recipient, recommendation_id, event, due_on))
            if told is not None and told <= near.step:
                continue
            due = Step(recipient, recommendation_id, event, due_on, near.step)
            planned = plans.get(recipient)
            if planned is None:
                planned = plans[recipient] = Plan([], [], waits=recipient in day.weeks)
            planned.due.append(due)
            planned.waits = planned.waits and day.waits(watched, due)
            if told is not None:
                missed = steps_between(told, near.step, day.rules[event])
                planned.skipped += [due._replace(step=step) for step in missed]


def _last_steps(sent: Sent) -> Mapping[Ladder, int]:
    last: dict[Ladder, int] = {}
    for recipient, recommendation_id, event, due_on, step in sent:
        ladder = recipient, recommendation_id, event, due_on
        if step < last.get(ladder, step + 1):
            last[ladder] = step
    return last
