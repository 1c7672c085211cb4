import json

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.permissions import Action, the_system
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.models import AuthenticatorApp
from ipr_compliance.queries import accounts, factors, people
from ipr_compliance.queries import sessions as open_sessions
from ipr_compliance.services import passwords, sessions
from tests.factories import NOW, PASSWORD, TODAY, Office, a_recommendation, an_office

EMAIL = "lead@cbp.example"


@pytest.fixture
def ipr(database, database_url, monkeypatch, tmp_path):
    with database.transaction() as session:
        an_office(session)
    for name, value in {"ENV": "development", "HOME": str(tmp_path), "DATABASE_URL": database_url}.items():
        monkeypatch.setenv(f"IPR_{name}", value)

    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, arguments, input=stdin)

    return run


def add(ipr, *more, email=EMAIL, role="liaison", password=PASSWORD):
    return ipr("user", "add", email, "--name", "Lead", "--role", role, *more, "--password-stdin", stdin=f"{password}\n")


def test_a_person_can_log_in_with_the_password_from_standard_input(ipr, database):
    assert add(ipr, "--component", "CBP-OT", "--component", "PLCY").exit_code == 0
    with database.reading() as connection:
        assert passwords.match(accounts.account(connection, EMAIL).password_hash, PASSWORD)
        asker, tree = people.by_email(connection, EMAIL)
    assert {tree.by_id[one].code for one in asker.components[Action.EDIT]} == {"CBP-OT", "PLCY"}


def test_the_password_is_asked_for_where_it_is_not_piped(ipr):
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    added = ipr("user", "add", EMAIL, "--name", "Lead", "--role", "admin", stdin=typed)
    assert added.exit_code == 0
    assert PASSWORD not in added.output


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"email": "nobody"}, "not an e-mail address"),
        ({"password": "short"}, "at least 8 characters"),
        ({"password": ""}, "at least 8 characters"),
    ],
)
def test_bad_input_is_said_in_a_sentence_and_adds_nobody(ipr, more, words):
    refused = add(ipr, **more)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert json.loads(ipr("user", "list", "--json").stdout) == []


def test_an_unknown_component_adds_nobody(ipr):
    refused = add(ipr, "--component", "CBP", "--component", "NOPE")
    assert (refused.exit_code, refused.stderr) == (1, "Error: There is no component NOPE.\n")
    assert ipr("user", "list").stdout == ""


def test_an_unknown_role_is_wrong_usage(ipr):
    assert add(ipr, role="king").exit_code == 2


def test_people_are_listed_with_their_roles(ipr):
    add(ipr, "--component", "CBP")
    add(ipr, email="a@cbp.example", role="admin")
    ipr("user", "disable", "A@cbp.example")
    assert ipr("user", "list").stdout.splitlines() == [
        "a@cbp.example  Lead  Administrator for the whole department  (disabled)",
        "lead@cbp.example  Lead  Liaison for CBP",
    ]
    assert json.loads(ipr("user", "list", "--json").stdout)[1] == {
        "email": EMAIL, "name": "Lead", "active": True, "roles": [{"role": "liaison", "component": "CBP"}],
    }  # fmt: skip


def test_nobody_cannot_be_disabled(ipr):
    refused = ipr("user", "disable", EMAIL)
    assert (refused.exit_code, refused.stderr) == (1, f"Error: Nobody has an account with the address {EMAIL}.\n")


def test_a_token_is_printed_once_and_acts_as_its_owner(ipr, database):
    add(ipr)
    added = ipr("token", "add", EMAIL, "--name", "nightly export")
    assert added.exit_code == 0
    with database.reading() as connection:
        asker = people.by_token(connection, digest_of(added.stdout.strip()), TODAY).asker
    assert asker.actor == f"{EMAIL} (token “nightly export”)"


def test_tokens_are_listed_without_their_secret_and_revoked(ipr, database):
    add(ipr)
    options = ("--name", "figures", "--scope", "read", "--expires-on", "2030-01-31")
    secret = ipr("token", "add", EMAIL, *options).stdout.strip()
    line = ipr("token", "list").stdout
    assert line == f"{EMAIL}  figures  reads only, until 2030-01-31, never used\n"
    told = json.loads(ipr("token", "list", "--json").stdout)
    assert [(one["email"], one["scope"], one["expires_on"]) for one in told] == [(EMAIL, "read", "2030-01-31")]
    assert secret not in json.dumps(told)
    assert ipr("token", "revoke", EMAIL, "--name", "figures").exit_code == 0
    with database.reading() as connection:
        assert people.by_token(connection, digest_of(secret), TODAY) is None
    again = ipr("token", "revoke", EMAIL, "--name", "figures")
    assert (again.exit_code, again.stderr) == (1, f"Error: {EMAIL} has no token “figures”.\n")


def test_a_token_that_is_out_of_date_already_is_not_made(ipr):
    add(ipr)
    refused = ipr("token", "add", EMAIL, "--name", "x", "--expires-on", "2020-01-01")
    assert refused.exit_code == 1
    assert "last day is over" in refused.stderr
    assert json.loads(ipr("token", "list", "--json").stdout) == []


def test_no_token_for_nobody(ipr):
    refused = ipr("token", "add", EMAIL, "--name", "x")
    assert refused.exit_code == 1
    assert "Nobody has an active account" in refused.stderr


def roles(ipr, email=EMAIL):
    people_listed = json.loads(ipr("user", "list", "--json").stdout)
    return [
        (role["role"], role["component"]) for one in people_listed if one["email"] == email for role in one["roles"]
    ]


def test_roles_are_granted_and_revoked(ipr):
    add(ipr, "--component", "CBP")
    assert ipr("user", "grant", EMAIL, "--role", "viewer").exit_code == 0
    assert roles(ipr) == [("liaison", "CBP"), ("viewer", None)]
    assert ipr("user", "revoke", EMAIL, "--role", "liaison", "--component", "cbp").exit_code == 0
    assert roles(ipr) == [("viewer", None)]


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("revoke", EMAIL, "--role", "viewer"), 1, f"{EMAIL} is not viewer for the whole department."),
        (("revoke", EMAIL, "--role", "liaison", "--component", "NOPE"), 1, "There is no component NOPE."),
        (("revoke", "x@x.example", "--role", "viewer"), 1, "Nobody has an account with the address x@x.example."),
        (("grant", EMAIL, "--role", "king"), 2, "Invalid value for '--role'"),
        (("enable", EMAIL), 1, f"{EMAIL} is not disabled."),
    ],
)
def test_what_cannot_be_given_or_taken_is_said(ipr, more, code, words):
    add(ipr, "--component", "CBP")
    refused = ipr("user", *more)
    assert refused.exit_code == code
    assert words in refused.stderr


def test_a_disabled_person_is_enabled_again(ipr):
    add(ipr)
    ipr("user", "disable", EMAIL)
    assert ipr("user", "enable", EMAIL).exit_code == 0
    assert "(disabled)" not in ipr("user", "list").stdout


def test_disabling_lists_what_the_person_held(ipr, database):
    add(ipr)
    with database.transaction() as session:
        tree = people.tree(session.connection())
        a_recommendation(session, Office(tree, the_system("tests", tree)), responsible_email=EMAIL, number="7")
    assert ipr("user", "disable", EMAIL).stdout.splitlines() == [
        f"1 open recommendation still names {EMAIL}:",
        "  OIG-26-01 no. 7 (CBP-OT)",
    ]


def test_a_forgotten_password_is_replaced_and_old_sessions_end(ipr, database):
    add(ipr)
    with database.transaction() as session:
        person_id = accounts.account(session.connection(), EMAIL).id
        sessions.begin(session, person_id, Proof.PASSWORD, address="", browser="", now=NOW)
    assert ipr("user", "password", EMAIL, "--password-stdin", stdin="another good one\n").exit_code == 0
    with database.reading() as connection:
        after = accounts.account(connection, EMAIL)
    assert passwords.match(after.password_hash, "another good one")
    with database.reading() as connection:
        assert open_sessions.of(connection, person_id, NOW) == []


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "short"), ("nobody@cbp.example", "another good one")])
def test_a_weak_password_or_an_unknown_person_is_refused(ipr, email, password):
    add(ipr)
    assert ipr("user", "password", email, "--password-stdin", stdin=f"{password}\n").exit_code == 1


def test_second_factors_that_are_lost_are_removed(ipr, database):
    add(ipr)
    with database.transaction() as session:
        person_id = accounts.account(session.connection(), EMAIL).id
        row = {"person_id": person_id, "sealed_secret": "x", "added_at": NOW, "confirmed": True, "last_step": 0}
        session.add(AuthenticatorApp(**row))
    assert ipr("user", "reset-factors", EMAIL).exit_code == 0
    with database.reading() as connection:
        assert not factors.any_of(connection, person_id)
    refused = ipr("user", "reset-factors", EMAIL)
    assert (refused.exit_code, refused.stderr) == (1, f"Error: {EMAIL} has no second factor.\n")


def test_components_and_the_history_come_as_json_too(ipr):
    listed = json.loads(ipr("component", "list", "--json").stdout)
    assert [(one["code"], one["parent"]) for one in listed[:2]] == [("DHS", None), ("CBP", "DHS")]
    told = json.loads(ipr("verify", "--json").stdout)
    assert (told["holds"], told["first_bad_entry"]) == (True, None)
