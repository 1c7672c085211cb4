"""The life of a recommendation through the use cases: every move, who may make it, and what is refused."""

from datetime import timedelta

import pytest

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, Stale
from ipr_compliance.domain.words import Role, Status, WhoseMove
from ipr_compliance.domain.workflow import MOVES
from ipr_compliance.queries import history, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import evidence
from tests.factories import TODAY, an_asker, an_office
from tests.lives import ISSUED, Life

S = Status


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def life(session, office):
    return Life(session, office)


def test_the_straight_way_from_issue_to_closing(life):
    life.respond()
    assert (life.record.status, life.record.whose_move) == (S.OPEN_UNRESOLVED, WhoseMove.OIG)
    life.decide(S.OPEN_RESOLVED, letter=False)
    assert (life.record.status, life.record.whose_move) == (S.OPEN_RESOLVED, WhoseMove.COMPONENT)
    life.attach()
    life.ask_closure()
    assert (life.record.status, life.record.whose_move) == (S.CLOSURE_REQUESTED, WhoseMove.OIG)
    life.decide(S.CLOSED_IMPLEMENTED, day=250)
    record = life.record
    assert (record.status, record.whose_move) == (S.CLOSED_IMPLEMENTED, WhoseMove.NOBODY)
    assert (record.closed_on, record.decided_on) == (ISSUED + timedelta(days=250), ISSUED + timedelta(days=100))


@pytest.mark.parametrize("source", Status)
@pytest.mark.parametrize("target", Status)
def test_the_oig_s_word_moves_only_where_the_handbook_says(life, source, target):
    life.brought_to(source)
    day = 0 if source is S.RESPONSE_DUE else 260
    allowed = any((move.action, move.source, move.target) == (Action.RECORD_DECISION, source, target) for move in MOVES)
    if allowed:
        life.decide(target, day=day, note="As the letter says.")
        assert life.record.status is target
    else:
        with pytest.raises(Conflict):
            life.decide(target, day=day, note="As the letter says.")
        assert life.record.status is source


@pytest.mark.parametrize("source", Status)
def test_a_response_is_recorded_where_one_is_awaited(life, source):
    life.brought_to(source)
    if source is S.RESPONSE_DUE:
        life.respond()
    else:
        with pytest.raises(Conflict):
            life.respond(day=260)


@pytest.mark.parametrize("source", Status)
def test_closure_is_asked_for_from_an_accepted_plan_only(life, source):
    life.brought_to(source)
    if source is S.OPEN_RESOLVED:
        life.ask_closure(day=260)
    else:
        with pytest.raises(Conflict):
            life.ask_closure(day=260)


ROLES = [(role, code) for role in Role for code in ("CBP-OT", "CBP", "CBP-OFO")]
MAY = {
    "respond": {Role.PROGRAM_MANAGER, Role.LIAISON, Role.ADMIN},
    "ask_closure": {Role.PROGRAM_MANAGER, Role.LIAISON, Role.ADMIN},
    "decide": {Role.LIAISON, Role.ADMIN},
}


@pytest.mark.parametrize(("role", "code"), ROLES)
@pytest.mark.parametrize("deed", MAY)
def test_each_role_does_its_part_on_its_own_component_and_below(life, office, deed, role, code):
    life.brought_to({"respond": S.RESPONSE_DUE, "ask_closure": S.OPEN_RESOLVED, "decide": S.CLOSURE_REQUESTED}[deed])
    by = an_asker(office, role, code)
    do = {
        "respond": lambda: life.respond(by=by),
        "ask_closure": lambda: life.ask_closure(by=by),
        "decide": lambda: life.decide(S.CLOSED_IMPLEMENTED, day=250, by=by),
    }[deed]
    if code == "CBP-OFO":
        with pytest.raises(NotFound):
            do()
    elif role in MAY[deed]:
        do()
    else:
        with pytest.raises(NotAllowed):
            do()


def test_the_response_printed_in_the_report_holds_from_its_issue(life):
    life.respond(received_on=ISSUED - timedelta(days=20))
    assert history.timeline(life.session.connection(), "recommendation", life.id)[0].on == ISSUED


def test_the_first_due_date_is_the_original_one_for_ever(life):
    life.respond(due_on=TODAY)
    life.decide(S.OPEN_UNRESOLVED, letter=False)
    life.respond(day=120, due_on=TODAY + timedelta(days=30))
    assert (life.record.original_due_on, life.record.due_on) == (TODAY, TODAY + timedelta(days=30))


def test_a_response_says_whether_it_agrees_and_by_when(life):
    with pytest.raises(Invalid, match="agrees"):
        life.respond(agreement="none")
    with pytest.raises(Invalid, match="date"):
        life.respond(due_on="")
    life.respond(agreement="non-concur", due_on="")
    assert life.record.due_on is None


def test_unresolved_goes_back_and_forth_until_the_oig_accepts(life):
    life.respond()
    life.decide(S.OPEN_UNRESOLVED, letter=False)
    assert life.record.whose_move is WhoseMove.COMPONENT
    life.respond(day=120)
    assert life.record.whose_move is WhoseMove.OIG
    with pytest.raises(Invalid, match="letter"):
        life.decide(S.OPEN_RESOLVED, day=130, letter=False)
    life.decide(S.OPEN_RESOLVED, day=130)


def test_returned_evidence_is_the_component_s_move_again_and_can_be_asked_again(life):
    life.brought_to(S.CLOSURE_REQUESTED)
    life.decide(S.OPEN_RESOLVED, day=230, note="The samples are missing.")
    assert (life.record.whose_move, life.record.implemented_on) == (WhoseMove.COMPONENT, None)
    life.ask_closure(day=240)
    assert life.record.status is S.CLOSURE_REQUESTED


def test_closure_needs_a_file_of_the_component_s_that_was_not_withdrawn(life):
    life.respond()
    life.decide(S.OPEN_RESOLVED)
    with pytest.raises(Conflict, match="file"):
        life.ask_closure()
    file = life.attach()
    evidence.withdraw(life.desk(), life.id, file, "The wrong file.")
    with pytest.raises(Conflict, match="file"):
        life.ask_closure()


def test_a_letter_is_one_of_this_recommendation_and_not_withdrawn(life, session, office):
    life.brought_to(S.CLOSURE_REQUESTED)
    elsewhere = Life(session, office).attach("letter")
    for letter in (elsewhere, life.attach("evidence"), 999):
        with pytest.raises(Invalid, match="not a letter"):
            life.decide(S.CLOSED_IMPLEMENTED, day=250, letter=letter)


def test_no_move_lies_in_the_future_or_before_the_last_one(life):
    life.brought_to(S.OPEN_RESOLVED)
    for day in (301, 99):
        with pytest.raises(Invalid):
            life.decide(S.CLOSED_NOT_IMPLEMENTED, day=day)
    with pytest.raises(Invalid, match="ahead"):
        life.ask_closure(day=301)


def test_it_is_closed_in_the_report_itself_without_a_letter(life):
    life.decide(S.CLOSED_IMPLEMENTED, day=0, letter=False)
    assert life.record.closed_on == ISSUED


def test_a_superseded_one_names_its_successor(life, session, office):
    life.brought_to(S.OPEN_RESOLVED)
    successor = Life(session, office).id
    with pytest.raises(Invalid, match="successor"):
        life.decide(S.CLOSED_NOT_IMPLEMENTED, day=200, successor=successor)
    life.decide(S.CLOSED_SUPERSEDED, day=200, successor=successor)
    assert life.record.successor == successor


def test_no_more_is_agreed_to_than_was_questioned(session, office):
    life = Life(session, office, questioned_cost="100")
    life.brought_to(S.OPEN_UNRESOLVED)
    with pytest.raises(Invalid) as refused:
        life.decide(S.OPEN_RESOLVED, costs_agreed="100.01")
    assert refused.value.field == "costs_agreed"
    life.decide(S.OPEN_RESOLVED, costs_agreed="60")
    assert life.record.costs_agreed == 60


def test_the_oig_s_letter_names_the_next_update(life):
    life.brought_to(S.OPEN_RESOLVED)
    life.decide(S.OPEN_RESOLVED, day=150, letter=False, next_update_on=TODAY + timedelta(days=20))
    assert life.record.next_update_on == TODAY + timedelta(days=20)


def test_a_move_made_on_an_old_version_is_refused(life):
    with pytest.raises(Stale):
        life.respond(version=7)


def test_every_day_is_answered_by_the_date_on_which_things_held_not_on_which_they_were_typed(life):
    life.respond(day=10)
    life.decide(S.CLOSED_NOT_IMPLEMENTED, day=12)
    statuses = [standing(life, ISSUED + timedelta(days=day)) for day in (9, 10, 11, 12, 200)]
    assert statuses == [S.RESPONSE_DUE, S.OPEN_UNRESOLVED, S.OPEN_UNRESOLVED] + 2 * [S.CLOSED_NOT_IMPLEMENTED]


def standing(life, day):
    page = recommendations.page(
        life.session.connection(), life.office.keeper, life.office.tree, Filter(as_of=day), TODAY, limit=5
    )
    [row] = page.rows
    return row.status
