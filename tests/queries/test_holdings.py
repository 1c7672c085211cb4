import pytest

from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import holdings
from ipr_compliance.services import corrections, people
from ipr_compliance.services.inputs import VoidInput
from tests.factories import NOW, TODAY, a_desk, a_person, a_recommendation, an_asker, an_office
from tests.lives import Life

OWNER = "lead@cbp.example"


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def make(session, office):
    return lambda **facts: a_recommendation(session, office, **facts)


def held(session, asker, email=OWNER):
    return [row.id for row in holdings.held_by(session.connection(), asker, email)]


def unowned(session, asker):
    found = holdings.without_owner(session.connection(), asker)
    assert found.total == len(found.rows)
    return [row.id for row in found.rows]


def test_somebody_holds_what_names_their_address_however_it_is_written(session, office, make):
    theirs = make(responsible_email="Lead@cbp.example")
    make(responsible_email="other@cbp.example")
    make()
    assert held(session, office.keeper, " LEAD@CBP.example") == [theirs]


def test_what_is_closed_or_entered_in_error_is_held_by_nobody(session, office):
    Life(session, office, responsible_email=OWNER).brought_to(Status.CLOSED_NOT_IMPLEMENTED)
    Life(session, office).brought_to(Status.CLOSED_IMPLEMENTED)
    wrong = [Life(session, office, responsible_email=OWNER), Life(session, office)]
    for life in wrong:
        corrections.void(a_desk(session, office), life.id, VoidInput(note="Twice.", version=1))
    assert held(session, office.keeper) == []
    assert unowned(session, office.keeper) == []


def test_nobody_sees_who_holds_what_elsewhere(session, office, make):
    make(responsible_email=OWNER, component="PLCY")
    make(component="PLCY")
    seen = make(responsible_email=OWNER, component="CBP-OT")
    reader = an_asker(office, Role.VIEWER, "CBP")
    assert held(session, reader) == [seen]
    assert unowned(session, reader) == []


def test_without_an_address_or_with_one_that_is_disabled_it_has_no_owner(session, office, make):
    alone = make()
    make(responsible_email="elsewhere@oig.example")
    named = make(responsible_email="LEAD@cbp.example", due_on=TODAY)
    assert unowned(session, office.keeper) == [alone]
    a_person(session, office, Role.VIEWER, email=OWNER)
    assert unowned(session, office.keeper) == [alone]
    people.disable(session, OWNER, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    assert unowned(session, office.keeper) == [named, alone]


def test_the_first_are_listed_and_all_are_counted(session, office, make, monkeypatch):
    for _ in range(3):
        make()
    monkeypatch.setattr(holdings, "_UNOWNED", holdings._UNOWNED.limit(2))
    found = holdings.without_owner(session.connection(), office.keeper)
    assert (len(found.rows), found.total) == (2, 3)
