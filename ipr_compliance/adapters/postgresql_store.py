"""Copies a store on PostgreSQL with its own programs, `pg_dump` and `pg_restore`, and puts a copy in a place.

A dump is loaded as the statements that `pg_restore` makes of it, over a connection of ours: so what is loaded can be
compared with its manifest, and quieted, in the same transaction.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any, cast

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import Connection

from ipr_compliance.adapters import archives
from ipr_compliance.adapters.archives import Tell
from ipr_compliance.database import WRITERS_TURN, Database, Within
from ipr_compliance.domain.backups import RowSum
from ipr_compliance.domain.refusal import Invalid

COMPRESSED = False
"""Whether the archive makes the copy smaller; pg_dump has done so."""

# The same value is the same text, here and in a dump.
_WRITTEN = {"TimeZone": "UTC", "DateStyle": "ISO", "IntervalStyle": "postgres", "bytea_output": "hex"}

_TABLES = """
SELECT format('%s.%s', n.nspname, c.relname), format('%I.%I', n.nspname, c.relname),
       string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY 1, 2 ORDER BY 1
"""
_FUNCTIONS = """
SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_DATA = re.compile(rb"COPY (\S+) \(.*\) FROM stdin;\n")
_AT_ONCE = 1024**2


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def digests(connection: Connection) -> dict[str, Any]:
    """A digest of each table's rows. Raises Invalid where the server cannot read them."""
    try:
        return _digests(_driver(connection).cursor())
    except psycopg.Error as problem:
        raise Invalid(f"The database cannot be read: {str(problem).splitlines()[0]}") from problem


def _digests(cursor: psycopg.Cursor[Any]) -> dict[str, Any]:
    for name, value in _WRITTEN.items():
        cursor.execute(sql.SQL("SET LOCAL {} TO {}").format(sql.Identifier(name), value))
    told = {}
    for name, quoted, columns in cursor.execute(_TABLES.encode()).fetchall():
        found = RowSum()
        with cursor.copy(f"COPY {quoted} ({columns}) TO STDOUT".encode()) as rows:
            for row in rows:
                found.add(bytes(row))
        told[name] = found.told()
    return told


def dump(connection: Connection, target: IO[bytes], _folder: Path, tell: Tell) -> None:
    """Write the database as this connection sees it; what others write meanwhile is not in it.

    Raises Invalid where `pg_dump` is missing, older than the server, or fails.
    """
    needed = int((connection.dialect.server_version_info or (0,))[0])
    command = [_program("pg_dump", needed), "--format=custom", "--no-owner", "--no-privileges", "--no-password"]
    snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    where, secret = _address(connection.engine.url)
    asked = [*command, "--encoding=UTF8", f"--snapshot={snapshot}", f"--dbname={where}"]
    with _running(asked, secret) as process:
        archives.copy(cast(IO[bytes], process.stdout), target, tell)


def _address(url: sa.URL) -> tuple[str, dict[str, str]]:
    """Where the database is, as PostgreSQL's programs take it, and the password, which everybody could read there."""
    dialect = url.get_dialect()()
    values = dict(dialect.create_connect_args(url)[1])
    values.pop("context", None)
    password = values.pop("password", None)
    own = [f"-c {name}={value}" for name, value in _WRITTEN.items()]
    values["options"] = " ".join([*filter(None, [values.get("options")]), *own])
    return make_conninfo(**values), {} if password is None else {"PGPASSWORD": str(password)}


def _program(name: str, needed: int) -> str:
    found = shutil.which(name)
    if found is None:
        raise Invalid(
            f"The program {name} is needed and is not on the PATH; install the client programs of PostgreSQL {needed} "
            "or newer."
        )
    said = subprocess.run((found, "--version"), capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed
    version = re.search(r"(\d+)", said)
    if version is None or int(version[1]) < needed:
        raise Invalid(
            f"{said.strip() or found} is older than the server, which has version {needed}; install the client "
            f"programs of PostgreSQL {needed} or newer."
        )
    return found


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program; where it fails by itself, raises Invalid with its own last words."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, from fixed arguments
            command, stdout=subprocess.PIPE, stderr=errors, env=os.environ | environment, **pipes
        )
        try:
            yield process
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    pipe.close()
        if code:
            errors.seek(0)
            words = errors.read().decode("utf-8", "replace").strip().splitlines() or ["it gave no reason"]
            raise Invalid(f"{Path(command[0]).name} failed: {words[0]}")


@contextmanager
def _script(store: IO[bytes], *options: str) -> Iterator[Iterator[bytes]]:
    """A dump as the lines of statements, with the rows of each table below their COPY."""
    asked = [_program("pg_restore", 0), "--file=-", "--no-owner", "--no-privileges", *options]
    feeding: list[Thread] = []
    try:
        with _running(asked, {}, stdin=subprocess.PIPE) as process:
            feeding.append(Thread(target=_feed, args=(store, process.stdin), daemon=True))
            feeding[0].start()
            yield iter(cast(IO[bytes], process.stdout))
    finally:
        for thread in feeding:
            thread.join()


def _feed(store: IO[bytes], source: IO[bytes]) -> None:
    # Where the reader has ended, its exit code tells why.
    with suppress(BrokenPipeError), source:
        archives.copy(store, source)


def _rows(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The rows of the table at hand."""
    for line in lines:
        if line == b"\\.\n":
            return
        yield line


def digests_of(store: IO[bytes], _folder: Path) -> dict[str, Any]:
    """The digests of a dump's tables, read from the dump itself. Raises Invalid where `pg_restore` cannot read it."""
    told = {}
    with _script(store, "--data-only") as lines:
        for line in lines:
            begun = _DATA.fullmatch(line)
            if begun:
                found = RowSum()
                for row in _rows(lines):
                    found.add(row)
                told[begun[1].decode().replace('"', "")] = found.told()
    return told


@contextmanager
def place(whole: Database, store: IO[bytes]) -> Iterator[Database]:
    """The database with the dump in it, as one transaction that lasts as long as the block; its end decides.

    Raises Invalid where it is not empty, and where the server does not take the dump.
    """
    with whole.engine.begin() as connection:
        # Whoever migrates meanwhile waits, and finds it done.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_TURN})")
        _make_empty(connection, whole.url.render_as_string(hide_password=True))
        try:
            with _script(store) as lines:
                _load(_driver(connection).cursor(), lines)
        except psycopg.Error as problem:
            raise Invalid(f"The server did not take the backup: {str(problem).splitlines()[0]}") from problem
        connection.exec_driver_sql("RESET ALL")
        yield Within(whole, connection)


def _load(cursor: psycopg.Cursor[Any], lines: Iterator[bytes]) -> None:
    statements: list[bytes] = []
    for line in lines:
        if line.startswith(b"\\"):  # a word for psql, not for the server
            continue
        if not _DATA.fullmatch(line):
            statements.append(line)
            continue
        _execute(cursor, statements)
        with cursor.copy(line) as table:
            for part in _in_parts(_rows(lines)):
                table.write(part)
    _execute(cursor, statements)


def _execute(cursor: psycopg.Cursor[Any], statements: list[bytes]) -> None:
    if statements:
        cursor.execute(b"".join(statements))
        statements.clear()


def _in_parts(rows: Iterable[bytes]) -> Iterator[bytes]:
    part: list[bytes] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row)
        if size >= _AT_ONCE:
            yield b"".join(part)
            part, size = [], 0
    yield b"".join(part)


def _make_empty(connection: Connection, shown: str) -> None:
    """Take away the tables of a schema that was made and never used."""
    cursor = _driver(connection).cursor()
    tables = {name: quoted for name, quoted, _columns in cursor.execute(_TABLES.encode())}
    ours = any(name.endswith(".alembic_version") for name in tables)
    kept = [quoted for name, quoted in tables.items() if name.partition(".")[2] in {"history", "person"}]
    filled = any(cursor.execute(f"SELECT FROM {quoted} LIMIT 1".encode()).fetchone() is not None for quoted in kept)
    if filled or (tables and not ours):
        raise Invalid(f"{shown} is not empty. A backup is restored into an empty place only; name another one.")
    for quoted in tables.values():
        cursor.execute(f"DROP TABLE IF EXISTS {quoted} CASCADE".encode())
    for (function,) in cursor.execute(_FUNCTIONS.encode()).fetchall() if tables else ():
        cursor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE".encode())
