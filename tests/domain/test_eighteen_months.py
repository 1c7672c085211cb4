"""Eighteen months of reminders, day by day, with a scheduler that is down now and then: each item's story."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event
from ipr_compliance.domain.reminders import Day, Step, Watched, plan, step_on, steps_between
from ipr_compliance.domain.working_days import WorkingDays

BEGIN = date(2026, 11, 24)
DAYS = 548
HEAD = "head@plcy.example"
WORKING = WorkingDays(federal(date(2026, 1, 1)) | federal(date(2028, 1, 1)))
MOVED = 4
"""A weekend with a holiday beside it, in days."""


@dataclass
class Life:
    """One date of a recommendation: when the record came and was closed, and from when to when others had to move."""

    watched: Watched
    came: date
    closed: date
    pauses: list[tuple[date, date]]
    told: dict[date, int] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)

    def paused(self, day):
        return any(begin <= day < end for begin, end in self.pauses)

    def on(self, day):
        watched = self.watched
        return Watched(watched.recommendation_id, watched.event, watched.due_on, (HEAD,), self.paused(day))

    @property
    def story(self):
        """As a person would tell it, for the message of a test that fails."""
        told = ", ".join(f"{day} ({step})" for day, step in self.told.items())
        pauses = ", ".join(f"{begin} to {end}" for begin, end in self.pauses)
        return f"{self.watched} came {self.came}, closed {self.closed}, paused {pauses}: told {told}; {self.skipped}"


def a_life(chance, number):
    due_on = BEGIN + timedelta(days=chance.randrange(-200, DAYS + 60))
    came = BEGIN + timedelta(days=chance.randrange(-30, 300))
    closed = came + timedelta(days=chance.randrange(20, 700))
    begins = [came + timedelta(days=chance.randrange(0, 400)) for _ in range(chance.randrange(3))]
    pauses = [(begin, begin + timedelta(days=chance.randrange(1, 90))) for begin in begins]
    return Life(Watched(number, chance.choice(list(Event)), due_on, (HEAD,)), came, closed, pauses)


def outages(chance):
    """Days on which nothing runs: single ones, and up to a fortnight on end."""
    begins = [BEGIN + timedelta(days=chance.randrange(DAYS)) for _ in range(12)]
    return {begin + timedelta(days=number) for begin in begins for number in range(chance.randrange(1, 15))}


def live(lives, down):
    """Plan every day that the scheduler runs; answers the days on which it planned."""
    ledger: list[Step] = []
    ran = []
    for day in (BEGIN + timedelta(days=number) for number in range(DAYS)):
        if day in down:
            continue
        ran.append(day)
        there = [life for life in lives.values() if life.came <= day < life.closed]
        told = plan([([life.on(day) for life in there], ledger)], Day(day, DEFAULTS, WORKING)).get(HEAD)
        if told is None:
            continue
        ledger += told.skipped + told.due
        for step in told.due:
            assert day not in lives[step.recommendation_id].told, "told twice on one day"
            lives[step.recommendation_id].told[day] = step.step
        for step in told.skipped:
            lives[step.recommendation_id].skipped.append(step.step)
    return ran


def check_steps(life):
    """None doubled; none missed but those that are in the ledger as skipped."""
    rule = DEFAULTS[life.watched.event]
    steps = [*life.told.values(), *life.skipped]
    assert len(steps) == len(set(steps)), life.story
    assert list(life.told.values()) == sorted(life.told.values(), reverse=True), life.story
    if steps:
        wanted = [max(steps), *steps_between(max(steps), min(steps) - 1, rule)]
        assert sorted(steps, reverse=True) == wanted, life.story


def check_days(life, ran):
    """Told as soon as it could be, quiet while paused, and never silent for longer than its rhythm once it is late."""
    rule, due_on = DEFAULTS[life.watched.event], life.watched.due_on
    last, heard = None, None
    for day in ran:
        open_then = life.came <= day < life.closed
        if day in life.told:
            assert open_then, life.story
            assert not (life.paused(day) and day <= due_on), life.story
            assert WORKING.works(day) or due_on < WORKING.from_on(day), life.story
            last, heard = life.told[day], day
        if not open_then or not WORKING.works(day) or (life.paused(day) and day <= due_on):
            continue
        assert last == step_on(due_on, day, rule, WORKING), life.story
        late = (day - due_on).days
        if late > MOVED and heard is not None and heard >= due_on:
            most = 7 if rule.after == "weekly" and late <= 91 else 28
            assert (day - heard).days <= most + MOVED, life.story


def simulate(seed, number):
    chance = random.Random(seed)  # noqa: S311 - a simulation, to be repeated by its seed
    lives = {one: a_life(chance, one) for one in range(1, number + 1)}
    ran = live(lives, outages(chance))
    for life in lives.values():
        check_steps(life)
        check_days(life, ran)
    return lives


@pytest.mark.parametrize("seed", range(3))
def test_each_item_s_story_is_whole(seed):
    lives = simulate(seed, 40)
    assert sum(bool(life.told) for life in lives.values()) > 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_so_it_is_for_many(seed):
    simulate(seed, 200)
