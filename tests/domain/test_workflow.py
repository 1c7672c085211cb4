"""Every cell of the handbook: action by source by target, refusals included."""

from datetime import date, timedelta

import pytest

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.standing import LastWord
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import MOVES, Need, Situation, check_decision, effective_on, possible, step

ISSUED, MOVED, TODAY = date(2026, 1, 10), date(2026, 5, 1), date(2026, 11, 24)
S, A = Status, Action
CLOSED = {S.CLOSED_IMPLEMENTED, S.CLOSED_NOT_IMPLEMENTED, S.CLOSED_SUPERSEDED}
GIVEN_UP = CLOSED - {S.CLOSED_IMPLEMENTED}

ALLOWED = {
    (A.RESPOND, S.RESPONSE_DUE): {S.OPEN_UNRESOLVED},
    (A.RESPOND, S.OPEN_UNRESOLVED): {S.OPEN_UNRESOLVED},
    (A.REQUEST_CLOSURE, S.OPEN_RESOLVED): {S.CLOSURE_REQUESTED},
    (A.RECORD_DECISION, S.RESPONSE_DUE): CLOSED,
    (A.RECORD_DECISION, S.OPEN_UNRESOLVED): {S.OPEN_UNRESOLVED, S.OPEN_RESOLVED} | GIVEN_UP,
    (A.RECORD_DECISION, S.OPEN_RESOLVED): {S.OPEN_UNRESOLVED, S.OPEN_RESOLVED} | GIVEN_UP,
    (A.RECORD_DECISION, S.CLOSURE_REQUESTED): {S.OPEN_RESOLVED} | CLOSED,
}
"""The handbook once more, written by hand."""


def standing(status, last_word=LastWord.OIG, *, analysed=True):
    return Situation(status, last_word, analysed, ISSUED, MOVED)


@pytest.mark.parametrize("action", [A.RESPOND, A.REQUEST_CLOSURE, A.RECORD_DECISION])
@pytest.mark.parametrize("source", Status)
@pytest.mark.parametrize("target", Status)
def test_a_move_is_in_the_handbook_or_refused(action, source, target):
    if target in ALLOWED.get((action, source), set()):
        assert step(action, standing(source), target).target is target
    else:
        with pytest.raises(Conflict):
            step(action, standing(source), target)


def test_no_other_action_moves_anything():
    assert {move.action for move in MOVES} == {A.RESPOND, A.REQUEST_CLOSURE, A.RECORD_DECISION}


def test_a_revised_plan_waits_for_the_oigs_answer_to_the_first():
    waiting = standing(S.OPEN_UNRESOLVED, LastWord.COMPONENT)
    assert possible(A.RESPOND, waiting) == []
    with pytest.raises(Conflict, match="awaits the OIG"):
        step(A.RESPOND, waiting, S.OPEN_UNRESOLVED)


def decide(source, target, *, analysed=True, decided_on=TODAY, note=None, has_letter=False):
    situation = standing(source, LastWord.COMPONENT, analysed=analysed)
    move = step(A.RECORD_DECISION, situation, target)
    check_decision(move, situation, decided_on=decided_on, note=note, has_letter=has_letter)


@pytest.mark.parametrize(
    ("source", "target"),
    [(move.source, move.target) for move in MOVES if Need.LETTER in move.needs],
)
def test_closing_and_every_reversal_need_the_oigs_letter(source, target):
    with pytest.raises(Invalid) as refused:
        decide(source, target, note="The samples are missing.")
    assert refused.value.field == "letter"
    decide(source, target, note="The samples are missing.", has_letter=True)


def test_the_first_analysis_stands_in_the_report_and_needs_no_letter():
    decide(S.OPEN_UNRESOLVED, S.OPEN_RESOLVED, analysed=False)
    with pytest.raises(Invalid, match="letter"):
        decide(S.OPEN_UNRESOLVED, S.OPEN_RESOLVED, analysed=True)


def test_returned_evidence_comes_with_what_is_missing():
    with pytest.raises(Invalid) as refused:
        decide(S.CLOSURE_REQUESTED, S.OPEN_RESOLVED, has_letter=True)
    assert refused.value.field == "note"


@pytest.mark.parametrize("target", CLOSED)
def test_without_a_response_it_is_closed_on_the_day_of_issue_or_not_at_all(target):
    decide(S.RESPONSE_DUE, target, decided_on=ISSUED)
    with pytest.raises(Invalid, match="day of issue"):
        decide(S.RESPONSE_DUE, target, decided_on=ISSUED + timedelta(days=1), has_letter=True)


def test_a_move_is_dated_between_the_last_one_and_today():
    situation = standing(S.OPEN_RESOLVED)
    assert effective_on(MOVED, situation, TODAY, field="decided_on") == MOVED
    for day in (MOVED - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Invalid):
            effective_on(day, situation, TODAY, field="decided_on")
