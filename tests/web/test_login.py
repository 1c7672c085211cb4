import re
import time
from datetime import timedelta

import flask
import pytest
import sqlalchemy as sa
from flask_wtf import csrf

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import leadership
from ipr_compliance.models import LoginFailure, LoginSession
from ipr_compliance.services import people
from ipr_compliance.web import security
from tests.factories import NOW, PASSWORD, TODAY, a_person, an_office
from tests.visitors import form_token, log_in, send

EMAIL = "manager@plcy.example"


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
    return office


@pytest.fixture
def visitor(client, office):  # noqa: ARG001  # there is somebody who could log in
    return client


def is_in(client):
    return client.get("/account").status_code == 200


def test_a_visitor_is_asked_to_log_in_and_comes_back_to_the_page(visitor):
    asked = visitor.get("/account?from=mail")
    assert (asked.status_code, asked.location) == (303, "/login?next=/account?from%3Dmail")
    form = visitor.get(asked.location).text
    assert 'name="next" value="/account?from=mail"' in form
    answer = log_in(visitor, EMAIL, next="/account?from=mail")
    assert (answer.status_code, answer.location) == (303, "/account?from=mail")
    assert EMAIL in visitor.get(answer.location).text


def test_an_address_is_typed_in_any_case(visitor):
    log_in(visitor, f" {EMAIL.upper()} ")
    assert is_in(visitor)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "", "x"],
)
def test_a_login_leads_nowhere_else(visitor, elsewhere):
    assert log_in(visitor, EMAIL, next=elsewhere).location == "/"


def test_people_come_in_while_a_scheduler_leads(visitor, database):
    with leadership.lead(database) as lead:
        assert lead is not None
        log_in(visitor, EMAIL)
    assert is_in(visitor)


def test_a_form_sent_without_login_leads_back_to_its_page(visitor):
    asked = visitor.post("/account/password", headers={"Referer": "http://localhost/account"})
    assert (asked.status_code, asked.location) == (303, "/login?next=/account")
    asked = visitor.post("/account/password", headers={"Referer": "http://evil.example/account"})
    assert asked.location == "/login?next=/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(visitor):
    answers = [log_in(visitor, email, "wrong") for email in (EMAIL, "nobody@plcy.example")]
    assert [answer.status_code for answer in answers] == [422, 422]
    known, unknown = (re.sub('csrf_token" value="[^"]+', "", answer.text) for answer in answers)
    unknown = unknown.replace("nobody@plcy.example", EMAIL)
    assert known == unknown
    assert "do not belong together" in known
    assert not is_in(visitor)


def test_the_address_is_kept_in_the_form_and_the_password_is_not(visitor):
    page = log_in(visitor, EMAIL, "a wrong password").text
    assert f'value="{EMAIL}"' in page
    assert "a wrong password" not in page


@pytest.mark.parametrize("email", [EMAIL, "nobody@plcy.example"])
def test_five_wrong_passwords_slow_an_account_down_whether_or_not_it_exists(visitor, email):
    answers = [log_in(visitor, email, "wrong").status_code for _ in range(5)]
    slowed = log_in(visitor, email, PASSWORD)
    assert answers == [422] * 5
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "15")
    assert "There were too many wrong passwords. Wait 15 seconds, then try again." in slowed.text
    assert not is_in(visitor)


def test_after_the_wait_the_right_password_works_and_clears_the_count(visitor, clock, database):
    for _ in range(5):
        log_in(visitor, EMAIL, "wrong")
    clock.at += timedelta(seconds=15)
    assert log_in(visitor, EMAIL).status_code == 303
    assert is_in(visitor)
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(LoginFailure)).scalar() == 0


def test_logging_out_ends_the_session_and_every_copy_of_its_cookie(visitor, app):
    log_in(visitor, EMAIL)
    copy = app.test_client()
    copy.set_cookie("ipr_session", visitor.get_cookie("ipr_session").value)
    assert is_in(copy)
    answer = send(visitor, "/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert not is_in(visitor)
    assert not is_in(copy)


def test_logging_out_leaves_the_sessions_on_other_devices(visitor, app):
    other = app.test_client()
    for client in (visitor, other):
        log_in(client, EMAIL)
    send(visitor, "/logout")
    assert is_in(other)


def test_logging_in_again_ends_the_session_before(visitor, app):
    log_in(visitor, EMAIL)
    copy = app.test_client()
    copy.set_cookie("ipr_session", visitor.get_cookie("ipr_session").value)
    log_in(visitor, EMAIL)
    assert is_in(visitor)
    assert not is_in(copy)


def test_the_key_of_the_cookie_stands_nowhere_in_the_database(visitor, database):
    log_in(visitor, EMAIL)
    with visitor.session_transaction() as cookie, database.reading() as connection:
        kept = connection.execute(sa.select(LoginSession.__table__)).mappings().one()
        assert cookie["token"] not in str(kept)


def test_a_session_ends_after_an_hour_of_silence(visitor, clock):
    log_in(visitor, EMAIL)
    for _ in range(3):
        clock.at += timedelta(minutes=50)
        assert is_in(visitor)
    clock.at += timedelta(minutes=61)
    assert not is_in(visitor)


def test_a_session_ends_after_twelve_hours_of_work(visitor, clock):
    log_in(visitor, EMAIL)
    for _ in range(24):
        clock.at += timedelta(minutes=30)
        assert is_in(visitor)
    clock.at += timedelta(seconds=1)
    assert not is_in(visitor)


def test_a_disabled_person_is_out_at_the_next_request(visitor, database, office):
    log_in(visitor, EMAIL)
    with database.transaction() as session:
        people.disable(session, EMAIL, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    assert not is_in(visitor)
    assert log_in(visitor, EMAIL).status_code == 422


def test_a_new_role_holds_at_the_next_request(visitor, database, office):
    log_in(visitor, EMAIL)
    assert "Liaison for CBP" not in visitor.get("/account").text
    with database.transaction() as session:
        people.grant(
            session, EMAIL, Role.LIAISON, ["CBP"], tree=office.tree, by=office.keeper, today=TODAY, now=NOW
        )  # fmt: skip
    page = visitor.get("/account").text
    assert "Liaison for CBP" in page
    assert 'href="/deliveries"' in page


def test_a_login_starts_from_nothing(visitor):
    before = form_token(visitor, "/login")
    log_in(visitor, EMAIL)
    assert visitor.post("/account/password", data={"csrf_token": before}).status_code == 400


def test_a_form_s_token_is_signed_once_for_a_session(visitor, monkeypatch):
    log_in(visitor, EMAIL)
    first = form_token(visitor, "/account")
    monkeypatch.setattr(security, "generate_csrf", lambda: pytest.fail("It is signed again."))
    monkeypatch.setattr(csrf, "generate_csrf", lambda: pytest.fail("It is signed again."))
    assert form_token(visitor, "/account") == first
    assert visitor.post("/account/password", data={"csrf_token": first}).status_code == 422


def test_a_cookie_is_looked_at_again_in_the_next_minute(visitor, monkeypatch):
    log_in(visitor, EMAIL)
    now = time.time()
    lifetime = visitor.application.permanent_session_lifetime.total_seconds()
    for later, known in ((0, True), (lifetime - 60, True), (lifetime + 60, False)):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        with visitor.application.test_request_context(headers={"Cookie": cookie_of(visitor)}):
            assert ("token" in flask.session) is known


def test_a_request_changes_its_own_copy_of_what_a_cookie_says(app):
    signed = app.session_interface.get_signing_serializer(app).dumps({"_flashes": [("message", "Saved.")]})
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={signed}"
    for _time in range(2):
        with app.test_request_context(headers={"Cookie": cookie}):
            flask.flash("Saved again.")
            assert [text for _kind, text in flask.session["_flashes"]] == ["Saved.", "Saved again."]


def cookie_of(visitor):
    return "; ".join(f"{one.key}={one.value}" for one in visitor._cookies.values())


def test_a_signed_in_page_asks_for_the_person_once(visitor, statements):
    log_in(visitor, EMAIL)
    statements.clear()
    visitor.get("/help")
    assert len([sent for sent in statements if "login_session" in sent or "FROM person" in sent]) == 1


def test_not_every_request_writes_down_that_the_session_is_used(visitor, statements, clock):
    def noted():
        statements.clear()
        visitor.get("/help")
        return len([sent for sent in statements if sent.startswith("UPDATE login_session")])

    log_in(visitor, EMAIL)
    clock.at += timedelta(minutes=5)
    assert noted() == 0
    clock.at += timedelta(minutes=1)
    assert [noted(), noted()] == [1, 0]


@pytest.mark.parametrize("email", ["", "a\0b", "x" * 1000, "' OR 1=1 --"])
def test_whatever_is_typed_is_answered(visitor, email):
    assert log_in(visitor, email, "\0" + "x" * 5000).status_code == 422
