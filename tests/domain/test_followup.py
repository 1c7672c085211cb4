from datetime import date, timedelta

import pytest

from ipr_compliance.domain import final_action, followup
from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.progress import Period
from ipr_compliance.domain.semiannual import AuditReport, Part, Stretch
from ipr_compliance.domain.words import Status

SUMMER = Period(date(2026, 4, 1), date(2026, 9, 30))
DAY = timedelta(days=1)


def a_report(issued_on, *parts):
    """A report; each part is the pair of its decision and its closing."""
    stretch = (Stretch(issued_on, FOREVER, inside=True),)
    return AuditReport(1, "OIG-1", None, issued_on, tuple(
        Part(number, str(number), stretch, decided, closed) for number, (decided, closed) in enumerate(parts)
    ))  # fmt: skip


@pytest.mark.parametrize(("issued_on", "listed"), [(SUMMER.first - DAY, True), (SUMMER.first, False)])
def test_undecided_after_six_months_is_what_was_issued_before_the_period(issued_on, listed):
    assert followup.undecided_too_long(a_report(issued_on, (None, None)), SUMMER) is listed


def test_in_a_short_period_six_months_must_have_passed():
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert not followup.undecided_too_long(a_report(date(2026, 4, 20), (None, None)), may)
    assert followup.undecided_too_long(a_report(date(2025, 11, 30), (None, None)), may)


def test_what_was_decided_is_not_undecided():
    assert not followup.undecided_too_long(a_report(date(2025, 1, 1), (SUMMER.last, None)), SUMMER)


@pytest.mark.parametrize(
    ("decided_on", "listed"), [(SUMMER.first - DAY, False), (SUMMER.first, True), (SUMMER.last, True), (None, False)]
)
def test_decisions_of_the_period_on_earlier_reports(decided_on, listed):
    assert followup.decided_later(a_report(date(2025, 1, 1), (decided_on, None)), SUMMER) is listed


def test_a_report_issued_and_decided_in_the_period_is_no_earlier_report():
    report = a_report(SUMMER.first, (SUMMER.last, None))
    assert followup.issued_in(report, SUMMER)
    assert not followup.decided_later(report, SUMMER)


@pytest.mark.parametrize(
    ("status", "issued_on", "listed"),
    [
        (Status.RESPONSE_DUE, date(2026, 3, 29), True),
        (Status.RESPONSE_DUE, date(2026, 3, 30), False),
        (Status.OPEN_UNRESOLVED, date(2026, 3, 29), True),
        (Status.OPEN_RESOLVED, date(2020, 1, 1), False),
        (Status.CLOSED_IMPLEMENTED, date(2020, 1, 1), False),
        (Status.RESPONSE_DUE, None, False),
    ],
)
def test_unresolved_is_counted_from_the_day_after_six_months(status, issued_on, listed):
    assert followup.unresolved_too_long(status, issued_on, SUMMER.last) is listed


def test_a_recommendation_without_an_issue_date_is_taken_as_old():
    assert followup.not_complete(None, SUMMER)
    assert not followup.not_complete(SUMMER.first, SUMMER)


@pytest.mark.parametrize(("decided_on", "listed"), [(date(2025, 9, 29), True), (date(2025, 9, 30), False)])
def test_final_action_is_late_from_the_day_after_a_year(decided_on, listed):
    since = final_action.overdue_since(a_report(date(2025, 1, 1), (decided_on, None)), SUMMER.last)
    assert since == (decided_on if listed else None)


def test_final_action_is_the_closing_of_the_last_recommendation():
    decided = date(2025, 2, 1)
    half = a_report(date(2025, 1, 1), (decided, SUMMER.first), (decided, None))
    whole = a_report(date(2025, 1, 1), (decided, SUMMER.first), (decided, SUMMER.last))
    assert final_action.overdue_since(half, SUMMER.last) == decided
    assert final_action.overdue_since(whole, SUMMER.last) is None
    assert whole.final_action_on(SUMMER.last) == SUMMER.last


def test_a_report_without_a_decision_has_no_year_that_runs():
    assert final_action.overdue_since(a_report(date(2020, 1, 1), (None, None)), SUMMER.last) is None
