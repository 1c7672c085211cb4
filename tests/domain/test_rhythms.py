from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event
from ipr_compliance.domain.reminders import Day, Step, Watched, plan
from ipr_compliance.domain.rhythms import WEEKDAYS, Limits, Week, week
from ipr_compliance.domain.words import Rhythm
from ipr_compliance.domain.working_days import WorkingDays

HEAD = "head@plcy.example"
TUESDAY = date(2026, 11, 24)
WORKING = WorkingDays(federal(TUESDAY))

NONE = Limits()

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
weekly = st.sampled_from(list(WEEKDAYS))


def told(due_in, today=TUESDAY, rhythm=Rhythm.MONDAY, limits=NONE, sent=(), event=Event.DUE_DATE, **facts):
    """Whether somebody is told on a day of a date that many days from it."""
    item = Watched(1, event, today + timedelta(days=due_in), (HEAD,), **facts)
    return HEAD in plan([([item], sent)], Day(today, DEFAULTS, WORKING, {HEAD: rhythm}, limits))


def test_a_new_step_waits_for_the_person_s_day():
    monday = TUESDAY + timedelta(days=6)
    assert [told(30), told(24, monday)] == [False, True]
    assert told(30, rhythm=Rhythm.DAILY)
    assert told(30, rhythm=Rhythm.TUESDAY)


@pytest.mark.parametrize("due_in", [-1, -7, -400, 0, 1, 5])
def test_what_is_overdue_or_will_be_before_that_day_is_told_at_once(due_in):
    assert told(due_in)


def test_a_step_of_what_is_overdue_waits_for_no_day():
    assert told(14, event=Event.STATUS_UPDATE, overdue=True)
    assert not told(14, event=Event.STATUS_UPDATE)


def test_what_is_due_on_that_day_is_told_on_it():
    thursday = date(2026, 12, 3)
    wednesday, sent = thursday - timedelta(days=1), [Step(HEAD, 1, Event.DUE_DATE, thursday, 7)]
    assert not told(1, wednesday, Rhythm.THURSDAY, sent=sent)
    assert told(0, thursday, Rhythm.THURSDAY, sent=sent)
    assert told(1, wednesday, Rhythm.FRIDAY, sent=sent)


def test_what_their_day_has_missed_is_told_on_the_next_one():
    assert told(29)  # its step was Monday's, when nothing ran


def test_when_something_cannot_wait_all_goes_with_it():
    items = [
        Watched(number, Event.DUE_DATE, TUESDAY + timedelta(days=due), (HEAD,)) for number, due in ((1, 30), (2, 0))
    ]
    [planned] = plan([(items, [])], Day(TUESDAY, DEFAULTS, WORKING, {HEAD: Rhythm.MONDAY})).values()
    assert [step.recommendation_id for step in planned.due] == [1, 2]


def test_the_parts_of_a_plan_wait_together_or_not_at_all():
    parts = [
        ([Watched(number, Event.DUE_DATE, TUESDAY + timedelta(days=due), (HEAD,))], [])
        for number, due in ((1, 0), (2, 30))
    ]
    for order in (parts, parts[::-1]):
        [planned] = plan(order, Day(TUESDAY, DEFAULTS, WORKING, {HEAD: Rhythm.MONDAY})).values()
        assert len(planned.due) == 2


@pytest.mark.parametrize(
    "limits", [Limits(weekly=False), Limits(at_once=frozenset({Event.DUE_DATE})), Limits(within=30)]
)
def test_the_office_sets_the_limits(limits):
    assert told(30, limits=limits)


def test_other_limits_leave_the_rhythm_as_it_is():
    assert not told(30, limits=Limits(at_once=frozenset({Event.RESPONSE}), within=29))


def test_a_day_off_is_made_up_for_on_the_next_working_day():
    thanksgiving = date(2026, 11, 26)
    friday = thanksgiving + timedelta(days=1)
    assert week(Rhythm.THURSDAY, friday, WORKING) == Week(friday, date(2026, 12, 3))
    assert week(Rhythm.THURSDAY, thanksgiving, WORKING) == Week(date(2026, 11, 19), friday)


@given(weekly, days)
def test_everybody_s_days_are_working_days_around_today(rhythm, today):
    working = WorkingDays(federal(today))
    own = week(rhythm, today, working)
    assert own.last <= today < own.next
    assert working.works(own.last)
    assert working.works(own.next)
    assert (own.next - own.last).days <= 7 + 4


@given(weekly, days, st.sampled_from(list(Event)), st.integers(-200, 100), st.sets(st.integers(0, 200), min_size=1))
def test_nobody_is_told_of_a_date_after_it_that_a_daily_reader_was_told_of_before(rhythm, begin, event, due_in, down):
    """Whatever the outages: a weekly reader is told before the date, or on the same day as everybody."""
    due_on, working = begin + timedelta(days=due_in), WorkingDays(federal(begin))
    firsts = {}
    for address, own in (("weekly", rhythm), ("daily", Rhythm.DAILY)):
        for number in sorted(set(range(200)) - down):
            today = begin + timedelta(days=number)
            item = Watched(1, event, due_on, (address,), overdue=event is Event.DUE_DATE and due_on < today)
            if plan([([item], [])], Day(today, DEFAULTS, working, {address: own})):
                firsts[address] = today
                break
    if "daily" in firsts and firsts["weekly"] != firsts["daily"]:
        assert firsts["daily"] < firsts["weekly"] <= due_on
        assert (firsts["weekly"] - firsts["daily"]).days <= 7 + 4 + len(down)


def test_limits_are_kept_and_typed_as_text():
    limits = Limits(weekly=False, at_once=frozenset({Event.RESPONSE, Event.DUE_DATE}), within=7)
    assert Limits.read(limits.as_text()) == limits
    assert Limits.read({}) == Limits()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reminders_at_once": "birthday"}, "reminders_at_once"), ({"reminders_within": "91"}, "reminders_within"),
        ({"reminders_within": "1_0"}, "reminders_within"), ({"reminders_within": "-1"}, "reminders_within"),
    ],
)  # fmt: skip
def test_limits_that_cannot_be_read_are_refused(given, field):
    with pytest.raises(Invalid) as refusal:
        Limits.read(given)
    assert refusal.value.field == field
