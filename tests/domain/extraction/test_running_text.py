"""Recommendations inside sentences, as summaries and letters have them."""

import pytest

from ipr_compliance.domain.extraction import read
from ipr_compliance.domain.words import Agreement


def told(text):
    return [(one.number and one.number.value, one.text.value) for one in read([text], {}).recommendations]


def test_numbered_parts_of_a_sentence_are_recommendations_each():
    text = "We recommend that the State: (1) repay $100; (2) check bills (see table 2) yearly; and (3) train staff., So"
    assert told(text) == [("1", "repay $100"), ("2", "check bills (see table 2) yearly"), ("3", "train staff.")]


def test_numbers_go_on_in_the_next_sentence():
    text = "We recommend that (1) the office check claims. Failing that, we recommend that (2) the bureau stop paying."
    assert told(text) == [("1", "the office check claims."), ("2", "the bureau stop paying.")]


def test_numbers_that_count_conditions_leave_one_recommendation():
    text = "We recommend that the clinic ensure that (1) nurses are trained and (2) records are kept."
    assert told(text) == [(None, text)]


def test_a_sentence_that_says_more_of_the_same_belongs_to_it():
    text = "We recommend that the office write a rule. This should name who acts. The office is small."
    assert told(text) == [(None, "We recommend that the office write a rule. This should name who acts.")]


@pytest.mark.parametrize(
    "text",
    [
        "In our 2019 report, we recommended that the office write a rule.",
        "We previously recommended that the office write a rule.",
        "We recommend no changes at this time.",
        "The auditors were asked what they recommend. This report contains no recommendations.",
        "The guide lists recommended practices for offices that wish to write rules.",
    ],
)
def test_what_looks_back_or_recommends_nothing_is_left_out(text):
    assert told(text) == []


def test_a_long_report_that_tells_what_was_recommended_looks_back():
    text = "We recommended that the office write a rule.\n"
    assert told(text + "The office is small and its clerks are few in number.\n" * 400) == []


def test_a_summary_that_mentions_gao_is_read():
    text = "The U.S. Government Accountability Office found errors. We recommend that the State repay $100."
    assert len(told(text)) == 1


def test_answers_follow_the_order_in_which_recommendations_were_made():
    text = (
        "We recommend that the office: (1) count boats; (2) paint boats; and (3) sell boats. The office concurred with"
        " our first and third recommendations. It did not concur with our second recommendation."
    )
    agreements = [one.agreement.value for one in read([text], {}).recommendations]
    assert agreements == [Agreement.CONCUR, Agreement.NON_CONCUR, Agreement.CONCUR]


def test_neither_agreeing_nor_disagreeing_is_no_answer():
    text = "We recommend that the office count boats. The office neither agreed nor disagreed with our recommendation."
    (found,) = read([text], {}).recommendations
    assert found.agreement is None
