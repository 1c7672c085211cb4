"""One scheduler leads among any number of processes; the lock of one that dies is free at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.database import LEADERS_TURN, Database


class Lead(Protocol):
    """The lead, while it is held."""

    def held(self) -> bool:
        """Whether it still is."""


@contextmanager
def lead(database: Database) -> Iterator[Lead | None]:
    """Take the lead until the end of the block, or give None where another process has it.

    On PostgreSQL the lock belongs to a connection of its own, which a pooler must not share; on SQLite it is a lock on
    a file beside the database.
    """
    with _file_lock(database) if database.is_sqlite else _advisory_lock(database) as held:
        yield held


class _File:
    def held(self) -> bool:
        """A file stays locked as long as its holder lives."""
        return True


@contextmanager
def _file_lock(database: Database) -> Iterator[_File | None]:
    path = Path(f"{database.url.database}.scheduler")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield _File()


class _Session:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self) -> bool:
        """The lock is gone when the connection is: the server was restarted, or cut off."""
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except sa.exc.DBAPIError:
            return False
        return True


@contextmanager
def _advisory_lock(database: Database) -> Iterator[_Session | None]:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({LEADERS_TURN})").scalar()
        try:
            yield _Session(connection) if taken else None
        finally:
            if taken:
                _let_go(connection)
            # Not back to the pool: should the lock still be held, it would live on in a connection that others use.
            connection.invalidate()


def _let_go(connection: Connection) -> None:
    # A closed connection lets go, too, but some moments later, when the server notices.
    with suppress(sa.exc.SQLAlchemyError):
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LEADERS_TURN})")
