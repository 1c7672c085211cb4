"""Copies a store on SQLite: page by page, of one moment, while others write; and puts a copy in a place."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy.engine import Connection

from ipr_compliance.adapters import archives
from ipr_compliance.adapters.archives import Tell
from ipr_compliance.database import BUSY_SECONDS, Database
from ipr_compliance.domain.backups import RowSum
from ipr_compliance.domain.refusal import Invalid

COMPRESSED = True
"""Whether the archive makes the copy smaller; it is as big as the database."""

_PAGES = 2000  # between two words about how far it is: some 8 MiB

_TABLES = """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"""


def digests(connection: Connection) -> dict[str, Any]:
    """A digest of each table's rows. Raises Invalid where SQLite cannot read them."""
    try:
        return _digests(_driver(connection))
    except sqlite3.DatabaseError as problem:
        raise Invalid(f"The database cannot be read: {problem}.") from problem


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _digests(driver: sqlite3.Connection) -> dict[str, Any]:
    told = {}
    for (name,) in driver.execute(_TABLES).fetchall():
        found = RowSum()
        for row in driver.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - the database's own name
            found.add(repr(row).encode("utf-8", "surrogatepass"))
        told[name] = found.told()
    return told


def dump(connection: Connection, target: IO[bytes], folder: Path, tell: Tell) -> None:
    """Write the database as this connection sees it; what others write meanwhile is not in it.

    The connection has asked something before, so that its transaction holds the moment. Raises Invalid where the
    disk is full.
    """

    def told(_status: int, left: int, total: int) -> None:
        tell(f"{(total - left) * 100 // max(total, 1)} %")

    with tempfile.TemporaryDirectory(prefix=".copying-", suffix=archives.UNFINISHED, dir=folder) as own:
        file = Path(own) / "store.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as copy:
            try:
                _driver(connection).backup(copy, pages=_PAGES, progress=told)
                copy.execute("PRAGMA journal_mode=DELETE")  # the file alone is the whole database then
            except sqlite3.OperationalError as problem:
                raise Invalid(f"The database could not be copied into {folder}: {problem}.") from problem
        with file.open("rb") as made:
            archives.copy(made, target)


def digests_of(store: IO[bytes], folder: Path) -> dict[str, Any]:
    """The digests of a dump's tables, read from the dump itself. Raises Invalid where SQLite cannot read it."""
    with _unpacked(store, folder) as file, closing(sqlite3.connect(file, isolation_level=None)) as copy:
        try:
            return _digests(copy)
        except sqlite3.DatabaseError as problem:
            raise Invalid(f"The copied database cannot be read: {problem}.") from problem


@contextmanager
def _unpacked(store: IO[bytes], folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".restoring-", suffix=archives.UNFINISHED, dir=folder) as own:
        file = Path(own) / "store.sqlite3"
        with file.open("wb") as target:
            archives.copy(store, target)
        yield file


@contextmanager
def place(whole: Database, store: IO[bytes]) -> Iterator[Database]:
    """A database of its own with the dump in it, which becomes `whole` when the block has ended well.

    What is in `whole` then is all of it or, whatever happens, nothing. Raises Invalid where it is not empty.
    """
    target = Path(whole.url.database or "")
    _require_empty(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _unpacked(store, target.parent) as file:
        made = Database(f"sqlite:///{file}")
        try:
            yield made
        finally:
            made.engine.dispose()
        _require_empty(target)
        # One transaction of the target's: a process that has it open sees nothing, then everything.
        with closing(sqlite3.connect(file)) as copy, closing(_opened(target)) as driver:
            copy.backup(driver)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=BUSY_SECONDS)


def _require_empty(file: Path) -> None:
    if not file.exists():
        return
    with closing(_opened(file)) as driver:
        try:
            tables = {name for (name,) in driver.execute(_TABLES)}
            kept = {"history", "person"} & tables
            filled = any(driver.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in kept)  # noqa: S608
        except sqlite3.DatabaseError as problem:
            raise Invalid(f"{file} is there, and is no SQLite database: {problem}.") from problem
    if filled or (tables and "alembic_version" not in tables):
        raise Invalid(f"{file} is not empty. A backup is restored into an empty place only; name another one.")
