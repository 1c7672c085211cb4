import re

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message
from ipr_compliance.queries import history
from tests.factories import a_person, an_office
from tests.visitors import log_in, send

PAGE, ADDRESS = "/admin/webhooks", "https://receiver.example/hook?of=<b>"
HOOK = {"address": ADDRESS, "owner": "admin@dhs.example", "component": "CBP"}


@pytest.fixture
def office(database):
    with database.transaction() as session:
        return an_office(session)


@pytest.fixture
def admin(database, office, client):
    with database.transaction() as session:
        email = a_person(session, office, Role.ADMIN)
    log_in(client, email)
    return client


def kinds(database):
    with database.reading() as connection:
        return [entry.kind for entry in history.timeline(connection, "webhook", 1)][::-1]


def test_one_is_added_tested_switched_off_and_on_and_removed(admin, database):
    made = send(admin, PAGE, **HOOK)
    assert (made.status_code, made.headers["Cache-Control"]) == (200, "no-store")
    secret = re.search(r'value="(whsec_[^"]+)"', made.text)[1]
    page = admin.get(PAGE).text
    assert secret not in page
    assert "https://receiver.example/hook?of=&lt;b&gt;" in page
    for path, state in (("1/test", "Switch off"), ("1/off", "Switch on"), ("1/on", "Switch off")):
        assert send(admin, f"{PAGE}/{path}").status_code == 303
        assert state in admin.get(PAGE).text
    assert send(admin, f"{PAGE}/1/removal").status_code == 303
    assert "No other system is told" in admin.get(PAGE).text
    assert kinds(database) == ["added", "switched-off", "switched-on", "removed"]
    with database.reading() as connection:
        assert connection.execute(sa.select(Message.state)).scalars().all() == ["cancelled"]
    shown = admin.get("/deliveries/1")
    assert shown.status_code == 200
    assert "&#34;type&#34;:&#34;test&#34;" in shown.text


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"address": " "}, 422, "Fill in “address”."),
        ({"address": "http://receiver.example/"}, 422, "address begins with https://"),
        ({"address": "https://[::1]/"}, 422, "private network"),
        ({"owner": "nobody@dhs.example"}, 422, "active account"),
        ({"component": "FEMA"}, 422, "no component FEMA"),
        ({}, 409, "a webhook to this address already"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(admin, fields, code, words):
    send(admin, PAGE, **HOOK)
    answer = send(admin, PAGE, **HOOK | fields)
    assert answer.status_code == code
    assert answer.text.count(words) == 2
    assert "whsec_" not in answer.text


def test_what_is_so_already_is_said(admin):
    send(admin, PAGE, **HOOK)
    assert "switched on already" in send(admin, f"{PAGE}/1/on").text
    send(admin, f"{PAGE}/1/off")
    assert send(admin, f"{PAGE}/1/test").status_code == 409
    assert send(admin, f"{PAGE}/99/off").status_code == 404


def test_who_administers_a_part_only_does_not_come_in(client, database, office):
    with database.transaction() as session:
        email = a_person(session, office, Role.ADMIN, "CBP")
    log_in(client, email)
    assert client.get(PAGE).status_code == 403
    assert "Webhooks" not in client.get("/admin").text
    assert [send(client, f"{PAGE}{rest}", **HOOK).status_code for rest in ("", "/1/off", "/1/removal")] == [403] * 3
