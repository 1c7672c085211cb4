import pytest

from ipr_compliance.domain.permissions import Asker, covered
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import history, recommendations
from ipr_compliance.services import holdings, people
from ipr_compliance.services.holdings import HandoverInput
from tests.factories import NOW, TODAY, a_desk, a_person, a_recommendation, an_office

OLD, NEW = "old@cbp.example", "new@cbp.example"


@pytest.fixture
def office(session):
    return an_office(session)


def give(session, office, by=None, email=NEW):
    given = HandoverInput.read({"responsible_official": "Director, Trade", "responsible_email": email})
    return holdings.give(a_desk(session, office, by), OLD, given)


def test_each_record_is_edited_with_an_entry_of_its_own(session, office):
    made = [a_recommendation(session, office, responsible_email="Old@cbp.example") for _ in range(3)]
    assert give(session, office) == 3
    for number in made:
        record = recommendations.one(session.connection(), office.keeper, number)
        assert (record.responsible_official, record.responsible_email) == ("Director, Trade", NEW)
        told = max(history.timeline(session.connection(), "recommendation", number), key=lambda one: one.seq)
        assert told.changes["responsible_email"] == {"from": "Old@cbp.example", "to": NEW}
        assert told.note == "Taken over from Old@cbp.example."
    assert history.first_break(session.connection()) is None


def test_what_somebody_else_keeps_stays_as_it_is(session, office):
    elsewhere = a_recommendation(session, office, responsible_email=OLD, component="PLCY")
    a_recommendation(session, office, responsible_email=OLD)
    grants = [(Role.VIEWER, None), (Role.LIAISON, office.tree.by_code["CBP"].id)]
    assert give(session, office, Asker("A", "a@x.example", None, covered(grants, office.tree))) == 1
    assert recommendations.one(session.connection(), office.keeper, elsewhere).responsible_email == OLD


def test_where_nothing_is_held_there_is_nothing_to_give(session, office):
    with pytest.raises(Conflict, match="holds no open recommendation"):
        give(session, office)


def test_it_is_given_to_somebody_else_who_can_act(session, office):
    a_recommendation(session, office, responsible_email=OLD)
    with pytest.raises(Invalid, match="name somebody else"):
        give(session, office, email="OLD@cbp.example")
    a_person(session, office, Role.VIEWER, email=NEW)
    people.disable(session, NEW, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    with pytest.raises(Invalid, match="This account is disabled"):
        give(session, office)
