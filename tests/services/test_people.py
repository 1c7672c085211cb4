import pytest
from sqlmodel import select

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role
from ipr_compliance.models import History, Person
from ipr_compliance.queries import accounts, history
from ipr_compliance.queries import people as askers
from ipr_compliance.services import passwords, people
from tests.factories import NOW, PASSWORD, TODAY, a_person, an_office


@pytest.fixture
def office(session):
    return an_office(session)


def asker(session, email):
    found = askers.by_email(session.connection(), email)
    return found and found[0]


def account(session, email):
    return accounts.account(session.connection(), email)


def change(session, email, current, new):
    person = account(session, email)
    return people.change_password(session, person.id, current, new, by=asker(session, email), today=TODAY, now=NOW)


def test_an_address_is_kept_without_regard_to_case(session, office):
    a_person(session, office, Role.VIEWER, "CBP", email="Trade.Lead@CBP.example")
    assert asker(session, "TRADE.lead@cbp.EXAMPLE").email == "trade.lead@cbp.example"


def test_a_role_covers_the_components_named_and_those_below(session, office):
    person = asker(session, a_person(session, office, Role.LIAISON, "cbp", "PLCY"))
    covered = {office.tree.by_id[one].code for one in person.components[Action.EDIT]}
    assert covered == {"CBP", "CBP-OT", "CBP-OFO", "PLCY"}


def test_a_role_without_component_covers_everything(session, office):
    person = asker(session, a_person(session, office, Role.ADMIN))
    assert person.components[Action.ADMINISTER] == set(office.tree.by_id)


def test_a_role_for_a_component_that_does_not_exist_is_refused(session, office):
    with pytest.raises(Invalid, match="There is no component CBP-XX"):
        a_person(session, office, Role.LIAISON, "CBP", "CBP-XX")


def test_an_address_has_one_account(session, office):
    a_person(session, office, Role.VIEWER, email="lead@cbp.example")
    with pytest.raises(Conflict, match="has an account already"):
        a_person(session, office, Role.VIEWER, email="LEAD@cbp.example")


@pytest.mark.parametrize("password", ["short", "lead@cbp.example"])
def test_a_weak_first_password_is_refused(session, office, password):
    with pytest.raises(Invalid):
        a_person(session, office, Role.VIEWER, email="lead@cbp.example", password=password)


@pytest.mark.parametrize("values", [{"email": "nobody"}, {"name": ""}, {"email": "a\0@x.example"}, {"role": "king"}])
def test_what_is_not_a_person_is_refused(values):
    with pytest.raises(Invalid):
        people.PersonInput.read({"email": "a@x.example", "name": "A"} | values)


def test_it_is_said_why_something_is_not_an_address():
    with pytest.raises(Invalid, match=r"“email” is not an e-mail address: .* must have an @-sign"):
        people.PersonInput.read({"email": "nobody", "name": "A"})


def test_only_who_administers_a_component_gives_roles_for_it(session, office):
    cbp_admin = asker(session, a_person(session, office, Role.ADMIN, "CBP", email="admin@cbp.example"))
    give = {"tree": office.tree, "by": cbp_admin, "today": TODAY, "now": NOW}
    people.grant(session, "admin@cbp.example", Role.LIAISON, ["CBP-OT"], **give)
    for elsewhere in (["PLCY"], ["DHS"], []):
        with pytest.raises(NotAllowed):
            people.grant(session, "admin@cbp.example", Role.LIAISON, elsewhere, **give)


def test_a_role_is_given_once(session, office):
    email = a_person(session, office, Role.VIEWER)
    with pytest.raises(Conflict, match="viewer for the whole department already"):
        people.grant(session, email, Role.VIEWER, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)


def test_a_disabled_person_is_nobody(session, office):
    email = a_person(session, office, Role.VIEWER)
    people.disable(session, email, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    assert asker(session, email) is None
    assert account(session, email) is None
    with pytest.raises(Conflict, match="disabled already"):
        people.disable(session, email, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)


def test_nobody_cannot_be_disabled(session, office):
    with pytest.raises(NotFound, match="Nobody has an account"):
        people.disable(session, "a@x.example", tree=office.tree, by=office.keeper, today=TODAY, now=NOW)


def test_only_administrators_of_everything_disable_people(session, office):
    by = asker(session, a_person(session, office, Role.ADMIN, "CBP"))
    with pytest.raises(NotAllowed):
        people.disable(session, by.email, tree=office.tree, by=by, today=TODAY, now=NOW)


def test_a_new_password_replaces_the_old_one_and_ends_sessions(session, office):
    email = a_person(session, office, Role.VIEWER)
    before = account(session, email)
    key = change(session, email, PASSWORD, "another few words")
    after = account(session, email)
    assert passwords.match(after.password_hash, "another few words")
    assert key == after.session_key != before.session_key


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("not it at all", "another few words", "current_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "VIEWER@dhs.example", "new_password"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(session, office, current, new, field):
    email = a_person(session, office, Role.VIEWER)
    with pytest.raises(Invalid) as refused:
        change(session, email, current, new)
    assert refused.value.field == field
    assert passwords.match(account(session, email).password_hash, PASSWORD)


def test_history_tells_what_happened_to_a_person_and_never_a_password(session, office):
    email = a_person(session, office, Role.VIEWER, "CBP")
    change(session, email, PASSWORD, "another few words")
    people.disable(session, email, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    person = session.exec(select(Person)).one()
    told = history.timeline(session.connection(), "person", person.id)
    assert [entry.kind for entry in told] == ["disabled", "password-changed", "role-granted", "entered"]
    assert told[1].actor == email
    written = " ".join(entry.changes for entry in session.exec(select(History)))
    assert "argon2" not in written
    assert "words" not in written
    assert person.session_key not in written
    assert history.first_break(session.connection()) is None


def test_everybody_is_listed_with_their_roles(session, office):
    a_person(session, office, Role.VIEWER, "PLCY", "CBP", email="b@x.example")
    a_person(session, office, Role.ADMIN, email="a@x.example")
    listed = accounts.everybody(session.connection())
    assert [(one.email, one.roles) for one in listed] == [
        ("a@x.example", ((Role.ADMIN, None),)),
        ("b@x.example", ((Role.VIEWER, "CBP"), (Role.VIEWER, "PLCY"))),
    ]
