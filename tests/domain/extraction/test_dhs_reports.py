"""A report in the form of DHS OIG, broken over pages with headers, footers, footnotes and hyphens."""

from datetime import date
from decimal import Decimal

import pytest

from ipr_compliance.domain.extraction import read
from ipr_compliance.domain.words import Agreement, Status
from tests.domain.extraction.dhs import NAMES, printed


@pytest.fixture(scope="module")
def extracted():
    return read(printed(), NAMES)


@pytest.fixture(scope="module")
def by_number(extracted):
    return {found.number.value: found for found in extracted.recommendations}


def values(by_number, name):
    return {number: fact and fact.value for number, found in by_number.items() for fact in [getattr(found, name)]}


def test_the_cover_says_which_report_it_is(extracted):
    report = extracted.report
    assert report.number.value == "OIG-27-04"
    assert report.title.value == "CBP and FEMA Need Better Records of Radio Equipment"
    assert (report.issued_on.value, report.issued_on.page) == (date(2026, 12, 14), 1)


def test_neither_the_summary_nor_the_contents_nor_the_appendix_doubles_a_recommendation(extracted):
    assert [found.number.value for found in extracted.recommendations] == ["1", "2", "3a", "3b"]


def test_a_recommendation_goes_on_overleaf_without_what_is_printed_in_between(by_number):
    found = by_number["1"]
    assert found.text.value == (
        "We recommend the Executive Assistant Commissioner, Office of Field Operations, U.S. Customs and Border"
        " Protection, update the inventory procedure so that each port counts its radios once a year and reports the"
        " count to headquarters within 30 days."
    )
    assert found.page == 3


def test_lettered_parts_belong_to_their_recommendation(by_number):
    text = by_number["2"].text.value
    assert "a. write a shared loan agreement; b. record" in text
    assert text.endswith("c. resolve the $1.2 million in questioned costs.")


def test_the_component_is_the_one_that_acts_and_none_where_two_do(by_number):
    assert values(by_number, "component") == {"1": "CBP-OFO", "2": "FEMA", "3a": "PLCY", "3b": None}
    assert by_number["3b"].addressee.value.startswith("We recommend the Commissioner of CBP and the Director of ICE")


def test_the_answers_are_read_as_given(by_number):
    assert values(by_number, "agreement") == {
        "1": Agreement.CONCUR, "2": Agreement.PARTIALLY_CONCUR, "3a": Agreement.NON_CONCUR, "3b": Agreement.CONCUR,
    }  # fmt: skip


def test_dates_of_completion_come_from_their_label_never_from_a_footnote(by_number):
    due = values(by_number, "due_on")
    assert due == {"1": date(2027, 3, 31), "2": date(2027, 9, 30), "3a": None, "3b": None}
    assert by_number["1"].due_on.words == "Estimated Completion Date: March 31, 2027"
    assert by_number["1"].due_on.page == 4


def test_the_standing_comes_from_the_analysis(by_number):
    assert values(by_number, "status") == {
        "1": Status.OPEN_RESOLVED, "2": Status.OPEN_UNRESOLVED, "3a": Status.OPEN_UNRESOLVED,
        "3b": Status.CLOSED_IMPLEMENTED,
    }  # fmt: skip


def test_money_is_read_where_the_text_says_what_it_is(by_number):
    assert by_number["2"].questioned_cost.value == Decimal(1_200_000)
    assert by_number["3b"].funds_put_to_better_use.value == Decimal(450_000)
    assert by_number["1"].questioned_cost is None


def test_two_columns_are_read_one_after_the_other():
    left = [
        "The mission runs four warehouses,", "and each of them keeps books of", "its own, which nobody compares",
        "with the books of the others or", "with those of the capital.", "Recommendation 1: We recommend the",
        "Administrator of FEMA compare the", "books of all warehouses each month", "and correct what differs.",
    ]  # fmt: skip
    right = [
        "Recommendation 2: We recommend the", "Commissioner of CBP lend no radio", "without a receipt that names who",
        "took it and until when.", "Officials told us that receipts", "had been kept until three years",
        "ago, when the clerk retired and", "nobody took over from that clerk", "in any of the warehouses.",
    ]  # fmt: skip
    page = "\n".join(f"{one:<40}{other}" for one, other in zip(left, right, strict=True))
    first, second = read([page], NAMES).recommendations
    assert first.text.value.endswith("compare the books of all warehouses each month and correct what differs.")
    assert second.text.value.endswith("without a receipt that names who took it and until when.")


def test_a_report_that_looks_back_makes_no_recommendation():
    page = """Prior Recommendations
Recommendation 4: We recommend that the Commissioner of CBP count the boats.
Background
In our 2024 report, we recommended that CBP count its boats. CBP concurred with the recommendation."""
    assert read([page], NAMES).recommendations == ()


def test_an_office_of_inspector_general_that_mentions_gao_is_not_gao():
    page = """Office of Inspector General
GAO means the U.S. Government Accountability Office.
Recommendation 1: We recommend the Commissioner of CBP count the boats."""
    assert len(read([page], NAMES).recommendations) == 1


def test_an_appendix_gives_what_the_body_leaves_out():
    page = """Recommendation 1: We recommend the Commissioner of CBP count the boats.
CBP Response to Recommendation 1: Concur.
Appendix A
Management Comments
Recommendation 1: Count the boats.
Response: Non-concur at first. Estimated Completion Date: May 5, 2027."""
    (found,) = read([page], NAMES).recommendations
    assert (found.agreement.value, found.due_on.value) == (Agreement.CONCUR, date(2027, 5, 5))


def test_a_date_without_its_day_is_not_completed_by_guessing():
    page = """Recommendation 1: We recommend the Commissioner of CBP count the boats.
CBP Response to Recommendation 1: Concur. Estimated Completion Date: May 2027."""
    (found,) = read([page], NAMES).recommendations
    assert found.due_on is None
