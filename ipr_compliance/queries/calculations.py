"""Calculations with dates that the two engines write differently."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 - reads like the functions of the database
    """How many days the second date lies behind the first."""

    inherit_cache = True
    type = sa.Integer()


@compiles(days_between, "sqlite")
def _sqlite(element: days_between, compiler: Any, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql(element: days_between, compiler: Any, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({later} - {earlier})"


class month_number(FunctionElement[int]):  # noqa: N801 - reads like the functions of the database
    """The month of a date, counted through the years: December 2026 is 2026 * 12 + 11."""

    inherit_cache = True
    type = sa.Integer()


@compiles(month_number, "sqlite")
def _month_sqlite(element: month_number, compiler: Any, **options: Any) -> str:
    (day,) = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST(substr({day}, 1, 4) AS INTEGER) * 12 + CAST(substr({day}, 6, 2) AS INTEGER) - 1)"


@compiles(month_number, "postgresql")
def _month_postgresql(element: month_number, compiler: Any, **options: Any) -> str:
    (day,) = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1 AS INTEGER)"


class days_after(FunctionElement[date]):  # noqa: N801 - reads like the functions of the database
    """So many days after a date."""

    inherit_cache = True
    type = sa.Date()


@compiles(days_after, "sqlite")
def _days_after_sqlite(element: days_after, compiler: Any, **options: Any) -> str:
    day, count = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({day}, {count} || ' days')"


@compiles(days_after, "postgresql")
def _days_after_postgresql(element: days_after, compiler: Any, **options: Any) -> str:
    day, count = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({day} + {count})"
