from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.progress import Kind, Period
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reporting_periods import (
    ONE_DAY,
    asked_for,
    before,
    half_year_of,
    is_half_year,
    last_half_year,
)

TODAY = date(2026, 11, 24)
SUMMER, WINTER = Period(date(2026, 4, 1), date(2026, 9, 30)), Period(date(2025, 10, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("today", "period"),
    [(TODAY, SUMMER), (date(2026, 9, 30), WINTER), (date(2026, 10, 1), SUMMER), (date(2026, 3, 31), before(WINTER))],
)
def test_the_semiannual_report_is_about_the_half_year_that_ended_last(today, period):
    assert last_half_year(today) == asked_for(Kind.SAR, None, None, today) == period


def test_one_day_of_the_semiannual_period_gives_the_other():
    assert asked_for(Kind.SAR, None, date(2026, 3, 31), TODAY) == WINTER
    assert asked_for(Kind.SAR, date(2025, 10, 1), None, TODAY) == WINTER
    assert asked_for(Kind.SAR, None, date(2026, 6, 30), TODAY) == Period(SUMMER.first, date(2026, 6, 30))


@pytest.mark.parametrize("kind", Kind)
def test_a_period_that_begins_after_it_ends_is_refused(kind):
    with pytest.raises(Invalid, match="after its last day"):
        asked_for(kind, date(2026, 6, 2), date(2026, 6, 1), TODAY)


def test_the_other_kinds_are_about_the_month_up_to_today():
    assert asked_for(Kind.GAO_IG, None, None, TODAY) == Period(date(2026, 11, 1), TODAY)


def test_a_period_of_the_reader_s_own_follows_one_as_long():
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert not is_half_year(may)
    assert before(may) == Period(date(2026, 3, 31), date(2026, 4, 30))


@given(st.dates(date(1960, 1, 1), date(2100, 1, 1)))
def test_half_years_follow_each_other_without_a_gap(day):
    half = half_year_of(day)
    assert half.first <= day <= half.last
    assert (half.last.month, half.last.day) in {(3, 31), (9, 30)}
    assert before(half).last + ONE_DAY == half.first
    assert is_half_year(before(half))
