from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.reminders import LADDER, Step, Watched, plan, step_on, steps_between

TODAY = date(2026, 11, 24)
HEAD = "head@plcy.example"

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
runs = st.lists(st.integers(0, 250), unique=True, min_size=1, max_size=60).map(sorted)


def watched(days_left, *recipients, recommendation_id=1):
    return Watched(recommendation_id, TODAY + timedelta(days=days_left), recipients or (HEAD,))


@pytest.mark.parametrize(
    ("days_left", "step"),
    [
        (91, None), (90, 90), (89, 90), (61, 90), (60, 60), (31, 60), (30, 30), (14, 14), (8, 14), (7, 7), (2, 7),
        (1, 1), (0, 0), (-1, 0), (-6, 0), (-7, -7), (-13, -7), (-14, -14), (-365, -364),
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
    before = [Step(HEAD, 1, item.due_on, 60)]
    planned = plan([item], before, TODAY + timedelta(days=15))[HEAD]
    assert [step.step for step in planned.due] == [-14]
    assert [step.step for step in planned.skipped] == [30, 14, 7, 1, 0, -7]


def test_a_record_that_comes_late_has_missed_nothing():
    planned = plan([watched(-100)], [], TODAY)[HEAD]
    assert ([step.step for step in planned.due], planned.skipped) == ([-98], [])


def test_another_due_date_begins_the_ladder_anew():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    assert [step.step for step in plan([watched(45)], told, TODAY)[HEAD].due] == [60]


def test_a_new_official_is_told_what_the_one_before_was_told():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    assert list(plan([watched(5, HEAD, "new@plcy.example")], told, TODAY)) == ["new@plcy.example"]


def test_planning_for_an_earlier_day_says_nothing_that_later_days_have_said():
    told = plan([watched(5)], [], TODAY)[HEAD].due
    assert plan([watched(5)], told, TODAY - timedelta(days=30)) == {}


@given(due_on=days, ran_after=runs)
def test_whatever_the_outages_nothing_is_doubled_nothing_missed_and_nobody_left_in_silence(due_on, ran_after):
    item = Watched(1, due_on, (HEAD,))
    ledger: list[Step] = []
    for number in ran_after:
        today = due_on + timedelta(days=number - 120)
        planned = plan([item], ledger, today).get(HEAD)
        if planned:
            assert len(planned.due) == 1
            ledger += planned.skipped + planned.due
        now = step_on(due_on, today)
        assert (ledger[-1].step if ledger else None) == now
    steps = [step.step for step in ledger]
    assert len(steps) == len(set(steps))
    assert steps == sorted(steps, reverse=True)
    if steps:
        assert steps == [steps[0], *steps_between(steps[0], steps[-1] - 1)]


@given(due_on=days, days_left=st.integers(-400, 90))
def test_while_it_is_open_there_is_a_step_in_every_week_after_the_date(due_on, days_left):
    step = step_on(due_on, due_on - timedelta(days=days_left))
    assert step is not None
    assert step >= days_left
    assert step in LADDER if days_left >= -6 else 0 <= step - days_left < 7
