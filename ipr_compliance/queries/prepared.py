"""Statements that are asked most often, compiled once for an engine and handed to its driver as they are.

SQLAlchemy's way from parameters to rows takes several times what the database takes for a row or a hundred. As what a
value is written and read stays the business of its column's type.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql.dml import ReturningUpdate


class Prepared:
    """A statement whose rows are read by the names of its columns, as SQLAlchemy's are; it lists no values (`in_`)."""

    def __init__(self, statement: sa.Select[Any] | ReturningUpdate[Any]) -> None:
        self._statement = statement
        names = [str(column.key) for column in statement.exported_columns]
        self._row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self._compiled: dict[str, Compiled] = {}

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Row[Any]]:
        """All rows, in the connection's transaction. Raises DBAPIError, as others do, where the database fails."""
        return list(map(self._row._make, self._for(connection.dialect).rows(connection, values)))

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Row[Any] | None:
        """The first row, or None."""
        return next(iter(self.all(connection, values)), None)

    def _for(self, dialect: sa.Dialect) -> "Compiled":
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = Compiled(self._statement, dialect)
        return compiled


class Compiled:
    """The statement in the words of one engine, with what turns values into the driver's and back."""

    def __init__(self, statement: sa.Select[Any] | ReturningUpdate[Any], dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._dialect, self.text, self._known = dialect, str(compiled), compiled.params
        self._order = tuple(compiled.positiontup or ()) if compiled.positional else None
        self._write: dict[str, Callable[[Any], Any] | None] = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for bound, name in compiled.bind_names.items()
        }
        kinds = (column.type.dialect_impl(dialect) for column in statement.exported_columns)
        read = (kind.result_processor(dialect, None) for kind in kinds)
        self._read = [(place, one) for place, one in enumerate(read) if one]

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows, each value as the type of its column has it."""
        dbapi, cursor = self._dialect.loaded_dbapi, connection.connection.cursor()
        try:
            cursor.execute(self.text, self._bound(values))
            found = cursor.fetchall()
        except dbapi.Error as problem:
            raise sa.exc.DBAPIError.instance(
                self.text, None, problem, dbapi.Error, hide_parameters=True, dialect=self._dialect
            ) from problem
        finally:
            cursor.close()
        return [self._as_read(row) for row in found] if self._read else found

    def _bound(self, values: Mapping[str, Any]) -> Any:
        bound = {}
        for name, write in self._write.items():
            value = values[name] if name in values else self._known[name]
            bound[name] = write(value) if write else value
        return bound if self._order is None else tuple(bound[name] for name in self._order)

    def _as_read(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place, read in self._read:
            values[place] = read(values[place])
        return values
