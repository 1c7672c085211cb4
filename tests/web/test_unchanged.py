"""A page that a browser has: told so by the program, then before it, and never for longer than it holds."""

import json
from datetime import timedelta

import flask
import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from ipr_compliance import logs
from ipr_compliance.domain.sessions import LONGEST_IDLE, NOTED_AFTER
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Heartbeat, LoginSession, Person, RefusedAddress
from ipr_compliance.services import people
from ipr_compliance.web import metrics
from tests.factories import NOW, TODAY, a_person, a_recommendation, an_office
from tests.visitors import log_in
from tests.web.test_request_log import lines, written  # noqa: F401  # pytest finds them by name

PAGE = "/?component=CBP"


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, component="CBP-OT")
        for role in (Role.VIEWER, Role.LIAISON):
            a_person(session, office, role)
        session.add(Heartbeat(name="scheduler", at=NOW - timedelta(minutes=1)))
    return office


@pytest.fixture
def whole(app):
    """The addresses that the program itself was asked for, since they were last cleared."""
    asked = []

    def note(_app, **_more):
        asked.append(flask.request.full_path)

    with flask.request_started.connected_to(note, app):
        yield asked


@pytest.fixture(params=[Role.VIEWER, Role.LIAISON])
def again(request, client, office, whole):  # noqa: ARG001  # its people log in
    """Ask once more for the page that a person's browser has, and that was told to be unchanged before."""
    log_in(client, f"{request.param}@dhs.example")
    tag = {"If-None-Match": client.get(PAGE).headers["ETag"]}

    def again(**headers):
        whole.clear()
        return client.get(PAGE, headers=tag | headers)

    again.first = again()
    assert (again.first.status_code, len(whole)) == (304, 1)
    return again


def test_it_is_told_again_without_the_program(again, whole, statements):
    answer = again(**{"X-Request-Id": "outside-0001"})
    assert (answer.status_code, answer.data, whole) == (304, b"", [])
    assert answer.headers.pop("X-Request-Id") == "outside-0001"
    again.first.headers.pop("X-Request-Id")
    assert list(answer.headers) == list(again.first.headers)
    statements.clear()
    again()
    assert len([one for one in statements if one.startswith("SELECT")]) <= 2


def test_it_is_logged_and_counted_like_others(again, client, lines):  # noqa: F811  # pytest finds a fixture by the parameter's name
    client.get("/my-work")
    person, counted = lines()[-1]["person"], told(client)
    again(**{"X-Request-Id": "outside-0001"})
    last = lines()[-1]
    assert last.pop("milliseconds") >= 0
    del last["at"]
    assert last == {
        "level": "INFO", "logger": "ipr_compliance.web.request_log", "message": "request",
        "request_id": "outside-0001", "method": "GET", "route": "/", "status": 304, "person": person,
    }  # fmt: skip
    assert told(client) == counted + 1


def told(client):
    families = text_string_to_metric_families(client.get("/metrics").text)
    return next(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "ipr_http_requests_total"
        and sample.labels == {"route": "/", "method": "GET", "status": "304"}
    )


def recorded(session, office, _clock):
    a_recommendation(session, office, component="CBP-OFO", number="2")


def refused(session, _office, clock):
    session.add(RefusedAddress(address="gone@cbp.example", since=clock.now(), words="550 Gone"))


def next_day(_session, _office, clock):
    clock.at += timedelta(days=1)
    _session.connection().execute(sa.update(LoginSession).values(begun_at=clock.now(), seen_at=clock.now()))


def more_rights(session, office, _clock):
    for role in (Role.VIEWER, Role.LIAISON):
        people.grant(
            session, f"{role}@dhs.example", Role.PROGRAM_MANAGER, tree=office.tree, by=office.keeper, today=TODAY,
            now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("change", [recorded, refused, next_day, more_rights])
def test_a_page_that_has_changed_is_sent(again, whole, database, office, clock, change):
    with database.transaction() as session:
        change(session, office, clock)
    answer = again()
    assert (answer.status_code, len(whole)) == (200, 1)
    assert answer.headers["ETag"] != again.first.headers["ETag"]


def disabled(session, office, _clock):
    for role in (Role.VIEWER, Role.LIAISON):
        people.disable(session, f"{role}@dhs.example", tree=office.tree, by=office.keeper, today=TODAY, now=NOW)


def logged_out_elsewhere(session, _office, _clock):
    session.connection().execute(sa.delete(LoginSession))


def away_for_long(_session, _office, clock):
    clock.at += LONGEST_IDLE + timedelta(seconds=1)


def waiting_again(session, _office, _clock):
    session.connection().execute(sa.update(LoginSession).values(waits=True))


@pytest.mark.parametrize("end", [disabled, logged_out_elsewhere, away_for_long, waiting_again])
def test_who_is_not_let_in_any_more_is_led_to_the_login(again, database, office, clock, end):
    with database.transaction() as session:
        end(session, office, clock)
    answer = again()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/?component%3DCBP")


def test_who_has_to_choose_a_password_first_is_led_there(again, database):
    with database.transaction() as session:
        session.connection().execute(sa.update(Person).values(password_given=True))
    assert again().headers["Location"] == "/account#password"


@pytest.mark.parametrize("again", [Role.LIAISON], indirect=True)
def test_an_alarm_is_shown_at_once(again, clock):
    clock.at += NOTED_AFTER - timedelta(seconds=1)
    assert "Reminders have not run" in again().text


def test_a_visit_is_noted_all_the_same(again, whole, database, clock):
    clock.at += NOTED_AFTER + timedelta(seconds=1)
    with database.transaction(recorded=False) as session:
        session.add(Heartbeat(name="another", at=clock.now()))
    assert (again().status_code, len(whole)) == (304, 1)
    with database.reading() as connection:
        assert connection.scalar(sa.select(LoginSession.seen_at)) == clock.now()
    again()
    assert (again().status_code, len(whole)) == (304, 0)


def test_it_is_told_to_nobody_else(again, app, client, office, whole):  # noqa: ARG001
    tag = {"If-None-Match": again.first.headers["ETag"]}
    assert app.test_client().get(PAGE, headers=tag).status_code == 303
    mine = client.get_cookie("ipr_session").value
    for cookie in (f"ipr_session={mine[:-1]}", f"ipr_session={mine}x", "ipr_session=", f"other={mine}"):
        assert app.test_client(use_cookies=False).get(PAGE, headers=tag | {"Cookie": cookie}).status_code == 303
    assert client.get("/", headers=tag).status_code == 200
    assert client.post(PAGE, headers=tag).status_code == 405
    assert client.get("/my-work?component=CBP", headers=tag).status_code == 200


def test_what_fails_is_told_by_the_program(again, whole, app, monkeypatch):
    def gone():
        raise sa.exc.OperationalError("SELECT", None, Exception("the database is gone"))

    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(app.extensions["ipr"].database, "reading", gone)
    assert (again().status_code, len(whole)) == (500, 1)


def test_an_answer_that_failed_is_not_given_again(client, app, office, monkeypatch):  # noqa: ARG001
    log_in(client, "viewer@dhs.example")
    tag = {"If-None-Match": client.get(PAGE).headers["ETag"]}
    monkeypatch.setattr(app, "testing", False)
    with monkeypatch.context() as broken:
        broken.setattr(app.extensions[metrics.KEY], "add", lambda *_facts: 1 / 0)
        assert client.get(PAGE, headers=tag).status_code == 500
    for _ in range(2):
        answer = client.get(PAGE, headers=tag)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (304, "private, no-cache")


def test_what_is_logged_on_the_way_has_the_id_of_the_request(again, app, monkeypatch):
    reading, seen = app.extensions["ipr"].database.reading, []
    monkeypatch.setattr(
        app.extensions["ipr"].database, "reading", lambda: (seen.append(logs.REQUEST.get()), reading())[1]
    )
    again(**{"X-Request-Id": "outside-0001"})
    number = again().headers["X-Request-Id"]
    assert seen == ["outside-0001", number]


def test_nothing_that_is_not_well_formed_is_taken_for_an_id(again):
    answer = again(**{"X-Request-Id": json.dumps({"a": "b"})})
    assert len(answer.headers["X-Request-Id"]) == 32
