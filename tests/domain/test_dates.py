from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.dates import add_months, ago, read_date, written_out

DAYS = st.dates(date(1960, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["2027-03-15", "3/15/2027", "03/15/2027", "Mar 15, 2027", "March 15, 2027", "15 March 2027", "2027-03-15 00:00:00",
     " Mar.  15, 2027 ", "2027/03/15", "15 Mar 2027"],
)  # fmt: skip
def test_a_date_is_read_in_the_ways_people_write_it(text):
    assert read_date(text) == date(2027, 3, 15)


@pytest.mark.parametrize(
    "text", ["2026-02-31", "31 February 2026", "13/13/2026", "soon", "", "2026", "20260315", "TBD"]
)
def test_what_is_no_date_of_the_calendar_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match="is not a date of the calendar"):
        read_date(text)


@pytest.mark.parametrize("text", ["0020-03-15", "3/15/0020", "2651-01-01"])
def test_a_year_that_is_a_typing_mistake_is_refused(text):
    with pytest.raises(ValueError, match="outside the years 1950 to 2150"):
        read_date(text)


def test_months_end_on_the_last_day_where_a_month_is_shorter():
    assert add_months(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert add_months(date(2025, 8, 31), 18) == date(2027, 2, 28)


@given(DAYS, st.integers(-240, 240))
def test_months_never_spill_into_the_next_one(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS)
def test_a_written_date_is_read_back(day):
    assert read_date(written_out(day)) == day


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "1 day ago"), (12, "12 days ago")])
def test_how_long_ago_is_said_in_days(days, words):
    assert ago(date(2026, 11, 24) - timedelta(days=days), date(2026, 11, 24)) == words
