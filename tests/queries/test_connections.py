"""A server that is started again ends all connections; the pool of this program hears of it when it uses them."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ipr_compliance import database as module
from ipr_compliance.database import Database
from ipr_compliance.queries.prepared import Prepared

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

_END_OTHERS = sa.text(
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def interrupted(database_url: str) -> Iterator[Database]:
    """The database, whose only connection has been in use, and was ended by the server since."""
    database, other = Database(database_url, connections=1), sa.create_engine(database_url, poolclass=sa.pool.NullPool)
    ask(database)
    with other.connect() as connection:
        assert connection.execute(_END_OTHERS).scalar_one() == 1
    yield database
    database.engine.dispose()


_ONE = Prepared(sa.select(sa.literal(1).label("one")))


def ask(database: Database) -> int:
    with database.reading() as connection:
        return int(_ONE.all(connection, {})[0].one)


def test_a_connection_that_has_ended_is_opened_anew(interrupted: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FRESH_SECONDS", 0)
    assert ask(interrupted) == 1


def test_one_that_was_in_use_just_now_is_found_out_by_who_uses_it_and_by_nobody_after(interrupted: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        ask(interrupted)
    assert ask(interrupted) == 1
