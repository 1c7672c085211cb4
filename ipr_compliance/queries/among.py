"""Whether a number is among many, which are bound as one value.

With a place for each number a statement is written out anew for every call, and anew for every count of them.
"""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Numbers(sa.TypeDecorator[Iterable[int]]):
    """Numbers as an array, or as the text of one where the engine has none."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(sa.Integer) if dialect.name == "postgresql" else sa.String())

    def process_bind_param(self, value: Iterable[int] | None, dialect: sa.Dialect) -> Any:
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = sa.Boolean()


@compiles(_Among, "sqlite")
def _sqlite(element: _Among, compiler: Any, **options: Any) -> str:
    number, numbers = (compiler.process(part, **options) for part in element.clauses)
    return f"({number} IN (SELECT value FROM json_each({numbers})))"  # noqa: S608 - names of columns and parameters


@compiles(_Among, "postgresql")
def _postgresql(element: _Among, compiler: Any, **options: Any) -> str:
    number, numbers = (compiler.process(part, **options) for part in element.clauses)
    return f"({number} = ANY ({numbers}))"


def among(number: sa.ColumnElement[int], name: str) -> sa.ColumnElement[bool]:
    """Whether the number is one of those bound as the parameter of that name; of none it is not."""
    return _Among(number, sa.bindparam(name, type_=_Numbers()))
