from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.views import Rhythm, checked_name, is_due, is_news
from ipr_compliance.domain.working_days import WorkingDays

MONDAY = date(2026, 11, 23)
CALENDAR = WorkingDays(federal(MONDAY))


def day(days):
    return MONDAY + timedelta(days=days)


@pytest.mark.parametrize("text", ["", "   ", "x" * 101, "a\x07b"])
def test_a_name_is_a_line_that_can_be_read(text):
    with pytest.raises(Invalid) as refused:
        checked_name(text)
    assert refused.value.field == "name"


def test_a_name_is_kept_on_one_line():
    assert checked_name("  Late at\n CBP ") == "Late at CBP"


@pytest.mark.parametrize(
    ("rhythm", "on", "looked_on", "due"),
    [
        (Rhythm.DAILY, day(1), None, True),
        (Rhythm.DAILY, day(1), day(1), False),
        (Rhythm.DAILY, day(1), day(0), True),
        (Rhythm.DAILY, day(5), day(4), False),  # Saturday
        (Rhythm.DAILY, day(3), day(2), False),  # Thanksgiving
        (Rhythm.WEEKLY, day(0), day(-7), True),
        (Rhythm.WEEKLY, day(1), day(0), False),
        (Rhythm.WEEKLY, day(2), day(-7), True),  # made up for
        (Rhythm.WEEKLY, day(6), day(-7), False),  # Sunday
        (Rhythm.WEEKLY, day(4), None, True),
    ],
)
def test_a_turn_is_taken_once_and_made_up_for(rhythm, on, looked_on, due):
    assert is_due(rhythm, on, looked_on, CALENDAR) is due


@given(start=st.dates(date(2026, 1, 1), date(2027, 1, 1)), rhythm=st.sampled_from(Rhythm))
def test_in_any_four_weeks_a_weekly_one_comes_once_each_and_no_turn_falls_on_a_day_off(start, rhythm):
    calendar, looked_on, turns = WorkingDays(federal(start)), None, []
    for days in range(28):
        on = start + timedelta(days=days)
        if is_due(rhythm, on, looked_on, calendar):
            turns.append(on)
            looked_on = on
    assert all(calendar.works(turn) for turn in turns)
    weeks = [turn.isocalendar()[:2] for turn in turns]
    if rhythm is Rhythm.WEEKLY:
        assert len(set(weeks)) == len(weeks) >= 3
    else:
        assert turns == [on for on in map(start.__add__, map(timedelta, range(28))) if calendar.works(on)]


@pytest.mark.parametrize(
    ("count", "digest", "told", "news"),
    [(0, "a", None, False), (1, "a", None, True), (1, "a", "a", False), (1, "b", "a", True), (0, "b", "a", False)],
)
def test_there_is_news_where_the_list_holds_something_else_than_was_told(count, digest, told, news):
    assert is_news(count, digest, told) is news
