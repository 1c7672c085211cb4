from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import func, select

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role, Status, WhoseMove
from ipr_compliance.models import Person
from ipr_compliance.queries import history
from ipr_compliance.services import extensions
from ipr_compliance.services.inputs import EditInput, ExtensionDecisionInput, ExtensionInput
from ipr_compliance.services.recommendations import edit
from tests.factories import TODAY, an_asker, an_office
from tests.lives import Life, S


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def life(session, office):
    life = Life(session, office)
    life.respond(due_on=TODAY - timedelta(days=5))
    life.decide(Status.OPEN_RESOLVED)
    return life


@pytest.fixture
def manager(office, session):
    return somebody(session, office, Role.PROGRAM_MANAGER, "CBP-OT")


@pytest.fixture
def liaison(office, session):
    return somebody(session, office, Role.LIAISON, "CBP")


def somebody(session, office, role, code):
    """A person of the database, since who asked must not decide."""
    number = session.exec(select(func.count()).select_from(Person)).one() + 1
    session.add(Person(id=number, email=f"{number}@x.example", name="A", password_hash="x"))
    session.flush()
    return replace(an_asker(office, role, code), person_id=number)


def ask(life, by, days=60, **facts):
    given = {
        "proposed_due_on": TODAY + timedelta(days=days),
        "reason": "Counsel needs longer.",
        "version": life.record.version,
    }
    return extensions.ask(life.desk(by), life.id, ExtensionInput.read(given | facts))


def decide(life, by, n=1, *, approve=True):
    extensions.decide(life.desk(by), life.id, n, ExtensionDecisionInput(approve=approve, note="As discussed."))


def test_asking_moves_no_date_and_makes_it_the_liaison_s_move(life, manager):
    assert ask(life, manager) == 1
    assert (life.record.due_on, life.record.whose_move) == (TODAY - timedelta(days=5), WhoseMove.LIAISON)


def test_a_granted_extension_moves_the_due_date_and_never_the_original_one(life, manager, liaison):
    ask(life, manager)
    decide(life, liaison)
    record = life.record
    assert (record.due_on, record.original_due_on) == (TODAY + timedelta(days=60), TODAY - timedelta(days=5))
    assert (record.extensions, record.whose_move) == (1, WhoseMove.COMPONENT)


def test_a_refused_one_moves_nothing_and_can_be_asked_again(life, manager, liaison):
    ask(life, manager)
    decide(life, liaison, approve=False)
    assert (life.record.due_on, life.record.extensions) == (TODAY - timedelta(days=5), 0)
    assert ask(life, manager) == 2


def test_one_is_asked_at_a_time(life, manager):
    ask(life, manager)
    with pytest.raises(Conflict, match="already"):
        ask(life, manager)


def test_it_is_decided_once(life, manager, liaison):
    ask(life, manager)
    decide(life, liaison)
    with pytest.raises(Conflict, match="decided already"):
        decide(life, liaison, approve=False)


def test_who_asked_does_not_decide(life, liaison):
    ask(life, liaison)
    with pytest.raises(NotAllowed, match="You asked"):
        decide(life, liaison)


def test_a_manager_decides_nothing(life, manager):
    ask(life, manager)
    with pytest.raises(NotAllowed):
        decide(life, manager)


def test_there_is_nothing_to_decide_under_another_number(life, manager, liaison):
    ask(life, manager)
    with pytest.raises(NotFound):
        decide(life, liaison, n=2)


def test_past_the_window_the_departmental_liaison_decides(life, manager, liaison, office, session):
    ask(life, manager, days=700)
    with pytest.raises(NotAllowed, match="departmental"):
        decide(life, liaison)
    decide(life, somebody(session, office, Role.LIAISON, "DHS"))


def test_after_two_extensions_the_departmental_liaison_decides(life, manager, liaison):
    for n, days in ((1, 10), (2, 20)):
        ask(life, manager, days=days)
        decide(life, liaison, n)
    ask(life, manager, days=30)
    with pytest.raises(NotAllowed, match="departmental"):
        decide(life, liaison, 3)


def test_closing_ends_a_pending_request(life, manager, liaison):
    ask(life, manager)
    life.decide(Status.CLOSED_NOT_IMPLEMENTED, day=300)
    with pytest.raises(Conflict):
        decide(life, liaison)


def test_a_date_that_is_not_later_is_refused(life, manager):
    with pytest.raises(Invalid) as refused:
        ask(life, manager, days=-5)
    assert refused.value.field == "proposed_due_on"


def test_a_lapsed_request_is_not_granted_in_place_of_a_later_one(life, manager, liaison):
    ask(life, manager)
    life.attach()
    life.ask_closure(day=200)
    life.decide(Status.OPEN_RESOLVED, day=210, note="The samples are missing.")
    assert ask(life, manager, days=90) == 2
    with pytest.raises(Conflict):
        decide(life, liaison, n=1)
    decide(life, liaison, n=2)
    assert life.record.due_on == TODAY + timedelta(days=90)


def test_a_backdated_move_ends_a_pending_request_too(life, manager, liaison, session):
    ask(life, manager)
    life.attach()
    life.ask_closure(day=200)
    record = life.record
    assert (record.status, record.whose_move, record.extension_pending) == (S.CLOSURE_REQUESTED, WhoseMove.OIG, False)
    told = history.timeline(session.connection(), "recommendation", life.id)
    assert (told[0].kind, told[0].changes["n"]["to"]) == ("extension-lapsed", 1)
    with pytest.raises(Conflict):
        decide(life, liaison)


def test_the_oig_taking_note_leaves_a_request_pending(life, manager, liaison):
    ask(life, manager)
    life.decide(Status.OPEN_RESOLVED, day=250, letter=False)
    assert life.record.whose_move is WhoseMove.LIAISON
    decide(life, liaison)


def test_the_date_is_not_edited_past_a_pending_request(life, manager):
    ask(life, manager)
    given = EditInput(due_on=TODAY + timedelta(days=60), version=life.record.version)
    with pytest.raises(Conflict, match="decided before"):
        edit(life.desk(), life.id, given)
