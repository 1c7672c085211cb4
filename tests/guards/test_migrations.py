"""The schema grows in numbered steps that match the models, keep what is there, and happen whole or not at all."""

import multiprocessing

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from ipr_compliance import schema
from ipr_compliance.database import Database
from ipr_compliance.models import metadata
from ipr_compliance.services import demonstration
from tests.factories import NOW, OFFICE, TODAY

REVISIONS = [script.revision for script in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()][::-1]


def include_name(name, kind, _parents):
    return not (kind == "table" and name.startswith("recommendation_search"))


def asked(database):
    """A question is enough: a SQLite file is made by the first one."""
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")


@pytest.fixture
def empty(databases):
    with databases.copy_of("empty", asked) as url:
        database = Database(url)
        yield database
        database.engine.dispose()


def rows(database):
    with database.reading() as connection:
        tables = set(sa.inspect(connection).get_table_names()) & set(metadata.tables)
        return {name: connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar() for name in tables}  # noqa: S608 - our own names


def test_the_migrations_make_what_the_models_describe(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": include_name, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_they_are_numbered_in_the_order_in_which_they_run():
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_migrating_again_changes_nothing(database):
    with database.transaction() as session:
        demonstration.load(session, "a password for all", today=TODAY, now=NOW, zone=OFFICE)
    before = rows(database)
    schema.migrate(database)
    assert rows(database) == before


@pytest.mark.parametrize("revision", REVISIONS[2:])
def test_a_step_keeps_the_rows_that_are_there(empty, revision):
    before = REVISIONS[REVISIONS.index(revision) - 1]
    with empty.transaction() as session:
        command.upgrade(schema._config(session.connection()), before)
        fill(session.connection())
    counted = rows(empty)
    schema.migrate(empty)
    after = rows(empty)
    assert counted["recommendation"] == 1
    assert {name: after[name] for name in counted} == counted


def fill(connection):
    """A row in each table that the first steps made, as far as the columns of that time allow."""
    for name in ("component", "report", "person", "recommendation", "history", "message", "standing"):
        table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
        values = {column.name: plausible(column) for column in table.columns if not column.nullable}
        connection.execute(sa.insert(table).values(**values))


def plausible(column):
    if isinstance(column.type, sa.Integer):
        return 1
    if isinstance(column.type, sa.Boolean):
        return False
    if isinstance(column.type, sa.DateTime):
        return NOW
    return TODAY if isinstance(column.type, sa.Date) else "x"


def migrate_and_stumble(database):
    with database.transaction() as session:
        command.upgrade(schema._config(session.connection()), REVISIONS[-1])
        session.connection().exec_driver_sql("ALTER TABLE no_such_table ADD COLUMN half_done INTEGER")


def test_a_step_that_fails_leaves_the_old_state(empty):
    with pytest.raises(sa.exc.SQLAlchemyError):
        migrate_and_stumble(empty)
    with empty.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []


def migrate(url):
    database = Database(url)
    schema.migrate(database)
    database.engine.dispose()


def test_two_that_start_at_once_migrate_once(empty):
    start = multiprocessing.get_context("spawn")
    url = empty.url.render_as_string(hide_password=False)
    both = [start.Process(target=migrate, args=(url,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    with empty.reading() as connection:
        assert schema.is_current(connection)
