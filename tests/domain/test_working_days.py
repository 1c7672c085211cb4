from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.domain.working_days import WorkingDays

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def office(day):
    return WorkingDays(federal(day))


@pytest.mark.parametrize(
    ("day", "deadline", "moved"),
    [
        ("2026-11-24", "2027-01-01", "2026-11-24"),  # a Tuesday stays
        ("2026-11-26", "2027-01-01", "2026-11-27"),  # Thanksgiving
        ("2026-11-28", "2027-01-01", "2026-11-30"),  # a Saturday
        ("2026-11-28", "2026-11-29", "2026-11-27"),  # the next working day would pass the date
        ("2026-11-28", "2026-11-30", "2026-11-30"),  # on the date itself it is still in time
        ("2027-07-04", "2027-07-05", "2027-07-02"),  # Independence Day, observed on Monday
        ("2028-02-29", "2028-02-29", "2028-02-29"),  # a leap day is a day like any other
        ("2026-11-28", "2026-11-21", "2026-11-30"),  # after the date there is nothing left to pass
    ],
)
def test_what_falls_on_a_day_off_is_moved(day, deadline, moved):
    day, deadline, moved = map(date.fromisoformat, (day, deadline, moved))
    assert office(day).moved(day, deadline) == moved


@given(day=days, until=st.integers(-5, 30))
def test_it_is_a_working_day_near_by_and_never_past_a_deadline_that_lies_ahead(day, until):
    working, deadline = office(day), day + timedelta(days=until)
    moved = working.moved(day, deadline)
    assert working.works(moved)
    assert abs((moved - day).days) <= 4
    assert moved <= deadline or day > deadline


@given(day=days, until=st.integers(0, 30))
def test_what_comes_first_stays_first(day, until):
    working, deadline = office(day), day + timedelta(days=until)
    moved = [working.moved(day + timedelta(days=number), deadline) for number in range(until + 8)]
    assert moved == sorted(moved)
