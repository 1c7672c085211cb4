import re

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.models import Message
from tests.factories import a_person, an_office
from tests.visitors import log_in, send

EMAIL = "manager@plcy.example"
WHOLE, PART = "admin@dhs.example", "admin@plcy.example"


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
        a_person(session, office, Role.ADMIN, email=WHOLE)
        a_person(session, office, Role.ADMIN, "PLCY", email=PART)


@pytest.fixture
def person(office, client):  # noqa: ARG001  # the person is one of the office
    log_in(client, EMAIL)
    return client


@pytest.fixture
def visit(office, app):  # noqa: ARG001  # the same
    def as_(email):
        client = app.test_client()
        log_in(client, email)
        return client

    return as_


def secret_on(answer):
    return re.search(r'value="(ipr_[^"]+)"', answer.text)[1]


def status(app, secret, method="GET"):
    headers = {"Authorization": f"Bearer {secret}"}
    return app.test_client().open("/api/v1/reports", method=method, headers=headers, json={}).status_code


def test_a_token_is_shown_once_and_revoked(person, app):
    made = send(person, "/account/tokens", name="figures", scope="read", expires_on="2027-01-15")
    assert made.headers["Cache-Control"] == "no-store"
    secret = secret_on(made)
    assert (status(app, secret), status(app, secret, "POST")) == (200, 403)

    page = person.get("/account/tokens").text
    assert secret not in page
    for words in ("figures", "Reads only", "January 15, 2027", "November 24, 2026"):
        assert words in page
    path = re.search(r'action="(/account/tokens/\d+/revocation)"', page)[1]
    assert send(person, path).status_code == 303
    assert "does not work any more" in person.get("/account/tokens").text
    assert status(app, secret) == 401


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"name": " "}, 422, "Fill in “name”."),
        ({"name": "x", "scope": "all"}, 422, "“scope” must be"),
        ({"name": "x", "expires_on": "2026-11-23"}, 422, "last day is over"),
        ({"name": "taken"}, 409, "has a token “taken” already"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(person, fields, code, words):
    send(person, "/account/tokens", name="taken")
    answer = send(person, "/account/tokens", **fields)
    assert answer.status_code == code
    assert answer.text.count(words) == 2
    assert "ipr_" not in answer.text.replace("ipr_session", "")


def test_an_administrator_of_everything_makes_and_revokes_those_of_others(visit, app):
    admin = visit(WHOLE)
    address = re.search(r'href="(/admin/people/\d+/tokens)"', person_page(admin))[1]
    secret = secret_on(send(admin, address, name="figures", scope="write"))
    assert status(app, secret) == 200
    assert "figures" in visit(EMAIL).get("/account/tokens").text
    path = re.search(rf'action="({address}/\d+/revocation)"', admin.get(address).text)[1]
    assert send(admin, path).status_code == 303
    assert status(app, secret) == 401


def test_nobody_else_reaches_the_tokens_of_others(visit, app):
    address = re.search(r'href="(/admin/people/\d+/tokens)"', person_page(visit(WHOLE)))[1]
    mine = visit(EMAIL)
    secret = secret_on(send(mine, "/account/tokens", name="mine"))
    number = re.search(r"/account/tokens/(\d+)/revocation", mine.get("/account/tokens").text)[1]
    for other in (visit(PART), mine):
        assert other.get(address).status_code == send(other, address, name="x").status_code == 403
        assert send(other, f"{address}/{number}/revocation").status_code == 403
    assert send(visit(PART), f"/account/tokens/{number}/revocation").status_code == 404
    assert status(app, secret) == 200


def person_page(client):
    listed = client.get("/admin/people").text
    number = re.search(rf'href="/admin/people/(\d+)"[^>]*>(?:(?!</tr>).)*{re.escape(EMAIL)}', listed, re.DOTALL)[1]
    return client.get(f"/admin/people/{number}").text


def test_the_owner_is_told_by_mail_of_a_token_and_never_its_secret(person, database):
    secret = secret_on(send(person, "/account/tokens", name="figures", scope="write"))
    with database.reading() as connection:
        messages = connection.execute(sa.select(Message.recipient, Message.text, Message.html)).all()
    [(recipient, text, html)] = messages
    assert (recipient, "“figures”" in text, "read and write as you" in text) == (EMAIL, True, True)
    assert secret not in text + html
