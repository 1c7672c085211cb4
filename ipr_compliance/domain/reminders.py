"""Which reminders are due: steps before a date, the day itself, and a rhythm after it that never ends.

A step is a number of days: 90 is 90 days before the date, 0 the day itself, -14 two weeks after it. One that falls on
a weekend or a holiday is told on a working day beside it. Steps are windows: on any day the step that counts is the
tightest one whose day has come, whenever that was. So after an outage one reminder goes out, not all that were missed,
and an open recommendation past its date is never silent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ipr_compliance.domain.reminder_rules import Event, Rule, Rules
from ipr_compliance.domain.working_days import WorkingDays

FIRST_STEP = 90
"""The most days before a date that a reminder can go out."""

Ladder = tuple[str, int, Event, date]


@dataclass(frozen=True, slots=True)
class Watched:
    """One date of an open recommendation, and the addresses that are reminded of it.

    Paused is what is not the component's move: the steps before the date and on the day are not told.
    """

    recommendation_id: int
    event: Event
    due_on: date
    recipients: tuple[str, ...]
    paused: bool = False


class Step(NamedTuple):
    """One step of one date towards one address. Another date begins the ladder anew."""

    recipient: str
    recommendation_id: int
    event: Event
    due_on: date
    step: int

    @property
    def ladder(self) -> Ladder:
        """Whose ladder this is a step of."""
        return self.recipient, self.recommendation_id, self.event, self.due_on


@dataclass
class Plan:
    """What one address is to be told today, and the steps that went by untold since it was told last."""

    due: list[Step]
    skipped: list[Step]


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


def plan(
    standings: Iterable[Watched], sent: Iterable[Step], today: date, rules: Rules, working: WorkingDays
) -> dict[str, Plan]:
    """What every address is to be told today, by address; an address with nothing to be told is not in it.

    `sent` are the steps told or skipped before; of each ladder the last one suffices. A ladder that nobody was told
    anything of begins at the tightest step, and the earlier ones do not count as skipped: the record was not here, or
    had another date, when they went by. On a day off only that is told whose date would have passed by the next
    working day.
    """
    last = _last_steps(sent)
    plans: dict[str, Plan] = {}
    opens = working.from_on(today)
    for watched in standings:
        if _rests(watched, today, opens):
            continue
        rule = rules[watched.event]
        step = step_on(watched.due_on, today, rule, working)
        if step is None:
            continue
        for recipient in watched.recipients:
            due = Step(recipient, watched.recommendation_id, watched.event, watched.due_on, step)
            told = last.get(due.ladder)
            if told is not None and told <= step:
                continue
            planned = plans.setdefault(recipient, Plan([], []))
            planned.due.append(due)
            if told is not None:
                planned.skipped += [due._replace(step=missed) for missed in steps_between(told, step, rule)]
    return plans


def _rests(watched: Watched, today: date, opens: date) -> bool:
    if watched.paused and today <= watched.due_on:
        return True
    return opens > today and not today <= watched.due_on < opens


def _last_steps(sent: Iterable[Step]) -> Mapping[Ladder, int]:
    last: dict[Ladder, int] = {}
    for step in sent:
        last[step.ladder] = min(step.step, last.get(step.ladder, step.step))
    return last
