from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain import deadlines
from ipr_compliance.domain.words import OPEN_STATUSES, Status

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_due_today_is_not_overdue_and_due_yesterday_is():
    assert not deadlines.overdue(Status.OPEN_RESOLVED, TODAY, TODAY)
    assert deadlines.overdue(Status.OPEN_RESOLVED, YESTERDAY, TODAY)


def test_without_a_date_nothing_is_ever_overdue():
    assert not deadlines.overdue(Status.OPEN_UNRESOLVED, None, TODAY)
    assert deadlines.days_late(Status.OPEN_UNRESOLVED, None, TODAY) == 0


@given(st.sampled_from(Status), st.dates())
def test_only_what_is_open_is_late_and_by_at_least_a_day(status, due_on):
    late = deadlines.days_late(status, due_on, TODAY)
    assert (late > 0) == deadlines.overdue(status, due_on, TODAY) == (status in OPEN_STATUSES and due_on < TODAY)


def test_moving_a_date_forward_is_no_slip():
    assert deadlines.days_slipped(TODAY, TOMORROW) == 1
    assert deadlines.days_slipped(TOMORROW, TODAY) == 0
    assert deadlines.days_slipped(None, TODAY) == 0


def test_an_open_recommendation_owes_an_update_ninety_days_after_the_last_or_the_issue():
    assert deadlines.next_update_due_on(Status.OPEN_RESOLVED, TODAY, YESTERDAY, None) == date(2027, 2, 22)
    assert deadlines.next_update_due_on(Status.OPEN_RESOLVED, None, YESTERDAY, None) == date(2027, 2, 21)
    assert deadlines.next_update_due_on(Status.RESPONSE_DUE, None, None, None) is None
    assert deadlines.next_update_due_on(Status.CLOSED_IMPLEMENTED, TODAY, YESTERDAY, None) is None


def test_the_day_that_the_oigs_letter_names_goes_before_the_count_until_an_update_has_met_it():
    assert deadlines.next_update_due_on(Status.OPEN_RESOLVED, YESTERDAY, None, TODAY) == TODAY
    assert deadlines.next_update_due_on(Status.OPEN_RESOLVED, TODAY, None, TODAY) == date(2027, 2, 22)
    assert deadlines.next_update_due_on(Status.CLOSED_IMPLEMENTED, YESTERDAY, None, TODAY) is None


def test_the_window_ends_eighteen_months_after_issue():
    assert deadlines.window_end(date(2025, 8, 31)) == date(2027, 2, 28)
    assert deadlines.window_end(None) is None


def test_a_due_date_on_the_windows_last_day_is_within_it():
    assert not deadlines.beyond_window(TODAY, TODAY)
    assert deadlines.beyond_window(TOMORROW, TODAY)
    assert not deadlines.beyond_window(TOMORROW, None)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "in 1 day"), (12, "in 12 days"), (-1, "1 day overdue"), (-34, "34 days overdue")],
)
def test_a_distance_is_said_in_words(days, words):
    assert deadlines.days_in_words(TODAY + timedelta(days=days), TODAY) == words
