from datetime import timedelta

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import PASSWORD, a_person, an_office
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
