"""Memos of the kinds that OIGs send, made for the tests."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain import memos
from ipr_compliance.domain.words import Agreement, Status

FIVE = ("1", "2", "3", "4", "5")
NESTED = ("1.1", "1.2", "2.1", "2.2", "2.10", "3.1")
R, U, C = Status.OPEN_RESOLVED, Status.OPEN_UNRESOLVED, Status.CLOSED_IMPLEMENTED
UNDONE, SUPERSEDED = Status.CLOSED_NOT_IMPLEMENTED, Status.CLOSED_SUPERSEDED
YES, PARTLY, NO = Agreement.CONCUR, Agreement.PARTIALLY_CONCUR, Agreement.NON_CONCUR

STATUS_MEMO = (
    """Office of the Inspector General

March 3, 2027

MEMORANDUM TO: Director, Office of Trade

FROM: Assistant Inspector General for Audits

SUBJECT: STATUS OF RECOMMENDATIONS: AUDIT OF THE OFFICE'S CHECKS OF TRADE DATA (OIG-26-A-09)

REFERENCE: DIRECTOR, OFFICE OF TRADE, RESPONSE DATED MAY 12, 2026

Attached is the OIG's analysis of the status of the recommendations in the subject report, based on the agency's
response dated February 11, 2027. Based on this response, recommendations 1 and 3 are now closed. Recommendation 2
remains open and resolved, while recommendation 4 is open and unresolved. Recommendation 5 was closed previously.
Please provide an updated status of the open recommendations by September 30, 2027.
""",
    """Recommendation 2:

Check the data of all entries at least once a month.

Agency Response Dated February 11, 2027:

The staff agrees with this recommendation and considers it closed. The checks began on January 4, 2027. The next status
update is due by May 1, 2027.

OIG Analysis:

The checks do not cover all entries. This recommendation remains open and resolved. The OIG will close it once it can
see that all entries are covered.

Status:

Open: Resolved.
""",
)
HANDED_OVER = (
    """Department of Homeland Security

February 2, 2027

MEMORANDUM FOR: The Commissioner

SUBJECT: Controls over Small Parcels (OIG-27-15)

Attached for your action is our final report. The report contains five recommendations. Your office concurred with
recommendations 1 through 3, partially concurred with recommendation 4, and did not concur with recommendation 5.

Based on information provided in your response to the draft report, we consider recommendation 5 open and unresolved
and recommendations 1, 2, and 4 open and resolved. Recommendation 3 is resolved and closed. As prescribed by our
directive, within ninety (90) days of the date of this memorandum, please provide our office with a written response
that includes your corrective action plan. Until your response is received and evaluated, the recommendations will be
considered open and unresolved.

Once your office has fully implemented the recommendations, please submit a formal closeout letter to us within 30 days
so that we may close them.
""",
)


def statuses(sentence, numbers=FIVE):
    return {number: read.value for number, read in memos.read([sentence], numbers).statuses.items()}


def agreements(sentence, numbers=FIVE):
    return {number: read.value for number, read in memos.read([sentence], numbers).agreements.items()}


def test_a_status_memo_is_read():
    memo = memos.read(STATUS_MEMO, FIVE)
    assert memo.report_number.value == "OIG-26-A-09"
    assert memo.dated_on.value == date(2027, 3, 3)
    assert memo.next_update_on.value == date(2027, 9, 30)
    assert memo.response_days is None
    assert {number: read.value for number, read in memo.statuses.items()} == {"1": C, "2": R, "3": C, "4": U, "5": C}
    assert {number: read.value for number, read in memo.agreements.items()} == {"2": YES}


def test_each_fact_has_its_page_and_words():
    memo = memos.read(STATUS_MEMO, FIVE)
    assert memo.statuses["1"].page == 1
    assert memo.statuses["1"].words == "Based on this response, recommendations 1 and 3 are now closed."
    assert memo.statuses["2"].page == 2
    assert memo.agreements["2"].page == 2
    assert memo.next_update_on.words.startswith("Please provide an updated status")


def test_a_memo_that_hands_a_report_over_is_read():
    memo = memos.read(HANDED_OVER, FIVE)
    assert (memo.report_number.value, memo.recommendations.value) == ("OIG-27-15", 5)
    assert (memo.response_days.value, memo.closing_letter_days.value) == (90, 30)
    assert memo.next_update_on is None
    assert {number: read.value for number, read in memo.statuses.items()} == {"1": R, "2": R, "3": C, "4": R, "5": U}
    assert {n: read.value for n, read in memo.agreements.items()} == {
        "1": YES,
        "2": YES,
        "3": YES,
        "4": PARTLY,
        "5": NO,
    }


@pytest.mark.parametrize(
    ("sentence", "stand"),
    [
        ("We closed recommendations 1 and 2 and consider recommendation 3 resolved.", {"1": C, "2": C, "3": R}),
        ("Recommendations 1, 2, and 4 are closed, and 3 remains open and resolved.", {"1": C, "2": C, "4": C, "3": R}),
        ("Recommendations 2–4 will remain open and resolved pending a test.", {"2": R, "3": R, "4": R}),
        ("Recommendations #1 and #2 are resolved but open; recommendation 3 is unresolved.", {"1": R, "2": R, "3": U}),
        ("All recommendations are closed except recommendation 3.", {"1": C, "2": C, "4": C, "5": C}),
        ("All recommendations except recommendation 3 are closed.", {"1": C, "2": C, "4": C, "5": C}),
        (
            "All recommendations are resolved except recommendation 3, which is unresolved.",
            {"1": R, "2": R, "4": R, "5": R, "3": U},
        ),
        (
            "Recommendation 2 is closed. The remaining recommendations are open and resolved.",
            {"2": C, "1": R, "3": R, "4": R, "5": R},
        ),
        ("Recommendation 2 was closed as not implemented.", {"2": UNDONE}),
        (
            "Recommendation 2 is closed because it was superseded by recommendation 4 of another report.",
            {"2": SUPERSEDED},
        ),
        (
            "Recommendations 1 and 2 were sent back. We consider both recommendations unresolved and open.",
            {"1": U, "2": U},
        ),
        ("We consider the recommendations open and resolved.", dict.fromkeys(FIVE, R)),
        ("Recommendations 1 and 2 were sent back. They remain unresolved.", {"1": U, "2": U}),
    ],
)
def test_what_a_sentence_states_is_told_of_the_right_ones(sentence, stand):
    assert statuses(sentence) == stand


def test_both_are_the_two_that_there_are():
    assert statuses("We consider both recommendations resolved.", ("1", "2")) == {"1": R, "2": R}
    assert statuses("We consider both recommendations resolved.", FIVE) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "Two of the five recommendations are closed.",
        "None of the recommendations is closed.",
        "Recommendation 3 is not closed.",
        "We have not closed recommendation 3.",
        "We do not consider recommendation 3 resolved.",
        "The component requested that we close recommendation 3.",
        "The component recommends that recommendation 3 be closed.",
        "Recommendation 3 will be closed once the test is done.",
        "We may close recommendation 3 in June.",
        "Until we hear from you, recommendation 3 will be considered open and unresolved.",
        "Please tell us when recommendation 3 is closed.",
        "Recommendation 3 remains open.",
        "The other recommendations are closed.",
    ],
)
def test_what_is_not_stated_is_not_guessed(sentence):
    assert statuses(sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "agree"),
    [
        ("Your office concurred with all five recommendations.", dict.fromkeys(FIVE, YES)),
        (
            "CBP non-concurred with recommendation 2 and concurred with recommendations 1 and 3.",
            {"2": NO, "1": YES, "3": YES},
        ),
        (
            "The agency agreed with recommendations 1 and 2 and partially agreed with recommendation 3.",
            {"1": YES, "2": YES, "3": PARTLY},
        ),
        ("The agency concurred with recommendation 4 in principle.", {"4": YES}),
        ("Recommendations 1 and 5 were not agreed upon.", {}),
        ("We agree with the steps planned for recommendation 2.", {}),
        ("Management did not indicate whether it concurs with recommendation 2.", {}),
        ("The agency concurred with three of the five recommendations.", {}),
    ],
)  # fmt: skip
def test_agreement_is_read_where_it_is_said(sentence, agree):
    assert agreements(sentence) == agree


def test_a_range_is_resolved_against_the_numbers_on_record():
    assert statuses("Recommendations 1.2 through 3.1 are closed.", NESTED) == dict.fromkeys(NESTED[1:], C)


def test_without_numbers_on_record_a_range_keeps_its_ends_and_all_stays_all():
    memo = memos.read(["Recommendations 1.1, 2.1 through 3.1 are closed. We consider all recommendations resolved."])
    closed, resolved = memo.said_statuses
    assert (closed.numbers, closed.ranges, closed.everything) == (("1.1",), (("2.1", "3.1"),), False)
    assert (resolved.numbers, resolved.ranges, resolved.everything) == ((), (), True)


@given(st.sets(st.integers(1, 40), min_size=1).map(sorted), st.sampled_from(["closed", "open and resolved"]))
def test_a_list_of_numbers_is_read_as_it_is_written(numbers, word):
    written = [str(number) for number in numbers]
    listed = " and ".join(filter(None, (", ".join(written[:-1]), written[-1])))
    plural = "recommendations" if len(written) > 1 else "recommendation"
    stand = statuses(f"We consider {plural} {listed} {word}.", ())
    assert stand == dict.fromkeys(written, C if word == "closed" else R)


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text):
    memos.read([text, f"Recommendation {text} is closed within {text} days"], FIVE)


def test_the_recommendation_is_the_only_one():
    assert statuses("The recommendation associated with this report is open and resolved.", ("7",)) == {"7": R}
    assert statuses("The recommendation is open and resolved.", FIVE) == {}
    assert statuses("The recommendation is closed.\n\nRecommendation 4: Check the data.", ()) == {"4": C}


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("Please provide your written response within 15 days, instead of the normal 30-day response period.", 15),
        ("We ask you to respond within 60 calendar days.", 60),
        ("Within thirty days, please send us your corrective action plan.", 30),
        ("No later than 45 days from this memorandum, please reply in writing.", 45),
        ("Once the work is done, submit a closeout letter within 30 days.", None),
        ("Employees must complain within 45 days.", None),
    ],
)
def test_the_time_allowed_for_the_response_is_read(sentence, days):
    read = memos.read([sentence]).response_days
    assert (read and read.value) == days


@pytest.mark.parametrize(
    "sentence",
    [
        "Please provide a status update for this recommendation by June 30, 2027.",
        "By June 30, 2027, please send us an update on both recommendations.",
        "The next status update is due on June 30, 2027.",
        "We request an updated status of recommendations 1 and 2 no later than June 30, 2027.",
    ],
)
def test_the_day_of_the_next_update_is_read(sentence):
    assert memos.read([sentence]).next_update_on.value == date(2027, 6, 30)


def test_a_document_that_says_nothing_of_the_kind_gives_nothing():
    memo = memos.read(["We are starting a review. We closed the office on May 3, 2027."], FIVE)
    assert (memo.statuses, memo.agreements, memo.next_update_on, memo.response_days) == ({}, {}, None, None)


TABLES = (
    "Recommendation | Status\n1 | Closed\n2 | Open and resolved\n3 | Unresolved",
    "| No. | What | Status |\n| --- | --- | --- |\n| 1 | | **Closed** |\n| 2 | | Resolved |\n| 3 | | Unresolved |",
    "Recommendation\nStatus\n1\nClosed\n2\nResolved and open\n3\nUnresolved",
    "Recommendation 1   Closed\nRecommendation 2   Resolved: Open\nRecommendation No. 3   Unresolved",
)


def with_table(table):
    return STATUS_MEMO[0].partition("Based on this response")[0] + "\n\n" + table + "\n\nPlease provide an update."


@pytest.mark.parametrize("table", TABLES)
def test_a_table_says_where_each_stands(table):
    memo = memos.read([with_table(table)], FIVE)
    assert {number: read.value for number, read in memo.statuses.items()} == {"1": C, "2": R, "3": U}
    assert "Closed" in memo.statuses["1"].words


def test_a_table_speaks_of_lettered_recommendations_and_of_those_on_record_alone():
    table = "1.a | Closed\nA.2 | Unresolved\n9 | Closed"
    memo = memos.read([with_table(table)], ("1.a", "A.2"))
    assert {number: read.value for number, read in memo.statuses.items()} == {"1.a": C, "A.2": U}


@pytest.mark.parametrize("lines", ["3 Closed", "3 | Closed | Unresolved\n4 | Open | Yes", "Closed\n3\nPage 4 of 9"])
def test_what_is_no_table_of_standings_says_nothing(lines):
    assert memos.read([with_table(lines)], FIVE).statuses == {}


def test_lettered_recommendations_are_named_in_sentences():
    text = with_table("Recommendations 1.a and 1.b are closed. Recommendation A.1 remains open and resolved.")
    assert {number: read.value for number, read in memos.read([text]).statuses.items()} == {
        "1.a": C, "1.b": C, "A.1": R,
    }  # fmt: skip
