"""Brings the database to the newest schema, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from ipr_compliance.database import Database
from ipr_compliance.folders import MIGRATIONS


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Apply what is missing, all or nothing; safe to repeat, and safe when two start at once."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    with database.transaction() as session:
        command.upgrade(_config(session.connection()), "head")


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this program was written for."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return revision(connection) == newest


def revision(connection: Connection) -> str | None:
    """Which step the database's schema is at, or None where it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(step: str) -> bool:
    """Whether this program can bring a schema of that step to the newest; it cannot where a newer one made it."""
    return step in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
