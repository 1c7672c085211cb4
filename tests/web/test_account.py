import re
from datetime import timedelta

import pytest

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import people
from tests.factories import PASSWORD, Office, a_person, an_office
from tests.visitors import log_in, send

EMAIL = "manager@plcy.example"
NEW = "another few words"


@pytest.fixture
def person(database, client):
    with database.transaction() as session:
        a_person(session, an_office(session), Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
    log_in(client, EMAIL)
    return client


def change(client, current=PASSWORD, new=NEW, again=None):
    return send(
        client, "/account/password", current_password=current, new_password=new, new_password_again=again or new
    )


def test_the_account_tells_who_i_am_and_what_i_may_do(person):
    page = person.get("/account").text
    assert EMAIL in page
    assert "Program manager for PLCY" in page


def test_a_new_password_keeps_this_session_and_ends_the_others(person, app):
    other = app.test_client()
    log_in(other, EMAIL)
    answer = change(person)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Your password is changed." in person.get("/account").text
    assert other.get("/account").status_code == 303
    assert log_in(other, EMAIL).status_code == 422
    assert log_in(other, EMAIL, NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"current": "wrong"}, "This is not your current password."),
        ({"new": "short"}, "at least 8 characters"),
        ({"new": PASSWORD}, "The new password is the old one"),
        ({"new": EMAIL}, "cannot be the e-mail address"),
        ({"again": "something else"}, "was not typed the same twice"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_changes_nothing(person, app, form, words):
    answer = change(person, **form)
    assert answer.status_code == 422
    assert "<title>Error: Your account" in answer.text
    assert answer.text.count(words) == 2
    assert log_in(app.test_client(), EMAIL).status_code == 303


def test_guesses_at_the_current_password_slow_down_too(person, clock):
    assert [change(person, current="wrong").status_code for _ in range(6)] == [422] * 5 + [429]
    clock.at += timedelta(seconds=15)
    assert change(person).status_code == 303


def test_one_chooses_how_often_one_is_reminded(person):
    assert '<option value="daily" selected>Every working day' in person.get("/account").text
    answer = send(person, "/account/reminders", rhythm="wednesday")
    assert (answer.status_code, answer.location) == (303, "/account")
    page = person.get("/account").text
    assert "You will be reminded weekly, on Wednesdays." in page
    assert '<option value="wednesday" selected>Weekly, on Wednesdays' in page


def test_a_rhythm_that_does_not_exist_is_told_beside_its_field(person):
    answer = send(person, "/account/reminders", rhythm="never")
    assert answer.status_code == 422
    assert answer.text.count("Choose how often you are reminded.") == 2
    assert "Your choice was not saved" in answer.text


CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture
def other(person, app):  # noqa: ARG001  # logged in first
    other = app.test_client()
    other.environ_base |= {"HTTP_USER_AGENT": CHROME, "REMOTE_ADDR": "192.0.2.7"}
    log_in(other, EMAIL)
    return other


def ending_of(client, browser):
    """Where the button is that ends the session of that browser."""
    row = next(row for row in client.get("/account").text.split("<tr>") if browser in row)
    return re.search('action="(/account/sessions/[0-9]+/ending)"', row)[1]


@pytest.mark.usefixtures("other")
def test_the_account_lists_ones_own_sessions(person, clock):
    clock.at += timedelta(minutes=10)
    page = person.get("/account").text
    assert "Chrome on Linux" in page
    assert "192.0.2.7" in page
    assert page.count("(this one)") == 1
    assert page.count(">Now<") == 1
    assert "November 24, 2026, 9:00 a.m." in page


def test_a_person_ends_one_of_their_sessions(person, other):
    answer = send(person, ending_of(person, "Chrome on Linux"))
    assert (answer.status_code, answer.location) == (303, "/account")
    assert other.get("/account").status_code == 303
    assert "That session has ended" in person.get("/account").text


def test_ending_this_session_logs_out(person, other):
    answer = send(other, ending_of(other, "this one"))
    assert (answer.status_code, answer.location) == (303, "/login")
    assert other.get("/account").status_code == 303
    assert person.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(person, app, database):
    with database.transaction() as session:
        tree = people.tree(session.connection())
        a_person(session, Office(tree, the_system("tests", tree)), Role.VIEWER, email="viewer@dhs.example")
    stranger = app.test_client()
    log_in(stranger, "viewer@dhs.example")
    assert send(stranger, ending_of(person, "this one")).status_code == 404
    assert person.get("/account").status_code == 200
    assert "manager@plcy.example" not in stranger.get("/account").text


def test_a_session_that_is_over_is_listed_no_more(person, other, clock):
    for _ in range(2):
        clock.at += timedelta(minutes=50)
        person.get("/account")
    assert "Chrome on Linux" not in person.get("/account").text
    assert other.get("/account").status_code == 303
