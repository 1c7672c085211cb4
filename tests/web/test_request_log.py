"""Every request has a line in the log, an id that its answer tells too, and nothing of what people typed."""

import io
import json
import logging
import re

import pytest

from ipr_compliance import logs
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import people
from ipr_compliance.services import tokens
from tests.factories import NOW, TODAY, a_person, an_office
from tests.lives import Life
from tests.visitors import log_in, send

EMAIL = "manager@cbp.example"
CANARY = "Canary-7f3a"

on_one_engine = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # nothing here depends on it


@pytest.fixture
def written():
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logs.JsonLines())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def lines(written):
    def read(logger="ipr_compliance.web.request_log"):
        found = [json.loads(line) for line in written.getvalue().splitlines()]
        return [line for line in found if line["logger"] == logger]

    return read


@pytest.fixture
def record(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.LIAISON, "CBP", email=EMAIL)
        return Life(session, office).brought_to(Status.OPEN_RESOLVED).id


@pytest.fixture
def secret(database, record):  # noqa: ARG001  # the person is one of its office
    with database.transaction() as session:
        keeper = the_system("tests", people.tree(session.connection()))
        return tokens.add(session, EMAIL, tokens.TokenInput(name="log"), by=keeper, today=TODAY, now=NOW)


def test_a_request_has_one_line_that_tells_who_what_and_how_long(client, record, lines):
    log_in(client, EMAIL)
    answer = client.get(f"/recommendations/{record}?q=x", headers={"X-Request-Id": "outside-0001"})
    assert answer.headers["X-Request-Id"] == "outside-0001"
    last = lines()[-1]
    assert last.pop("milliseconds") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", last.pop("at"))
    assert last == {
        "level": "INFO", "logger": "ipr_compliance.web.request_log", "message": "request",
        "request_id": "outside-0001", "method": "GET", "route": "/recommendations/<id:recommendation_id>",
        "status": 200, "person": 1,
    }  # fmt: skip


@on_one_engine
def test_every_answer_has_an_id_of_its_own(client):
    for path in ("/", "/login", "/nowhere", "/healthz", "/api/v1/reports", "/static/css/site.css", "/%00"):
        first, second = (client.get(path, buffered=True).headers["X-Request-Id"] for _ in range(2))
        assert re.fullmatch("[0-9a-f]{32}", first), path
        assert first != second


@on_one_engine
def test_an_id_that_is_not_well_formed_is_replaced(client, lines):
    for given in ("short", "x" * 65, "with space in it", 'quote"quote"', "ümlaut-ümlaut", "{{7*7}}-{{7*7}}"):
        answer = client.get("/login", headers={"X-Request-Id": given.encode().decode("latin-1")})
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])
        assert lines()[-1]["request_id"] == answer.headers["X-Request-Id"]


@on_one_engine
def test_what_machines_ask_for_all_the_time_is_no_line_of_its_own(client, lines):
    for path in ("/healthz", "/metrics", "/static/css/site.css"):
        client.get(path, buffered=True)
    assert {line["level"] for line in lines()} == {"DEBUG"}


def test_nothing_of_what_people_type_is_in_the_log(app, client, record, secret, written, monkeypatch):
    page = f"/recommendations/{record}"
    log_in(client, CANARY, CANARY)
    log_in(client, EMAIL)
    send(client, f"{page}/updates", page=page, note=CANARY, version="99")
    client.get(f"/recommendations?q={CANARY}&due_before={CANARY}")
    client.get(f"/reports/{CANARY}")
    client.get(f"/{CANARY}")
    client.get(f"/calendar/{CANARY}.ics")
    client.get(
        "/", headers={"X-Request-Id": f"{CANARY} {CANARY}", "User-Agent": CANARY, "Referer": f"http://x/{CANARY}"}
    )
    program = app.test_client()
    program.get("/api/v1/reports", headers={"Authorization": f"Bearer {CANARY}"})
    bearer = {"Authorization": f"Bearer {secret}"}
    told = {"note": CANARY, CANARY: CANARY, "version": 1}
    program.post(f"/api/v1{page}/updates", json=told, headers=bearer | {"Idempotency-Key": CANARY, "If-Match": CANARY})
    program.post(f"/api/v1{page}/updates", json=told | {"version": 99}, headers=bearer)
    program.open(f"/api/v1/{CANARY}", method=CANARY.upper().replace("-", ""), headers=bearer)

    def broken(**_options):
        raise RuntimeError(CANARY)

    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.view_functions, "api.list_components", broken)
    monkeypatch.setitem(app.view_functions, "my_work.show", broken)
    assert program.get("/api/v1/components", headers=bearer).status_code == 500
    assert client.get("/my-work").status_code == 500

    text = written.getvalue()
    assert CANARY.casefold() not in text.casefold()
    assert secret not in text
    errors = [json.loads(line) for line in text.splitlines() if '"ERROR"' in line]
    assert [line["error"] for line in errors] == ["RuntimeError"] * 2
    assert all("broken" in line["where"][-1] and line["request_id"] for line in errors)


def test_an_error_of_the_database_says_nothing_of_the_values(database):
    with pytest.raises(Exception, match="no_such_table") as caught, database.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM no_such_table WHERE name = ?" if database.is_sqlite else
                                   "SELECT * FROM no_such_table WHERE name = %s", (CANARY,))  # fmt: skip
    assert CANARY not in str(caught.value)


def test_for_people_a_line_is_readable_and_an_error_has_its_words():
    record = logging.LogRecord("ipr_compliance.web.request_log", logging.INFO, "", 1, "request", (), None)
    record.facts = {"route": "/", "status": 200}
    assert logs.Readable().format(record).endswith("INFO web.request_log request route=/ status=200")
