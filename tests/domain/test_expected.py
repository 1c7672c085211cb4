from datetime import date

import pytest

from ipr_compliance.domain.expected import expected_next
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
