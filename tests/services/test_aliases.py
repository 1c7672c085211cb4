import pytest

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import aliases as known
from ipr_compliance.queries import history
from ipr_compliance.services import aliases
from ipr_compliance.services.aliases import AliasInput
from tests.factories import NOW, TODAY, an_asker, an_office


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def liaison(office):
    return an_asker(office, Role.LIAISON, "CBP")


def confirm(session, office, by, alias, component="CBP-OT"):
    given = AliasInput.read({"alias": alias, "component": component})
    return aliases.confirm(session, given, tree=office.tree, by=by, today=TODAY, now=NOW)


def test_a_confirmed_alias_is_known_and_history_tells_it(session, office, liaison):
    confirm(session, office, liaison, " Office  of Trade ")
    assert known.names(session.connection(), liaison, office.tree)["Office of Trade"] == "CBP-OT"
    told, _entered = history.timeline(session.connection(), "component", office.tree.by_code["CBP-OT"].id)
    assert told.changes == {"alias": {"from": None, "to": "Office of Trade"}}


def test_confirming_again_changes_nothing(session, office, liaison):
    first = confirm(session, office, liaison, "Office of Trade")
    before = history.head(session.connection())
    assert confirm(session, office, liaison, "the OFFICE OF TRADE") == first
    assert history.head(session.connection()) == before


@pytest.mark.parametrize("alias", ["cbp-ofo", "Office CBP-OFO", "Office CBP-OT", "Field Operations"])
def test_a_name_of_another_component_is_refused(session, office, liaison, alias):
    confirm(session, office, liaison, "Field operations", "CBP-OFO")
    with pytest.raises(Conflict):
        confirm(session, office, liaison, alias)


@pytest.mark.parametrize(
    ("role", "code", "refused"),
    [(Role.PROGRAM_MANAGER, "CBP", NotAllowed), (Role.VIEWER, "DHS", NotAllowed), (Role.LIAISON, "PLCY", Invalid)],
)
def test_only_who_keeps_the_component_s_records_confirms(session, office, role, code, refused):
    with pytest.raises(refused):
        confirm(session, office, an_asker(office, role, code), "Office of Trade")


def test_a_name_whose_signs_stand_for_many_letters_is_refused_where_it_cannot_be_kept(session, office, liaison):
    confirm(session, office, liaison, "\ufdfa" * 33)
    with pytest.raises(Invalid, match="too long"):
        confirm(session, office, liaison, "\ufdfa" * 34)


def test_an_alias_of_a_component_that_one_does_not_see_is_not_known(session, office, liaison):
    confirm(session, office, liaison, "Office of Trade")
    outsider = an_asker(office, Role.LIAISON, "PLCY")
    assert known.names(session.connection(), outsider, office.tree).keys() == {"PLCY", "Office PLCY"}
    assert known.listed(session.connection(), outsider) == []


def test_one_confirmed_by_mistake_is_forgotten(session, office, liaison):
    alias = confirm(session, office, liaison, "Office of Trade")
    with pytest.raises(NotFound):
        aliases.forget(session, alias, by=an_asker(office, Role.LIAISON, "PLCY"), today=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        aliases.forget(session, alias, by=an_asker(office, Role.PROGRAM_MANAGER, "CBP"), today=TODAY, now=NOW)
    aliases.forget(session, alias, by=liaison, today=TODAY, now=NOW)
    assert known.listed(session.connection(), liaison) == []
    told = history.timeline(session.connection(), "component", office.tree.by_code["CBP-OT"].id)[0]
    assert told.changes == {"alias": {"from": "Office of Trade", "to": None}}
