"""Which reminders are due: a ladder of days before the due date, the day itself, and every week after it.

A step is a number of days: 90 is 90 days before the due date, 0 the day itself, -14 two weeks after it. Steps are
windows: on any day the step that counts is the tightest one that has been passed, whenever that was. So after an
outage one reminder goes out, not all that were missed, and an open recommendation past its date is never silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

EVENT = "due-date"
LADDER = (90, 60, 30, 14, 7, 1, 0)
WEEK = 7
FIRST_STEP = LADDER[0]


@dataclass(frozen=True, slots=True)
class Watched:
    """An open recommendation with a due date, and the addresses that are reminded of it."""

    recommendation_id: int
    due_on: date
    recipients: tuple[str, ...]


class Step(NamedTuple):
    """One step of one recommendation towards one address. Another due date begins the ladder anew."""

    recipient: str
    recommendation_id: int
    due_on: date
    step: int

    @property
    def ladder(self) -> tuple[str, int, date]:
        """Whose ladder this is a step of."""
        return self.recipient, self.recommendation_id, self.due_on


@dataclass
class Plan:
    """What one address is to be told today, and the steps that went by untold since it was told last."""

    due: list[Step]
    skipped: list[Step]


def step_on(due_on: date, today: date) -> int | None:
    """The tightest step passed by that day, or None where the first one still lies ahead."""
    days_left = (due_on - today).days
    if days_left < 0:
        return -(-days_left // WEEK * WEEK)
    return min((rung for rung in LADDER if rung >= days_left), default=None)


def steps_between(told: int, now: int) -> list[int]:
    """The steps that come after one and before another."""
    weekly = range(-WEEK, now, -WEEK)
    return [step for step in (*LADDER, *weekly) if told > step > now]


def plan(standings: Iterable[Watched], sent: Iterable[Step], today: date) -> dict[str, Plan]:
    """What every address is to be told today, by address; an address with nothing to be told is not in it.

    `sent` are the steps told or skipped before; of each ladder the last one suffices. A ladder that nobody was told
    anything of begins at the tightest step, and the earlier ones do not count as skipped: the record was not here, or
    had another date, when they went by.
    """
    last = _last_steps(sent)
    plans: dict[str, Plan] = {}
    for watched in standings:
        step = step_on(watched.due_on, today)
        if step is None:
            continue
        for recipient in watched.recipients:
            due = Step(recipient, watched.recommendation_id, watched.due_on, step)
            told = last.get(due.ladder)
            if told is not None and told <= step:
                continue
            planned = plans.setdefault(recipient, Plan([], []))
            planned.due.append(due)
            if told is not None:
                planned.skipped += [due._replace(step=missed) for missed in steps_between(told, step)]
    return plans


def _last_steps(sent: Iterable[Step]) -> Mapping[tuple[str, int, date], int]:
    last: dict[tuple[str, int, date], int] = {}
    for step in sent:
        last[step.ladder] = min(step.step, last.get(step.ladder, FIRST_STEP))
    return last
