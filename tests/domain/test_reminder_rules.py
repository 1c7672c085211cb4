from datetime import date, timedelta

import pytest

from ipr_compliance.domain.reminder_rules import DEFAULTS, After, Event, To, pause_reason
from ipr_compliance.domain.words import WhoseMove

DUE = date(2026, 11, 24)
RULE = DEFAULTS[Event.DUE_DATE]


def told(late, *, priority=False, paused=False):
    found = RULE.recipients(DUE, DUE + timedelta(days=late), priority=priority, paused=paused)
    return set(found) - {To.OFFICIAL, To.MAILBOX}


def test_there_is_a_rule_for_every_event():
    assert set(DEFAULTS) == set(Event)


@pytest.mark.parametrize(
    ("late", "above"),
    [
        (-30, set()), (0, set()), (1, {To.SUPERVISOR}), (29, {To.SUPERVISOR}), (30, {To.SUPERVISOR, To.LEADERSHIP}),
        (60, {To.SUPERVISOR, To.LEADERSHIP, To.DEPARTMENT}),
    ],
)  # fmt: skip
def test_the_later_it_is_the_higher_it_goes(late, above):
    assert told(late) == above


def test_a_priority_goes_up_in_half_the_time():
    assert told(15, priority=True) == {To.SUPERVISOR, To.LEADERSHIP}
    assert To.DEPARTMENT in told(30, priority=True)


def test_nobody_above_is_told_while_it_is_paused():
    assert told(100, paused=True) == set()


@pytest.mark.parametrize(("late", "last"), [(0, 0), (6, 0), (7, 7), (90, 84), (91, 91), (118, 91), (119, 119)])
def test_it_is_weekly_for_three_months_and_then_every_four_weeks(late, last):
    assert After.WEEKLY.last_step(late) == last


def test_monthly_is_every_four_weeks():
    assert list(After.MONTHLY.steps(90)) == [84, 56, 28]


def test_it_rests_while_others_are_to_move():
    reasons = [pause_reason(move) for move in WhoseMove]
    assert reasons == [None, "extension asked for", "waiting for the OIG", None]
