from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.progress import Kind, Period
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.schedules import Every, check, ended

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        (Every.MONTH, date(2026, 12, 1), date(2026, 11, 1), date(2026, 11, 30)),
        (Every.MONTH, date(2026, 11, 30), date(2026, 10, 1), date(2026, 10, 31)),
        (Every.QUARTER, date(2027, 1, 1), date(2026, 10, 1), date(2026, 12, 31)),
        (Every.QUARTER, date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
        (Every.HALF_YEAR, date(2026, 10, 1), date(2026, 4, 1), date(2026, 9, 30)),
        (Every.HALF_YEAR, date(2027, 3, 31), date(2026, 4, 1), date(2026, 9, 30)),
        (Every.HALF_YEAR, date(2027, 4, 1), date(2026, 10, 1), date(2027, 3, 31)),
    ],
)
def test_the_period_is_the_last_that_ended(every, day, first, last):
    assert ended(every, day) == Period(first, last)


@given(st.sampled_from(Every), DAYS)
def test_periods_follow_each_other_without_a_gap(every, day):
    period = ended(every, day)
    assert period.first <= period.last < day
    assert ended(every, period.last + timedelta(days=1)) == period
    assert ended(every, period.first).last == period.first - timedelta(days=1)


def test_semiannual_tables_are_about_half_years():
    check(Kind.SAR, Every.HALF_YEAR)
    check(Kind.PROGRESS, Every.MONTH)
    with pytest.raises(Invalid):
        check(Kind.SAR, Every.QUARTER)
