"""Places where a store can be, and what is found in them."""

import sqlalchemy as sa

from ipr_compliance.jobs import stores
from ipr_compliance.models import Message
from ipr_compliance.program import Program
from ipr_compliance.settings import Settings

BYTES = bytes(range(256)) * 8192  # two chunks


def another(settings, clock, tmp_path, url, **values):
    """A program of another home, on that database."""
    changed = {"home": tmp_path / "elsewhere", "database_url": url, **values}
    return Program.start(Settings(**(settings.model_dump() | changed)), clock)


def facts(program):
    with program.database.reading() as connection:
        return stores.content(program.database, connection), stores.meaning(connection)


def rows(program, statement):
    with program.database.reading() as connection:
        return list(connection.execute(statement))


def states(program):
    return dict(rows(program, sa.select(Message.state, sa.func.count()).group_by(Message.state)))


def is_empty(program):
    with program.database.reading() as connection:
        return sa.inspect(connection).get_table_names() == []
