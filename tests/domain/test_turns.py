from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.turns import Bounds, Owed, Turn, action, owed, turn
from ipr_compliance.domain.words import Status, WhoseMove

TODAY = date(2026, 11, 24)
BOUNDS = Bounds.on(TODAY)
C, RESOLVED = WhoseMove.COMPONENT, Status.OPEN_RESOLVED


def day(days):
    return None if days is None else TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("status", "move", "due", "update", "first"),
    [
        (RESOLVED, C, 300, -7, Owed(day(-7), update=True)),
        (RESOLVED, C, 300, 14, Owed(day(14), update=True)),
        (RESOLVED, C, 300, 15, Owed(day(300))),
        (RESOLVED, C, -9, -7, Owed(day(-9))),
        (RESOLVED, C, -7, -7, Owed(day(-7))),
        (RESOLVED, C, None, -7, Owed(day(-7), update=True)),
        (RESOLVED, C, None, None, Owed(None)),
        (RESOLVED, WhoseMove.LIAISON, 300, -7, Owed(day(300))),
        (Status.CLOSURE_REQUESTED, WhoseMove.OIG, 300, -7, Owed(day(300))),
        (Status.OPEN_UNRESOLVED, C, 300, -7, Owed(day(300))),
        (Status.RESPONSE_DUE, C, 300, -7, Owed(day(300))),
    ],
)
def test_an_item_is_placed_by_its_due_date_or_by_the_update_that_is_owed_before_it(status, move, due, update, first):
    assert owed(status, move, day(due), day(update), BOUNDS) == first


@pytest.mark.parametrize(
    ("status", "move", "first", "decides", "group"),
    [
        (RESOLVED, C, -1, False, Turn.NEEDS_YOU), (RESOLVED, C, 30, False, Turn.NEEDS_YOU),
        (RESOLVED, C, 31, False, Turn.SOON), (RESOLVED, C, 90, False, Turn.SOON),
        (RESOLVED, C, 91, False, Turn.LATER), (RESOLVED, C, None, False, Turn.LATER),
        (Status.RESPONSE_DUE, C, None, False, Turn.NEEDS_YOU), (Status.OPEN_UNRESOLVED, C, 300, False, Turn.NEEDS_YOU),
        (RESOLVED, WhoseMove.LIAISON, -1, True, Turn.DECIDE), (RESOLVED, WhoseMove.LIAISON, -1, False, Turn.WAITING),
        (Status.OPEN_UNRESOLVED, WhoseMove.OIG, -1, True, Turn.WAITING),
    ],
)  # fmt: skip
def test_the_group_of_an_item(status, move, first, decides, group):
    assert turn(status, move, Owed(day(first)), BOUNDS, decides=decides) is group


@given(st.integers(-400, 400) | st.none(), st.integers(-400, -1))
def test_no_status_update_that_is_overdue_stands_under_later(due, update):
    first = owed(RESOLVED, C, day(due), day(update), BOUNDS)
    assert turn(RESOLVED, C, first, BOUNDS) is Turn.NEEDS_YOU
    assert first.on <= day(update)


def test_the_button_says_what_is_to_be_done():
    assert action(RESOLVED, C) == "Record an update"
    assert action(Status.RESPONSE_DUE, C) == "Answer the recommendation"
    assert action(Status.OPEN_UNRESOLVED, C) == "Answer the OIG"
    assert action(RESOLVED, WhoseMove.LIAISON) == "Decide on the extension asked for"
