import pytest
from sqlmodel import select

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.domain.words import Role
from ipr_compliance.models import History, Person
from ipr_compliance.queries import accounts, history
from ipr_compliance.queries import people as askers
from ipr_compliance.services import passwords, people, sessions
from tests.factories import NOW, PASSWORD, TODAY, a_person, an_office


@pytest.fixture
def office(session):
    return an_office(session)


def asker(session, email):
    found = askers.by_email(session.connection(), email)
    return found and found[0]


def account(session, email):
    return accounts.account(session.connection(), email)


def change(session, email, current, new, going_on=None):
    person = account(session, email)
    people.change_password(
        session, person.id, current, new, by=asker(session, email), today=TODAY, now=NOW, going_on=going_on
    )  # fmt: skip


def begin(session, person_id):
    return sessions.begin(session, person_id, Proof.PASSWORD, address="192.0.2.1", browser="", now=NOW)


def visit(session, token):
    return askers.by_session(session.connection(), digest_of(token), NOW)


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
    given = people.PersonInput(email="lead@cbp.example", name="The lead")
    with pytest.raises(Invalid):
        people.add(session, given, password, Role.VIEWER, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)


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
    kept, other = (begin(session, before.id) for _ in range(2))
    change(session, email, PASSWORD, "another few words", going_on=visit(session, kept).session_id)
    assert passwords.match(account(session, email).password_hash, "another few words")
    assert visit(session, kept)
    assert visit(session, other) is None


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
    assert person.password_hash not in written
    assert history.first_break(session.connection()) is None


def test_everybody_is_listed_with_their_roles(session, office):
    a_person(session, office, Role.VIEWER, "PLCY", "CBP", email="b@x.example")
    a_person(session, office, Role.ADMIN, email="a@x.example")
    at = {"tree": office.tree, "by": office.keeper, "today": TODAY, "now": NOW}
    people.grant(session, "b@x.example", Role.VIEWER, **at)
    listed = accounts.everybody(session.connection())
    assert [(one.email, one.roles) for one in listed] == [
        ("a@x.example", ((Role.ADMIN, None),)),
        ("b@x.example", ((Role.VIEWER, None), (Role.VIEWER, "CBP"), (Role.VIEWER, "PLCY"))),
    ]


@pytest.fixture
def when(office):
    return {"tree": office.tree, "today": TODAY, "now": NOW}


def test_a_role_taken_is_gone_and_the_others_stay(session, office, when):
    email = a_person(session, office, Role.LIAISON, "CBP", "PLCY")
    people.revoke(session, email, Role.LIAISON, ["cbp"], by=office.keeper, **when)
    assert {office.tree.by_id[one].code for one in asker(session, email).components[Action.EDIT]} == {"PLCY"}
    told = history.timeline(session.connection(), "person", asker(session, email).person_id)
    assert told[0].changes == {"component": {"from": "CBP", "to": None}, "role": {"from": "liaison", "to": None}}


def test_only_a_role_that_is_held_is_taken(session, office, when):
    email = a_person(session, office, Role.LIAISON, "CBP")
    for role, codes in ((Role.LIAISON, []), (Role.VIEWER, ["CBP"]), (Role.LIAISON, ["CBP-OT"])):
        with pytest.raises(Conflict, match="is not"):
            people.revoke(session, email, role, codes, by=office.keeper, **when)


def test_only_who_administers_a_component_takes_roles_for_it(session, office, when):
    email = a_person(session, office, Role.VIEWER, "CBP-OT", "PLCY")
    by = asker(session, a_person(session, office, Role.ADMIN, "CBP"))
    people.revoke(session, email, Role.VIEWER, ["CBP-OT"], by=by, **when)
    with pytest.raises(NotAllowed, match="You do not administer PLCY"):
        people.revoke(session, email, Role.VIEWER, ["PLCY"], by=by, **when)


@pytest.mark.parametrize("codes", [[], ["DHS"]])
def test_the_last_administrator_of_the_department_stays_one(session, office, when, codes):
    a_person(session, office, Role.ADMIN, "CBP", email="component@cbp.example")
    email = a_person(session, office, Role.ADMIN, *codes)
    by = asker(session, email)
    with pytest.raises(Conflict, match="Nobody would be left who administers the whole department"):
        people.revoke(session, email, Role.ADMIN, codes, by=by, **when)


def test_one_of_two_administrators_may_go_and_a_disabled_one_does_not_count(session, office, when):
    first, second = (a_person(session, office, Role.ADMIN, email=f"{name}@x.example") for name in ("a", "b"))
    by = asker(session, first)
    people.disable(session, second, by=by, **when)
    with pytest.raises(Conflict, match="Nobody would be left"):
        people.disable(session, first, by=by, **when)


def test_the_command_line_may_shut_out_the_last_administrator(session, office, when):
    email = a_person(session, office, Role.ADMIN)
    people.disable(session, email, by=office.keeper, **when)
    assert asker(session, email) is None


def test_an_enabled_person_has_password_and_roles_again_but_no_old_session(session, office, when):
    email = a_person(session, office, Role.LIAISON, "CBP")
    token = begin(session, account(session, email).id)
    people.disable(session, email, by=office.keeper, **when)
    people.enable(session, email, by=office.keeper, **when)
    assert asker(session, email).may_anywhere(Action.EDIT)
    assert passwords.match(account(session, email).password_hash, PASSWORD)
    assert visit(session, token) is None
    with pytest.raises(Conflict, match="is not disabled"):
        people.enable(session, email, by=office.keeper, **when)


def test_only_administrators_of_everything_enable_people(session, office, when):
    by = asker(session, a_person(session, office, Role.ADMIN, "CBP"))
    people.disable(session, a_person(session, office, Role.VIEWER), by=office.keeper, **when)
    with pytest.raises(NotAllowed):
        people.enable(session, "viewer@dhs.example", by=by, **when)


def test_an_administrator_of_a_component_sees_its_people_and_their_roles_there(session, office):
    a_person(session, office, Role.VIEWER, "CBP-OT", "PLCY", email="both@x.example")
    a_person(session, office, Role.VIEWER, "PLCY", email="plcy@x.example")
    a_person(session, office, Role.VIEWER, email="all@x.example")
    by = asker(session, a_person(session, office, Role.ADMIN, "CBP"))
    seen = accounts.administered(session.connection(), by, office.tree)
    assert [(one.email, one.roles) for one in seen] == [
        ("admin@dhs.example", ((Role.ADMIN, "CBP"),)),
        ("both@x.example", ((Role.VIEWER, "CBP-OT"),)),
    ]


def test_an_administrator_of_everything_sees_everybody(session, office):
    by = asker(session, a_person(session, office, Role.ADMIN, "DHS"))
    a_person(session, office, Role.VIEWER, email="all@x.example")
    assert len(accounts.administered(session.connection(), by, office.tree)) == 2
