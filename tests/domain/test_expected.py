from datetime import date

import pytest

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.expected import expected_next, no_response
from ipr_compliance.domain.words import Status, WhoseMove

TODAY = date(2026, 11, 24)


def sentence(status, move, due_on=None):
    return expected_next(status, move, "CBP-OFO", due_on, TODAY).sentence


@pytest.mark.parametrize(
    ("status", "move", "due_on", "said"),
    [
        (Status.RESPONSE_DUE, "component", TODAY, "CBP-OFO: answer the recommendation"),
        (Status.OPEN_UNRESOLVED, "component", None, "CBP-OFO: answer the OIG, which has not accepted the plan"),
        (Status.OPEN_RESOLVED, "component", date(2026, 12, 1), "CBP-OFO: send an update by December 1, 2026"),
        (Status.OPEN_RESOLVED, "component", TODAY, "CBP-OFO: send an update by November 24, 2026"),
        (
            Status.OPEN_RESOLVED,
            "component",
            date(2026, 11, 23),
            "CBP-OFO: send an update and say when this will be done",
        ),
        (Status.OPEN_RESOLVED, "component", None, "CBP-OFO: send an update and say when this will be done"),
        (Status.OPEN_UNRESOLVED, "oig", None, "OIG: say whether it accepts the response"),
        (Status.CLOSURE_REQUESTED, "oig", TODAY, "OIG: decide on the request to close"),
    ],
)
def test_one_thing_is_expected_from_whoever_has_the_move(status, move, due_on, said):
    assert sentence(status, WhoseMove(move), due_on) == said


def test_nothing_is_expected_on_what_is_closed():
    assert expected_next(Status.CLOSED_IMPLEMENTED, WhoseMove.NOBODY, "CBP", TODAY, TODAY) is None


def test_a_pending_extension_is_the_liaison_s_to_decide():
    assert sentence(Status.OPEN_RESOLVED, WhoseMove.LIAISON) == "Liaison: decide on the extension asked for"


@pytest.mark.parametrize(
    ("update_by", "said"),
    [
        (date(2026, 12, 1), "CBP: send an update by December 1, 2026"),
        (date(2027, 6, 1), "CBP: send an update by March 1, 2027"),
        (date(2026, 11, 23), "CBP: send an update, owed since November 23, 2026"),
    ],
)
def test_the_update_is_expected_by_its_own_clock_or_the_due_date(update_by, said):
    due_on = date(2027, 3, 1)
    expected = expected_next(Status.OPEN_RESOLVED, WhoseMove.COMPONENT, "CBP", due_on, TODAY, update_by)
    assert expected.sentence == said


@pytest.mark.parametrize(("today", "lapsed"), [(date(2026, 4, 28), False), (date(2026, 4, 29), True)])
def test_a_response_that_never_came_counts_as_unresolved_after_90_days(today, lapsed):
    issued_on = date(2026, 1, 28)
    assert no_response(Status.RESPONSE_DUE, issued_on, today, Lengths()) is lapsed
    assert not no_response(Status.OPEN_UNRESOLVED, issued_on, today, Lengths())
    assert not no_response(Status.RESPONSE_DUE, None, today, Lengths())
