"""The floor shows the same pages, or its figures say nothing."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from benchmarks import load, tasks
from benchmarks.clients import Answer
from benchmarks.floor import app as floor
from benchmarks.updates import Updates
from ipr_compliance.database import Database
from tests.benchmarks.conftest import DAY
from tests.visitors import log_in, send

Somebody = Callable[[int], FlaskClient]


@pytest.fixture
def beside(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Somebody]:
    monkeypatch.setenv("FLOOR_TODAY", DAY.isoformat())
    monkeypatch.setenv("FLOOR_DATABASE_URL", database_url)
    monkeypatch.setenv("FLOOR_SECRET_KEY", "a secret of the test")
    app = floor.create()
    app.testing = True

    def somebody(person: int) -> FlaskClient:
        client = app.test_client()
        client.get(f"/begin/{person}")
        return client

    yield somebody
    app.extensions["store"].close()


class Visitor:
    """The tasks ask a client of Flask as they ask a server."""

    def __init__(self, client: FlaskClient, headers: dict[str, str] | None = None) -> None:
        self._client, self._headers = client, headers or {}

    def ask(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        with self._client.get(path, headers=self._headers | (headers or {})) as answer:
            told = {name.lower(): value for name, value in answer.headers}
            return Answer(answer.status_code, told, answer.data)


def test_both_answer_every_page_rightly_and_at_about_the_same_length(
    client: FlaskClient, beside: Somebody, token: dict[str, str], right: dict[str, Any]
) -> None:
    log_in(client, load.PEOPLE[0][0], load.PASSWORD)
    ours = {"viewer": Visitor(client), "api": Visitor(client, token)}
    theirs = {"viewer": Visitor(beside(1)), "api": Visitor(beside(1), token)}
    for task in tasks.all_tasks(right, ours["api"]):  # type: ignore[arg-type]  # it asks, and no more
        if task.unchanged:
            continue
        for path, floor_path, check in zip(task.paths, task.on(floor=True), task.checks, strict=True):
            answer, other = ours[task.who].ask(path), theirs[task.who].ask(floor_path)
            check(answer)
            check(other)
            if task.same_page:
                assert len(other.body) == pytest.approx(len(answer.body), rel=0.1), path


def test_an_unchanged_dashboard_is_not_sent_again_by_either(client: FlaskClient, beside: Somebody) -> None:
    log_in(client, load.PEOPLE[0][0], load.PASSWORD)
    for one, path in ((client, "/"), (beside(1), "/unchanged")):
        tag = one.get(path).headers["ETag"]
        assert one.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_both_record_the_same_update(client: FlaskClient, beside: Somebody, database: Database) -> None:
    log_in(client, load.PEOPLE[1][0], load.PASSWORD)
    updates = Updates(database.url.render_as_string(hide_password=False), load.MANAGED)
    number, version = updates.next_one()
    form = {"version": version, "note": "The draft went to counsel for review.", "key": "", "seen": "0"}
    assert send(client, f"/recommendations/{number}/updates", **form).status_code == 303
    other = beside(2)
    key = {"csrf_token": other.get("/begin/2").text, "key": str(uuid.uuid4()), "version": version + 1}
    assert other.post(f"/recommendations/{number}/updates", data=form | key).status_code == 303
    updates.sent(number, 2)
    updates.check()
    with database.reading() as connection:
        ours, theirs = connection.execute(
            sa.text("SELECT subject, subject_id, kind, actor, person_id, note FROM history ORDER BY seq DESC LIMIT 2")
        ).all()
    assert ours == theirs
