from datetime import date, timedelta

import pytest

from ipr_compliance.domain.extensions import check_decider, check_request, needs_departmental_liaison
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.domain.words import Status

TODAY = date(2026, 11, 24)
DUE, LATER = TODAY - timedelta(days=5), TODAY + timedelta(days=60)


@pytest.mark.parametrize("status", Status)
def test_a_date_is_extended_only_while_the_component_works_on_it(status):
    if status in {Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED}:
        check_request(status, DUE, LATER, TODAY, pending=False)
    else:
        with pytest.raises(Conflict):
            check_request(status, DUE, LATER, TODAY, pending=False)


@pytest.mark.parametrize(
    ("due_on", "proposed", "pending", "refusal"),
    [
        (None, LATER, False, Conflict),
        (DUE, LATER, True, Conflict),
        (DUE, DUE, False, Invalid),
        (DUE, TODAY - timedelta(days=1), False, Invalid),
    ],
)
def test_a_request_that_asks_for_nothing_is_refused(due_on, proposed, pending, refusal):
    with pytest.raises(refusal):
        check_request(Status.OPEN_RESOLVED, due_on, proposed, TODAY, pending=pending)


def test_after_the_limit_or_past_the_window_the_department_decides():
    assert not needs_departmental_liaison(1, LATER, LATER)
    assert needs_departmental_liaison(2, LATER, LATER)
    assert needs_departmental_liaison(0, LATER + timedelta(days=1), LATER)
    assert not needs_departmental_liaison(0, LATER, None)


def test_who_asked_does_not_decide():
    with pytest.raises(NotAllowed, match="You asked"):
        check_decider(asked_by=7, decides=7, departmental=True, needs_departmental=False)
    check_decider(asked_by=7, decides=8, departmental=False, needs_departmental=False)
    with pytest.raises(NotAllowed, match="departmental"):
        check_decider(asked_by=7, decides=8, departmental=False, needs_departmental=True)
