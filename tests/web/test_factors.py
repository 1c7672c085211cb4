"""Second factors through Flask's client; the ceremonies of security keys are walked in tests/browser."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.models import AuthenticatorApp, History, Message, RecoveryCode
from ipr_compliance.services import people, tokens
from ipr_compliance.settings import Settings
from tests.factories import PASSWORD, a_person, an_office
from tests.visitors import log_in, send

EMAIL = "manager@plcy.example"
ADMIN = "admin@dhs.example"
PAGE = "/account/second-factor"
STEP = timedelta(seconds=30)


@pytest.fixture
def required():
    """The roles that ask for a second factor."""
    return ""


@pytest.fixture
def settings(settings, required):
    return Settings(**settings.model_dump() | {"require_second_factor": required})


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
        a_person(session, office, Role.ADMIN, email=ADMIN)
    return office


@pytest.fixture
def person(client, office):  # noqa: ARG001  # whose account it is
    log_in(client, EMAIL)
    return client


def begin_app(client):
    """Add an app up to the page with its key; answers the key."""
    send(client, f"{PAGE}/app", page=PAGE)
    return re.search('<code class="site-key">([A-Z2-7 ]+)</code>', client.get(f"{PAGE}/app").text)[1].replace(" ", "")


def code_of(secret, clock, steps=0):
    return pyotp.TOTP(secret).at(clock.at + steps * STEP)


def add_app(client, clock):
    """Add an app; answers its key and the recovery codes."""
    secret = begin_app(client)
    answer = send(client, f"{PAGE}/app/confirmation", page=f"{PAGE}/app", code=code_of(secret, clock))
    clock.at += STEP * 2
    return secret, re.findall("<li><code>([a-z0-9-]+)</code>", answer.text)


def second_step(client, code, **fields):
    return send(client, "/login/second-factor", page="/login/second-factor", code=code, **fields)


def is_in(client):
    return client.get("/account").status_code == 200


@pytest.fixture
def app_and_codes(person, clock):
    return add_app(person, clock)


@pytest.fixture
def secret(app_and_codes):
    return app_and_codes[0]


@pytest.fixture
def visitor(app, secret):  # noqa: ARG001  # there is a second factor to ask for
    client = app.test_client()
    log_in(client, EMAIL, next="/reports")
    return client


def test_an_app_is_added_with_a_picture_and_a_key_and_a_code(person, clock):
    secret = begin_app(person)
    page = person.get(f"{PAGE}/app").text
    assert 'src="data:image/svg+xml' in page
    answer = send(person, f"{PAGE}/app/confirmation", page=f"{PAGE}/app", code=code_of(secret, clock))
    assert len(set(re.findall("<li><code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>", answer.text))) == 10
    assert "Added on November 24, 2026" in person.get(PAGE).text
    assert "You have 1." in person.get("/account").text
    assert person.get(f"{PAGE}/app").status_code == 404


def test_an_app_does_not_count_before_a_right_code(person, app, clock):
    secret = begin_app(person)
    answer = send(person, f"{PAGE}/app/confirmation", page=f"{PAGE}/app", code=code_of(secret, clock, 5))
    assert answer.status_code == 422
    assert "This code is not right" in answer.text
    other = app.test_client()
    assert log_in(other, EMAIL).location == "/"
    assert is_in(other)


def test_the_password_alone_opens_nothing_any_more(visitor):
    assert log_in(visitor, EMAIL, next="/reports").location == "/login/second-factor?next=/reports"
    assert visitor.get("/account").location == "/login?next=/account"
    assert visitor.get("/reports").status_code == 303


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_code_of_the_app_lets_in_one_step_around(visitor, secret, clock, steps):
    answer = second_step(visitor, code_of(secret, clock, steps), next="/reports")
    assert (answer.status_code, answer.location) == (303, "/reports")
    assert "password and authenticator app" in visitor.get("/account").text


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_time_does_not(visitor, secret, clock, steps):
    clock.at += STEP * 5
    assert second_step(visitor, code_of(secret, clock, steps)).status_code == 422
    assert not is_in(visitor)


def test_a_code_is_taken_once(visitor, secret, clock, app):
    code = code_of(secret, clock)
    assert second_step(visitor, code).status_code == 303
    other = app.test_client()
    log_in(other, EMAIL)
    answer = second_step(other, code)
    assert answer.status_code == 422
    assert "was used before" in answer.text
    assert not is_in(other)
    assert second_step(other, code_of(secret, clock, 1)).status_code == 303


def test_an_older_code_is_not_taken_after_a_newer_one(visitor, secret, clock, app):
    second_step(visitor, code_of(secret, clock, 1))
    other = app.test_client()
    log_in(other, EMAIL)
    assert second_step(other, code_of(secret, clock)).status_code == 422


def test_a_recovery_code_lets_in_once(visitor, app_and_codes, app):
    code = app_and_codes[1][3]
    assert second_step(visitor, f" {code.upper()} ").status_code == 303
    page = visitor.get("/account").text
    assert "You have 9 left" in page
    assert "password and recovery code" in page
    other = app.test_client()
    log_in(other, EMAIL)
    assert second_step(other, code).status_code == 422
    assert not is_in(other)


def test_new_recovery_codes_replace_the_old_ones(person, visitor, app_and_codes):
    answer = send(person, f"{PAGE}/recovery-codes", page=PAGE)
    new = re.findall("<li><code>([a-z0-9-]+)</code>", answer.text)
    assert len(new) == 10
    assert second_step(visitor, app_and_codes[1][0]).status_code == 422
    assert second_step(visitor, new[0]).status_code == 303


def test_guesses_at_codes_slow_down(visitor, secret, clock):
    assert [second_step(visitor, "000000x").status_code for _ in range(6)] == [422] * 5 + [429]
    assert "There were too many wrong codes." in second_step(visitor, code_of(secret, clock)).text
    clock.at += timedelta(seconds=15)
    assert second_step(visitor, code_of(secret, clock)).status_code == 303


def test_the_second_step_does_not_wait_for_ever(visitor, secret, clock):
    token = re.search('csrf_token" value="([^"]+)', visitor.get("/login/second-factor").text)[1]
    clock.at += timedelta(minutes=11)
    code = {"code": code_of(secret, clock), "csrf_token": token}
    assert visitor.post("/login/second-factor", data=code).location == "/login"
    assert not is_in(visitor)
    assert "waited too long" in visitor.get("/login").text


def test_the_cookie_that_waited_is_worth_nothing_afterwards(visitor, secret, clock, app):
    copy = app.test_client()
    copy.set_cookie("ipr_session", visitor.get_cookie("ipr_session").value)
    second_step(visitor, code_of(secret, clock))
    assert not is_in(copy)
    assert copy.get("/login/second-factor").status_code == 303


def test_nobody_comes_to_the_second_step_without_the_first(client, office):  # noqa: ARG001
    for path in ("/login/second-factor",):
        assert client.get(path).location == "/login"


def test_the_first_factor_ends_the_other_sessions(person, app, clock):
    other = app.test_client()
    log_in(other, EMAIL)
    add_app(person, clock)
    assert is_in(person)
    assert not is_in(other)


@pytest.mark.usefixtures("app_and_codes")
def test_an_app_is_removed_and_its_codes_with_it(person, app, database):
    assert send(person, f"{PAGE}/app/removal", page=PAGE).status_code == 303
    assert log_in(app.test_client(), EMAIL).location == "/"
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(RecoveryCode)).scalar() == 0
    assert send(person, f"{PAGE}/app/removal", page=PAGE).status_code == 409


def test_no_secret_stands_where_it_could_be_read(person, database, app_and_codes, caplog):
    secret, codes = app_and_codes
    with database.reading() as connection:
        kept = " ".join(
            str(row._mapping)
            for model in (AuthenticatorApp, RecoveryCode, History, Message)
            for row in connection.execute(sa.select(model.__table__))
        )
    told = f"{kept} {caplog.text} {person.get_cookie('ipr_session').value}"
    assert secret not in told
    assert not [code for code in codes if code in told or code.replace("-", "") in told]


def test_history_and_a_message_tell_of_it(database, app_and_codes):  # noqa: ARG001
    with database.reading() as connection:
        newest = connection.execute(sa.select(History).order_by(History.seq.desc()).limit(1)).one()
        message = connection.execute(sa.select(Message)).one()
    assert (newest.kind, newest.actor) == ("factor-added", EMAIL)
    assert (message.kind, message.recipient) == ("notice", EMAIL)
    assert "An authenticator app was added to your account." in message.text


def test_an_administrator_removes_the_factors_of_somebody(app, person, visitor, database):
    keeper = app.test_client()
    log_in(keeper, ADMIN)
    answer = send(keeper, "/admin/people/1/second-factors/removal")
    assert answer.status_code == 303
    assert "has no second factor any more" in keeper.get(answer.location).text
    assert not is_in(person)
    assert visitor.get("/login/second-factor").status_code == 303
    assert log_in(visitor, EMAIL).location == "/"
    with database.reading() as connection:
        kinds = connection.execute(sa.select(History.kind, History.actor).order_by(History.seq.desc()).limit(1)).one()
        told = connection.execute(sa.select(Message.text).order_by(Message.id.desc()).limit(1)).scalar()
    assert kinds == ("factors-reset", ADMIN)
    assert "An administrator removed the second factors" in told
    assert send(keeper, "/admin/people/1/second-factors/removal").status_code == 409


def test_only_administrators_remove_the_factors_of_others(person):
    assert send(person, "/admin/people/2/second-factors/removal").status_code == 403


@pytest.mark.usefixtures("app_and_codes")
def test_a_token_of_a_program_needs_no_second_factor(app, database, office, clock):
    with database.transaction() as session:
        given = tokens.TokenInput.read({"name": "nightly"})
        token = tokens.add(session, EMAIL, given, by=office.keeper, today=clock.today(), now=clock.now())
    answer = app.test_client().get("/api/v1/reports", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_a_key_is_not_offered_at_an_address_of_numbers(person):
    assert "this one has not" in person.get(PAGE).text
    assert person.get(f"{PAGE}/keys/new").status_code == 404


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": 1}', "\0", '{"rawId": "eA", "id": "eA", "response": {}}', "[" * 100_000]
)
def test_a_key_that_nobody_has_lets_nobody_in(visitor, answer):
    refused = send(visitor, "/login/second-factor/key", page="/login/second-factor", answer=answer)
    assert refused.status_code == 422
    assert "could not be verified" in refused.text
    assert not is_in(visitor)


class TestWhereARoleAsksForOne:
    @pytest.fixture
    def required(self):
        return "program-manager,admin"

    def test_a_person_without_one_is_led_to_add_one(self, person, clock):
        for path in ("/", "/account", "/reports", "/nowhere"):
            assert person.get(path).location == PAGE
        assert person.post("/account/reminders").location == PAGE
        assert "Add a second factor first" in person.get(PAGE).text
        add_app(person, clock)
        assert is_in(person)

    def test_one_can_log_out_instead(self, person):
        assert send(person, "/logout", page=PAGE).location == "/login"

    def test_the_last_one_stays(self, person, clock):
        add_app(person, clock)
        answer = send(person, f"{PAGE}/app/removal", page=PAGE)
        assert answer.status_code == 409
        assert "Your role asks for a second factor." in answer.text
        assert "Added on" in person.get(PAGE).text

    def test_a_role_that_asks_holds_at_the_next_request(self, app, database, office, clock):
        when = {"tree": office.tree, "by": office.keeper, "today": clock.today(), "now": clock.now()}
        with database.transaction() as session:
            a_person(session, office, Role.VIEWER, email="viewer@dhs.example")
        viewer = app.test_client()
        log_in(viewer, "viewer@dhs.example", PASSWORD)
        assert is_in(viewer)
        with database.transaction() as session:
            people.grant(session, "viewer@dhs.example", Role.PROGRAM_MANAGER, ["PLCY"], **when)
        assert viewer.get("/account").location == PAGE

    def test_who_gave_it_up_before_is_led_to_it_too(self, app, database, office, clock):
        when = {"tree": office.tree, "by": office.keeper, "today": clock.today(), "now": clock.now()}
        with database.transaction() as session:
            a_person(session, office, Role.VIEWER, email="viewer@dhs.example")
        viewer = app.test_client()
        log_in(viewer, "viewer@dhs.example", PASSWORD)
        add_app(viewer, clock)
        send(viewer, f"{PAGE}/app/removal", page=PAGE)
        assert is_in(viewer)
        with database.transaction() as session:
            people.grant(session, "viewer@dhs.example", Role.PROGRAM_MANAGER, ["PLCY"], **when)
        assert viewer.get("/account").location == PAGE
