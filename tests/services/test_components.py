import pytest

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import history, people
from ipr_compliance.services import components
from ipr_compliance.services.components import ComponentChangeInput, ComponentInput
from tests.factories import NOW, TODAY, an_asker, an_office


@pytest.fixture
def office(session):
    return an_office(session)


@pytest.fixture
def when(office):
    return {"tree": office.tree, "today": TODAY, "now": NOW}


def change(session, code, by, when, **facts):
    given = ComponentChangeInput.read({"name": "Trade", "mailbox": "new@cbp.example"} | facts)
    components.change(session, when["tree"].by_code[code].id, given, by=by, **when)
    return people.tree(session.connection()).by_code[code]


def test_name_mailbox_and_head_are_changed_and_history_tells_it(session, office, when):
    now_is = change(session, "CBP-OT", office.keeper, when, head_email="head@cbp.example")
    assert (now_is.name, now_is.mailbox, now_is.head_email) == ("Trade", "new@cbp.example", "head@cbp.example")
    assert (now_is.parent_id, now_is.code) == (office.tree.by_code["CBP"].id, "CBP-OT")
    [told, _entered] = history.timeline(session.connection(), "component", now_is.id)
    assert told.changes["mailbox"] == {"from": "trade@cbp.example", "to": "new@cbp.example"}


def test_what_is_not_given_is_cleared(session, office, when):
    assert change(session, "CBP-OT", office.keeper, when, mailbox="").mailbox is None


def test_what_changes_nothing_is_refused(session, office, when):
    with pytest.raises(Invalid, match="Nothing is changed"):
        change(session, "CBP-OFO", office.keeper, when, name="Office CBP-OFO", mailbox=None)


@pytest.mark.parametrize(("code", "refusal"), [("PLCY", NotFound), ("DHS", NotFound)])
def test_only_who_administers_a_component_changes_it(session, office, when, code, refusal):
    with pytest.raises(refusal):
        change(session, code, an_asker(office, Role.ADMIN, "CBP"), when)
    with pytest.raises(NotAllowed):
        change(session, code, an_asker(office, Role.LIAISON, "DHS"), when)


def test_a_component_is_added_below_one_that_is_administered(session, office, when):
    by = an_asker(office, Role.ADMIN, "CBP")
    components.add(session, "CBP-X", "X", parent="CBP", by=by, **when)
    for parent in ("DHS", "PLCY", None):
        with pytest.raises(NotAllowed):
            components.add(session, "Y", "Y", parent=parent, by=by, **when)


def test_a_code_is_given_once_and_a_parent_exists(session, office, when):
    with pytest.raises(Conflict, match="There is a component cbp already"):
        components.add(session, "cbp", "X", by=office.keeper, **when)
    with pytest.raises(Invalid, match="There is no component NOPE"):
        components.add(session, "X", "X", parent="NOPE", by=office.keeper, **when)


@pytest.mark.parametrize("wrong", [{"code": ""}, {"code": "x" * 41}, {"name": ""}, {"mailbox": "nobody"}, {"a": "b"}])
def test_what_is_no_component_is_refused(wrong):
    with pytest.raises(Invalid):
        ComponentInput.read({"code": "X", "name": "X"} | wrong)
