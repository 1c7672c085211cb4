import logging
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from ipr_compliance.domain.words import Role
from ipr_compliance.services import milestones, people
from ipr_compliance.services.inputs import MilestoneInput
from tests.factories import NOW, TODAY, a_desk, a_person, a_recommendation, an_office, an_update
from tests.visitors import log_in, send

EMAIL = "manager@cbp.example"
OVERDUE = TODAY - timedelta(days=40)
SOON = TODAY + timedelta(days=10)
TEXT = 'We recommend that CBP "write", test; and\r\nkeep\\ its procedures 😀. ' + "Long, long. " * 100


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        office.record = a_recommendation(session, office, number="3", text=TEXT, due_on=OVERDUE)
        a_recommendation(session, office, number="4", component="PLCY", due_on=SOON)
        given = MilestoneInput.read({"title": "Ask counsel, then sign; 😀", "due_on": SOON})
        milestones.add(a_desk(session, office), office.record, given)
        a_person(session, office, Role.PROGRAM_MANAGER, "CBP-OT", email=EMAIL)
    return office


@pytest.fixture
def person(office, client):  # noqa: ARG001  # the person is one of the office
    log_in(client, EMAIL)
    return client


@pytest.fixture
def program(app):
    """A calendar program: it has no session, only an address."""
    return app.test_client()


def an_address(person):
    answer = send(person, "/account/calendar")
    assert answer.status_code == 200
    return re.search(r'value="(http[^"]+\.ics)"', answer.text)[1]


def path(address):
    return urlsplit(address).path


def events(program, address):
    answer = program.get(path(address))
    assert answer.status_code == 200
    return Calendar.from_ical(answer.data).events


def test_a_calendar_program_reads_my_deadlines_and_steps(person, program, office):
    due, step = events(program, an_address(person))
    assert due["summary"] == "OIG-26-01 no. 3: due (CBP-OT)"
    assert (due.start, due.end) == (OVERDUE, OVERDUE + timedelta(days=1))
    assert due["uid"] == f"recommendation-{office.record}@127.0.0.1"
    assert due["url"] == f"http://127.0.0.1:8000/recommendations/{office.record}"
    assert step["summary"] == "OIG-26-01 no. 3: Ask counsel, then sign; 😀 (CBP-OT)"
    assert step.start == SOON
    assert step["uid"].startswith("milestone-")


def test_an_event_tells_how_the_text_begins_and_where_the_rest_is(person, program, office):
    description = str(events(program, an_address(person))[0]["description"])
    text, link = description.split("\n\n")
    assert text.startswith('We recommend that CBP "write", test; and keep\\ its procedures 😀. Long, long.')
    assert text.endswith("…")
    assert len(text) <= 301
    assert link.endswith(f"/recommendations/{office.record}")


def test_the_answer_is_a_calendar_that_no_proxy_shares_and_no_program_keeps_for_long(person, program):
    answer = program.get(path(an_address(person)))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert "Set-Cookie" not in answer.headers
    assert [line for line in answer.data.split(b"\r\n") if len(line) > 75 or b"\n" in line or b"\r" in line] == []


def test_nothing_is_sent_again_until_something_has_changed(person, program, office, database):
    address = path(an_address(person))
    first = program.get(address)
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with database.transaction() as session:
        an_update(session, office, office.record)
    changed = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert Calendar.from_ical(changed.data).events[0]["sequence"] == 2


def test_the_clock_is_not_in_it(person, program, clock):
    address = path(an_address(person))
    first = program.get(address).data
    clock.at += timedelta(days=3)
    assert program.get(address).data == first
    assert Calendar.from_ical(first).events[0]["dtstamp"].dt == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_a_role_taken_away_takes_effect_at_the_next_fetch(person, program, office, database):
    address = an_address(person)
    with database.transaction() as session:
        people.revoke(
            session, EMAIL, Role.PROGRAM_MANAGER, ["CBP-OT"], tree=office.tree, by=office.keeper, today=TODAY, now=NOW
        )
    assert events(program, address) == []


def test_a_disabled_person_has_no_calendar(person, program, office, database):
    address = path(an_address(person))
    with database.transaction() as session:
        people.disable(session, EMAIL, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    assert program.get(address).status_code == 404


def test_a_new_address_replaces_the_one_before(person, program):
    first, second = an_address(person), an_address(person)
    assert program.get(path(first)).status_code == 404
    assert len(events(program, second)) == 2


def test_a_revoked_address_is_not_there(person, program):
    address = path(an_address(person))
    assert "Revoke the calendar address" in person.get("/account").text
    answer = send(person, "/account/calendar/revocation")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert program.get(address).status_code == 404
    page = person.get("/account").text
    assert "does not work any more" in page
    assert "Revoke the calendar address" not in page


@pytest.mark.parametrize("token", ["x", "%F0%9F%98%80", "a" * 3000, "..", "x.ics"])
def test_an_address_that_nobody_made_is_not_there(program, office, token):  # noqa: ARG001
    assert program.get(f"/calendar/{token}.ics").status_code == 404


def test_an_address_is_shown_once(person):
    address = an_address(person)
    page = person.get("/account").text
    assert address not in page
    assert "Your address was made on November 24, 2026, 9:00 a.m." in page
    assert "Make a new calendar address" in page


def test_an_address_is_a_key_to_nothing_but_the_calendar(person, program):
    program.get(path(an_address(person)))
    assert program.get("/account").status_code == 303


def test_a_feed_asks_the_database_five_questions(person, program, statements):
    address = path(an_address(person))
    program.get(address)  # what follows from the history is kept from here on
    statements.clear()
    program.get(address)
    assert len([one for one in statements if one.lstrip().startswith("SELECT")]) <= 5


def test_an_error_is_noted_without_the_address(person, program, database, caplog):
    address = path(an_address(person))
    with database.transaction() as session:
        session.connection().execute(sa.text("DROP TABLE calendar_feed"))
    assert program.get(address).status_code == 500
    assert "/calendar/….ics" in caplog.text
    assert address not in caplog.text
    assert address.removeprefix("/calendar/").removesuffix(".ics") not in caplog.text
    logging.getLogger("gunicorn.error").error("Error handling request %s", address)
    assert address not in caplog.text
