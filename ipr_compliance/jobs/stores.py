"""What a backup says of the store that it is a copy of, and which adapter copies it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ipr_compliance import schema
from ipr_compliance.adapters import postgresql_store, sqlite_store
from ipr_compliance.database import Database
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.queries import contents, history

ENGINES = {"sqlite": sqlite_store, "postgresql": postgresql_store}
SPOKEN = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@contextmanager
def used(database: Database) -> Iterator[None]:
    """Where the database cannot be used in the block, raise Invalid with its address and the reason."""
    try:
        yield
    except DBAPIError as problem:
        shown = database.url.render_as_string(hide_password=True)
        raise Invalid(f"{shown} cannot be used: {str(problem.orig).strip()}") from problem


def engine(database: Database) -> str:
    """The name of its engine."""
    return database.url.get_backend_name()


def of(database: Database) -> ModuleType:
    """The adapter that copies stores on its engine."""
    return ENGINES[engine(database)]


def content(database: Database, connection: Connection) -> dict[str, Any]:
    """What a copy must equal in every row: the step of its schema, and a digest of each table."""
    return {"schema": schema.revision(connection), "tables": of(database).digests(connection)}


def meaning(connection: Connection) -> dict[str, Any]:
    """What it must equal whatever the step of its schema: the history with its proof, and the files with theirs.

    The schema must be the newest.
    """
    head, files = history.head(connection), contents.examine(connection)
    return {
        "history": {"entries": head.seq, "head": head.digest, "first_bad_entry": history.first_break(connection)},
        "files": {"count": files.files, "bytes": files.size, "damaged": files.damaged},
    }
