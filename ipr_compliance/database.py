"""The database: one engine, and transactions that begin as what they are, readers or writers."""

import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

WRITES = "ipr_writes"
ANSWERS = "ipr_answers"
"""The option of a reading connection that holds what it has answered."""

BUSY_SECONDS = 30
FRESH_SECONDS = 1.0
"""For so long a connection that was in use is taken to be still there: asking it costs as much as a small question."""
_USED = "ipr_used"
WRITERS_TURN, LEADERS_TURN, ATTEMPTS_TURN = range(7_202_601, 7_202_604)
"""The numbers of the advisory locks on PostgreSQL: of who writes history, of the scheduler that leads, and of who
counts an attempt to log in. They stand together, so that no two are the same."""


class Database:
    """A store on SQLite or PostgreSQL. Nothing outside opens a transaction in another way.

    A process keeps so many `connections` open, and twice as many for a moment where many ask at once.
    """

    def __init__(self, url: str, connections: int = 5) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        make = _sqlite_engine if self.is_sqlite else _postgresql_engine
        self.engine = make(self.url, pool_size=connections, max_overflow=connections)
        self._reader = self.engine
        isolation = {} if self.is_sqlite else {"isolation_level": "READ COMMITTED"}
        self._writer = self.engine.execution_options(**{WRITES: True}, **isolation)

    @contextmanager
    def transaction(self, *, recorded: bool = True) -> Iterator[Session]:
        """A session that may write: it commits at the end, or rolls everything back on an error.

        Recorded changes take turns, since each history entry is chained to the one before it. On SQLite
        every writer begins with BEGIN IMMEDIATE (one that began as a reader would lose updates); on PostgreSQL
        one that records takes an advisory lock first of all, so that no two can wait for each other.
        """
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            if recorded and not self.is_sqlite:
                session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_TURN})")
            yield session

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads one unchanging state."""
        with self._reader.connect() as connection, connection.begin():
            # What was asked of this state needs not be asked of it again: see `queries.pulse`.
            connection.execution_options(**{ANSWERS: {}})
            yield connection


class Within(Database):
    """The store as one open transaction sees it: what is done through this stays or goes with that transaction."""

    def __init__(self, whole: Database, connection: Connection) -> None:
        self.url, self.is_sqlite, self.engine = whole.url, whole.is_sqlite, whole.engine
        self._connection = connection

    @contextmanager
    def transaction(self, *, recorded: bool = True) -> Iterator[Session]:
        """A session whose changes are undone alone on an error, and otherwise wait for the end of the whole."""
        with (
            Session(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection itself, which sees what was done before."""
        with self._connection.begin_nested():  # a question that fails does not end the whole
            self._connection.execution_options(**{ANSWERS: {}})
            yield self._connection


def _sqlite_engine(url: sa.URL, **pool: int) -> Engine:
    # What people typed stays out of what an error says, and so out of the log, on both engines.
    # A reader in WAL mode never waits, a writer waits for its turn. isolation_level None leaves BEGIN to us.
    engine = sa.create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
        **pool,
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # FULL: with NORMAL an acknowledged write may not have reached the disk when the power goes.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # which waits for nothing and cannot fail, so it needs none of what goes with a statement
        cast(sqlite3.Connection, connection.connection.driver_connection).execute("BEGIN")


def _postgresql_engine(url: sa.URL, **pool: int) -> Engine:
    # A page asks several questions: they see one state only under REPEATABLE READ.
    engine = sa.create_engine(url, isolation_level="REPEATABLE READ", hide_parameters=True, **pool)

    def look_whether_it_is_there(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get(_USED, -math.inf) < FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as problem:
            raise sa.exc.DisconnectionError from problem  # the pool opens another one

    def note(_connection: Any, record: Any) -> None:
        record.info[_USED] = time.monotonic()

    sa.event.listen(engine, "checkout", look_whether_it_is_there)
    sa.event.listen(engine, "checkin", note)
    return engine
