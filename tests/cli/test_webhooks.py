import json

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main
from ipr_compliance.domain.words import Role
from tests.factories import a_person, a_recommendation, an_office, an_update
from tests.setup.receiver import receiver

OWNER, ADDRESS = "systems@dhs.example", "https://receiver.example/hook"


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.VIEWER, email=OWNER)
        return office


@pytest.fixture
def ipr(office, database_url, monkeypatch, tmp_path):  # noqa: ARG001 - it is there before
    for name, value in {"ENV": "development", "HOME": str(tmp_path), "DATABASE_URL": database_url}.items():
        monkeypatch.setenv(f"IPR_{name}", value)
    return lambda *arguments: CliRunner().invoke(main, arguments)


def add(ipr, *more, address=ADDRESS, owner=OWNER):
    return ipr("webhook", "add", address, "--owner", owner, *more)


def test_one_is_added_listed_and_removed(ipr):
    secret = add(ipr, "--component", "cbp").stdout.strip()
    assert secret.startswith("whsec_")
    listed = ipr("webhook", "list", "--json").stdout
    [found] = json.loads(listed)
    assert {name: found[name] for name in ("id", "owner", "address", "component", "active")} == {
        "id": 1, "owner": OWNER, "address": ADDRESS, "component": "CBP", "active": True,
    }  # fmt: skip
    assert secret not in listed
    assert ipr("webhook", "list").stdout == f"1  {ADDRESS}  {OWNER}  CBP  on\n"
    assert ipr("webhook", "remove", "1").exit_code == 0
    assert json.loads(ipr("webhook", "list", "--json").stdout) == []
    gone = ipr("webhook", "remove", "1")
    assert (gone.exit_code, "removed already" in gone.stderr) == (1, True)


@pytest.mark.parametrize(
    ("more", "options", "words"),
    [
        ({"address": "http://receiver.example/"}, (), "begins with https://"),
        ({"address": "https://10.0.0.1/"}, (), "IPR_WEBHOOKS_PRIVATE"),
        ({"owner": "nobody@dhs.example"}, (), "active account"),
        ({"owner": "nobody"}, (), "not an e-mail address"),
        ({}, ("--component", "FEMA"), "no component FEMA"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_added(ipr, more, options, words):
    refused = add(ipr, *options, **more)
    assert (refused.exit_code, words in refused.stderr) == (1, True), refused.stderr
    assert json.loads(ipr("webhook", "list", "--json").stdout) == []


def test_the_same_a_second_time_is_refused(ipr):
    assert add(ipr).exit_code == 0
    assert "already" in add(ipr).stderr
    assert add(ipr, "--component", "CBP").exit_code == 0


def test_delivering_tells_what_has_changed(ipr, database, office, monkeypatch):
    monkeypatch.setenv("IPR_WEBHOOKS_PRIVATE", "true")
    with database.transaction() as session:
        record = a_recommendation(session, office)
    with receiver() as there:
        add(ipr, address=there.address)
        with database.transaction() as session:
            an_update(session, office, record)
        assert json.loads(ipr("deliver", "--json").stdout)["sent"] == 1
        assert len(there.calls) == 1
