from datetime import timedelta

import pytest

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import history, recommendations, reports
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.summary import summary
from ipr_compliance.services import corrections, extensions
from ipr_compliance.services.inputs import CorrectionInput, ExtensionInput, VoidInput
from tests.factories import TODAY, a_recommendation, an_asker, an_office, an_update
from tests.lives import Life


@pytest.fixture
def life(session):
    return Life(session, an_office(session))


def correct(life, seq, by=None):
    given = CorrectionInput(seq=seq, note="It belongs to another report.", version=life.record.version)
    return corrections.correct(life.desk(by), life.id, given)


def test_a_wrong_closing_is_corrected_by_a_new_entry_and_both_stay_readable(life, session):
    life.brought_to(Status.CLOSURE_REQUESTED)
    wrong = life.decide(Status.CLOSED_IMPLEMENTED, day=250)
    correct(life, wrong)
    record = life.record
    assert (record.status, record.closed_on) == (Status.CLOSURE_REQUESTED, None)
    told = history.timeline(session.connection(), "recommendation", life.id)
    assert {"decision", "correction"} <= {entry.kind for entry in told}
    assert history.first_break(session.connection()) is None


def test_after_a_correction_life_goes_on(life):
    life.brought_to(Status.OPEN_RESOLVED)
    correct(life, life.decide(Status.CLOSED_NOT_IMPLEMENTED, day=250))
    life.ask_closure(day=200)
    life.decide(Status.CLOSED_IMPLEMENTED, day=220)


def test_a_move_on_which_another_stands_is_not_corrected_first(life):
    response = life.respond()
    life.decide(Status.OPEN_RESOLVED)
    with pytest.raises(Conflict, match="later move"):
        correct(life, response)


def test_a_corrected_update_is_no_longer_the_last_one(life, session):
    seq = an_update(session, life.office, life.id)
    correct(life, seq)
    assert life.record.last_update_on is None
    with pytest.raises(NotFound):
        correct(life, seq)


def test_only_administrators_correct(life, session):
    seq = an_update(session, life.office, life.id)
    with pytest.raises(NotAllowed):
        correct(life, seq, by=an_asker(life.office, Role.LIAISON, "DHS"))


def test_what_was_entered_at_the_beginning_is_not_declared_wrong(life, session):
    [entered] = history.timeline(session.connection(), "recommendation", life.id)
    with pytest.raises(Conflict):
        correct(life, entered.seq)


def void(life, by=None):
    given = VoidInput(note="It belongs to another office.", version=life.record.version)
    return corrections.void(life.desk(by), life.id, given)


def test_what_was_entered_in_error_leaves_every_count_and_list_and_stays_in_history(life, session):
    life.brought_to(Status.CLOSED_IMPLEMENTED)
    void(life)
    connection, office = session.connection(), life.office
    for as_of in (None, TODAY - timedelta(days=1)):
        found = recommendations.page(connection, office.keeper, office.tree, Filter(as_of=as_of), TODAY, limit=5)
        assert (found.rows, found.total) == ([], 0)
        assert summary(connection, office.keeper, office.tree, as_of or TODAY).whole.total == 0
    assert history.timeline(connection, "recommendation", life.id)[0].note == "It belongs to another office."
    assert reports.one(connection, office.keeper, "OIG-26-01", TODAY).recommendations == 0


def test_its_number_may_be_used_again(life, session):
    void(life)
    assert a_recommendation(session, life.office, number=life.record.number) != life.id


def test_nothing_more_is_recorded_on_it(life):
    void(life)
    with pytest.raises(Conflict, match="in error"):
        life.respond()
    with pytest.raises(Conflict, match="in error"):
        void(life)


def test_only_administrators_declare_it(life):
    with pytest.raises(NotAllowed):
        void(life, by=an_asker(life.office, Role.LIAISON, "DHS"))


def test_a_response_on_which_more_time_was_asked_for_stays(life):
    response = life.respond()
    given = {"proposed_due_on": TODAY + timedelta(days=200), "reason": "Counsel.", "version": life.record.version}
    extensions.ask(life.desk(), life.id, ExtensionInput.read(given))
    with pytest.raises(Conflict, match="More time"):
        correct(life, response)


def test_a_record_entered_in_error_succeeds_nothing(life, session):
    void(life)
    other = Life(session, life.office).brought_to(Status.OPEN_RESOLVED)
    with pytest.raises(Invalid, match="in error"):
        other.decide(Status.CLOSED_SUPERSEDED, day=200, successor=life.id)
    with pytest.raises(Invalid, match="in error"):
        a_recommendation(session, life.office, repeats=life.id)
