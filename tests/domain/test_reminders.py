from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain import reminders
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event
from ipr_compliance.domain.reminders import Day, Step, Watched, steps_between
from ipr_compliance.domain.working_days import WorkingDays

TODAY = date(2026, 11, 24)
HEAD = "head@plcy.example"

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
runs = st.lists(st.integers(0, 250), unique=True, min_size=1, max_size=60).map(sorted)


RULE = DEFAULTS[Event.DUE_DATE]


class EveryDay(WorkingDays):
    """An office that never rests: the steps stand on their own days."""

    def works(self, day):
        return True


EVERY_DAY = EveryDay()


def watched(days_left, *recipients, recommendation_id=1):
    return Watched(recommendation_id, Event.DUE_DATE, TODAY + timedelta(days=days_left), recipients or (HEAD,))


def plan(standings, sent, today, working=EVERY_DAY):
    return reminders.plan([(standings, sent)], Day(today, DEFAULTS, working))


def step_on(due_on, today, working=EVERY_DAY):
    return reminders.step_on(due_on, today, RULE, working)


@pytest.mark.parametrize(
    ("days_left", "step"),
    [
        (91, None), (90, 90), (89, 90), (61, 90), (60, 60), (31, 60), (30, 30), (14, 14), (8, 14), (7, 7), (2, 7),
        (1, 1), (0, 0), (-1, 0), (-6, 0), (-7, -7), (-13, -7), (-14, -14),
        (-90, -84), (-91, -91), (-118, -91), (-365, -343),
    ],
)  # fmt: skip
def test_the_step_that_counts_is_the_tightest_one_passed(days_left, step):
    assert step_on(TODAY + timedelta(days=days_left), TODAY) == step


def test_each_address_is_told_of_its_own_items_only():
    plans = plan([watched(30, "a@x.example", "b@x.example"), watched(7, "b@x.example", recommendation_id=2)], [], TODAY)
    assert {to: [step.recommendation_id for step in one.due] for to, one in plans.items()} == {
        "a@x.example": [1], "b@x.example": [1, 2],
    }  # fmt: skip


def test_nothing_is_planned_where_nothing_is_due():
    assert plan([watched(91)], [], TODAY) == {}


def test_what_was_told_is_not_told_again_within_its_window():
    item = watched(25)
    first = plan([item], [], TODAY)[HEAD].due
    assert plan([item], first, TODAY + timedelta(days=10)) == {}


def test_after_an_outage_the_tightest_step_goes_out_once_and_the_older_ones_are_skipped():
    item = watched(0)
    before = [Step(HEAD, 1, Event.DUE_DATE, item.due_on, 60)]
    planned = plan([item], before, TODAY + timedelta(days=15))[HEAD]
    assert [step.step for step in planned.due] == [-14]
    assert [step.step for step in planned.skipped] == [30, 14, 7, 1, 0, -7]


def test_a_record_that_comes_late_has_missed_nothing():
    planned = plan([watched(-100)], [], TODAY)[HEAD]
    assert ([step.step for step in planned.due], planned.skipped) == ([-91], [])


def test_another_due_date_begins_the_ladder_anew():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    assert [step.step for step in plan([watched(45)], told, TODAY)[HEAD].due] == [60]


def test_a_new_official_is_told_what_the_one_before_was_told():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    assert list(plan([watched(5, HEAD, "new@plcy.example")], told, TODAY)) == ["new@plcy.example"]


def test_planning_for_an_earlier_day_says_nothing_that_later_days_have_said():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    assert plan([watched(5)], told, TODAY - timedelta(days=30)) == {}


def test_another_event_of_the_same_day_has_its_own_ladder():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    also = Watched(1, Event.MILESTONE, TODAY + timedelta(days=5), (HEAD,))
    assert [step.event for step in plan([watched(5), also], told, TODAY)[HEAD].due] == [Event.MILESTONE]


def paused(days_left):
    return Watched(1, Event.DUE_DATE, TODAY + timedelta(days=days_left), (HEAD,), paused=True)


@pytest.mark.parametrize(("days_left", "silent"), [(90, True), (1, True), (0, True), (-1, False), (-7, False)])
def test_what_is_paused_is_told_only_after_its_date(days_left, silent):
    assert (plan([paused(days_left)], [], TODAY) == {}) is silent


def test_when_the_pause_ends_the_tightest_step_goes_out_and_the_older_ones_are_skipped():
    told = plan([watched(60)], [], TODAY)[HEAD].due
    later = TODAY + timedelta(days=50)
    assert plan([paused(60)], told, later) == {}
    planned = plan([watched(60)], told, later)[HEAD]
    assert ([step.step for step in planned.due], [step.step for step in planned.skipped]) == ([14], [30])


FEDERAL = WorkingDays(federal(TODAY))
THANKSGIVING, SATURDAY = date(2026, 11, 26), date(2026, 11, 28)


def test_on_a_day_off_nothing_is_told_that_can_wait():
    item = [Watched(1, Event.DUE_DATE, SATURDAY + timedelta(days=7), (HEAD,))]
    assert plan(item, [], SATURDAY, FEDERAL) == {}
    assert [step.step for step in plan(item, [], SATURDAY + timedelta(days=2), FEDERAL)[HEAD].due] == [7]


def test_what_could_not_be_told_in_time_otherwise_is_told_on_a_day_off():
    assert list(plan([Watched(1, Event.DUE_DATE, SATURDAY, (HEAD,))], [], SATURDAY, FEDERAL)) == [HEAD]


def test_the_step_of_a_holiday_comes_on_the_next_working_day_and_that_of_a_date_before_it():
    assert step_on(THANKSGIVING + timedelta(days=30), THANKSGIVING, FEDERAL) == 60
    assert step_on(THANKSGIVING + timedelta(days=30), THANKSGIVING + timedelta(days=1), FEDERAL) == 30
    assert step_on(THANKSGIVING, THANKSGIVING - timedelta(days=1), FEDERAL) == 0


@given(due_on=days, ran_after=runs)
def test_whatever_the_outages_nothing_is_doubled_nothing_missed_and_nobody_left_in_silence(due_on, ran_after):
    item, working = Watched(1, Event.DUE_DATE, due_on, (HEAD,)), WorkingDays(federal(due_on))
    ledger: list[Step] = []
    for number in ran_after:
        today = due_on + timedelta(days=number - 120)
        planned = plan([item], ledger, today, working).get(HEAD)
        if planned:
            assert len(planned.due) == 1
            ledger += planned.skipped + planned.due
        if working.works(today):
            assert (ledger[-1].step if ledger else None) == step_on(due_on, today, working)
    steps = [step.step for step in ledger]
    assert len(steps) == len(set(steps))
    assert steps == sorted(steps, reverse=True)
    if steps:
        assert steps == [steps[0], *steps_between(steps[0], steps[-1] - 1, RULE)]


@given(due_on=days)
def test_run_every_day_it_is_never_silent_after_the_date_for_longer_than_its_rhythm(due_on):
    item, working = Watched(1, Event.DUE_DATE, due_on, (HEAD,)), WorkingDays(federal(due_on))
    ledger, told = [], []
    for number in range(-100, 240):
        today = due_on + timedelta(days=number)
        if planned := plan([item], ledger, today, working).get(HEAD):
            assert planned.skipped == [] or number <= 1
            ledger = planned.due
            told.append(today)
    moved = 4  # a weekend with a holiday beside it
    assert min(told) <= due_on - timedelta(days=90 - moved)
    for before, after in pairwise(told):
        late = (before - due_on).days
        assert late < 0 or (after - before).days <= (7 if late < 84 else 28) + moved
    assert told[-1] >= due_on + timedelta(days=239 - 28)


@given(due_on=days, days_left=st.integers(-400, 90))
def test_while_it_is_open_there_is_a_step_in_every_week_or_month_after_the_date(due_on, days_left):
    step = step_on(due_on, due_on - timedelta(days=days_left))
    assert step is not None
    assert step >= days_left
    if days_left < -6:
        assert step - days_left < (7 if days_left > -91 else 28)
    else:
        assert step in (*RULE.before, 0)
