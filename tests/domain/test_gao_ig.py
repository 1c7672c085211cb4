from datetime import date

import pytest

from ipr_compliance.domain import gao_ig
from ipr_compliance.domain.gao_ig import Outstanding
from ipr_compliance.domain.gao_ig_document import GaoIg, document
from ipr_compliance.domain.progress import LastUpdate, Period, Scope
from ipr_compliance.domain.statement import Made
from ipr_compliance.domain.words import Agreement, Status
from tests.domain.test_progress import an_item

TODAY = date(2026, 11, 24)
SAR = Period(date(2026, 4, 1), date(2026, 9, 30))
UPDATE = LastUpdate(date(2026, 10, 2), "Waits for the new system.", "Test it", date(2026, 12, 1))


@pytest.mark.parametrize(
    ("issued_on", "listed"), [(date(2025, 11, 24), True), (date(2025, 11, 25), False), (None, False)]
)
def test_a_year_to_the_day_is_not_less_than_a_year(issued_on, listed):
    assert gao_ig.published_long_enough(issued_on, TODAY) is listed


def test_no_response_counts_as_unresolved():
    assert gao_ig.implementation(Status.RESPONSE_DUE, Agreement.NONE) == "No response: counts as unresolved."


def test_the_status_says_what_the_agency_has_decided():
    assert "Not adopted" in gao_ig.implementation(Status.OPEN_UNRESOLVED, Agreement.NON_CONCUR)
    assert "accepted the plan" in gao_ig.implementation(Status.OPEN_RESOLVED, Agreement.CONCUR)
    assert "OIG has not closed it" in gao_ig.implementation(Status.CLOSURE_REQUESTED, Agreement.CONCUR)


def test_the_reason_is_the_last_update_and_its_lack_is_said():
    assert gao_ig.reason(Outstanding(an_item(), None, UPDATE)) == "October 2, 2026: Waits for the new system."
    assert "state the reason" in gao_ig.reason(Outstanding(an_item(), None, None))


def test_the_timeline_tells_both_dates_and_the_next_step():
    late = an_item(due_on=date(2026, 11, 20), original_due_on=date(2026, 6, 1))
    said = gao_ig.timeline(Outstanding(late, None, UPDATE), TODAY)
    assert said == ("November 20, 2026 (4 days overdue). First due June 1, 2026. Next: Test it by December 1, 2026")
    assert gao_ig.timeline(Outstanding(an_item(), None, None), TODAY) == "No date has been set."


def test_why_a_recommendation_stands_in_the_semiannual_report_alone():
    closed = gao_ig.left_out(Status.CLOSED_IMPLEMENTED, date(2026, 10, 5), date(2024, 1, 1), TODAY)
    assert closed == "The OIG closed it on October 5, 2026."
    young = gao_ig.left_out(Status.OPEN_RESOLVED, None, date(2026, 1, 5), TODAY)
    assert young == "Published on January 5, 2026, less than a year before November 24, 2026."
    assert gao_ig.left_out(Status.OPEN_RESOLVED, None, date(2024, 1, 1), TODAY) == ""


def test_a_difference_of_the_list_is_explained():
    assert gao_ig.difference(SAR, was_open=True) == ""
    assert "Was not open on September 30, 2026" in gao_ig.difference(SAR, was_open=False)


def test_a_report_whose_address_is_not_recorded_may_not_be_public():
    told = GaoIg(Made("DHS", Scope(), Period(TODAY, TODAY), TODAY, (7, "f" * 64)), SAR)
    told.take(Outstanding(an_item(), None, None), "")
    told.take(Outstanding(an_item(2), "https://oig.example/r", None), "")
    first, second = document(told).sections[0].cases
    assert "make sure that the report is public" in dict(first.facts)["Public address"]
    assert dict(second.facts)["Public address"] == "https://oig.example/r"


def test_a_list_that_is_cut_says_how_many_there_are():
    told = GaoIg(Made("DHS", Scope(), Period(TODAY, TODAY), TODAY, (7, "f" * 64)), SAR, most=1)
    for number in (1, 2, 3):
        told.take(Outstanding(an_item(number), None, None), "")
        told.take_difference(an_item(number), "Closed.")
    made = document(told)
    assert [figure.value for figure in made.figures] == [3, 3]
    assert made.sections[0].table.rows[0].cells == ("All 3 recommendations",)
    assert made.sections[1].table.rows[-1].cells[0] == "All 3 recommendations"
