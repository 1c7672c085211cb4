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


class day_after(FunctionElement[date]):  # noqa: N801 - reads like the functions of the database
    """The day after a date."""

    inherit_cache = True
    type = sa.Date()


@compiles(day_after, "sqlite")
def _day_after_sqlite(element: day_after, compiler: Any, **options: Any) -> str:
    (day,) = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({day}, '+1 day')"


@compiles(day_after, "postgresql")
def _day_after_postgresql(element: day_after, compiler: Any, **options: Any) -> str:
    (day,) = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({day} + 1)"
