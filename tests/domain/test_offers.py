from datetime import date

import pytest

from ipr_compliance.domain.offers import Deed, offers
from ipr_compliance.domain.permissions import ALLOWED
from ipr_compliance.domain.standing import LastWord
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.domain.workflow import Situation

ISSUED, DUE = date(2026, 1, 28), date(2027, 1, 1)
S = Status


def offered(status, role=Role.ADMIN, last_word=LastWord.OIG, **facts):
    """The deeds that are offered, each with what blocks it."""
    at = Situation(status, last_word, analysed=True, issued_on=ISSUED, moved_on=ISSUED)
    given = {"due_on": DUE, "pending": False, "shown": True} | facts
    return {offer.deed: offer.blocked for offer in offers(at, ALLOWED[role], **given)}


@pytest.mark.parametrize("status", Status)
def test_a_viewer_is_offered_nothing(status):
    assert offered(status, Role.VIEWER) == {}


def test_a_response_waits_for_the_oig_s_analysis_of_the_last_one():
    assert offered(S.RESPONSE_DUE)[Deed.RESPONSE] == ""
    assert offered(S.OPEN_UNRESOLVED)[Deed.RESPONSE] == ""
    assert "analysis" in offered(S.OPEN_UNRESOLVED, last_word=LastWord.COMPONENT)[Deed.RESPONSE]
    assert Deed.RESPONSE not in offered(S.OPEN_RESOLVED)


@pytest.mark.parametrize(
    ("status", "shown", "reason"),
    [
        (S.RESPONSE_DUE, True, "response"),
        (S.OPEN_UNRESOLVED, True, "accept the plan"),
        (S.OPEN_RESOLVED, False, "attach evidence first"),
        (S.CLOSURE_REQUESTED, True, "asked for already"),
    ],
)
def test_closure_says_what_it_waits_for(status, shown, reason):
    assert reason in offered(status, Role.PROGRAM_MANAGER, shown=shown)[Deed.CLOSURE]


def test_closure_is_asked_for_once_something_is_shown():
    assert offered(S.OPEN_RESOLVED, Role.PROGRAM_MANAGER)[Deed.CLOSURE] == ""


def test_more_time_is_asked_for_once_and_where_there_is_a_date():
    assert offered(S.OPEN_RESOLVED)[Deed.EXTENSION] == ""
    assert offered(S.OPEN_RESOLVED, pending=True)[Deed.EXTENSION].startswith("an extension is asked for already")
    assert "no due date" in offered(S.OPEN_RESOLVED, due_on=None)[Deed.EXTENSION]


@pytest.mark.parametrize("status", [status for status in Status if not status.is_open])
def test_what_is_closed_can_be_filed_to_edited_and_corrected_only(status):
    assert offered(status, Role.PROGRAM_MANAGER) == {}
    assert set(offered(status, Role.LIAISON)) == {Deed.EVIDENCE, Deed.EDIT}
    assert set(offered(status)) == {Deed.EVIDENCE, Deed.EDIT, Deed.CORRECTION}


@pytest.mark.parametrize("status", [status for status in Status if status.is_open])
def test_the_oig_s_word_can_be_recorded_on_all_that_is_open_by_a_liaison_alone(status):
    assert offered(status, Role.LIAISON)[Deed.DECISION] == ""
    assert Deed.DECISION not in offered(status, Role.PROGRAM_MANAGER)
