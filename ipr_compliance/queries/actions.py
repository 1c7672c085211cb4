"""Extensions and milestones of a recommendation. The caller has found the recommendation for the person who asks."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.models import Extension, Milestone

_extension, _milestone = Extension.__table__, Milestone.__table__  # type: ignore[attr-defined]

_id: sa.BindParameter[int] = sa.bindparam("recommendation_id", type_=sa.Integer)
_EXTENSIONS = sa.select(_extension).where(_extension.c.recommendation_id == _id).order_by(_extension.c.n)
_MILESTONES = (
    sa.select(_milestone).where(_milestone.c.recommendation_id == _id).order_by(_milestone.c.due_on, _milestone.c.n)
)


def extensions(connection: Connection, recommendation_id: int) -> list[Row[Any]]:
    """All requests, oldest first."""
    return list(connection.execute(_EXTENSIONS, {"recommendation_id": recommendation_id}))


def extension(connection: Connection, recommendation_id: int, n: int) -> Row[Any] | None:
    """One request by its number, or None."""
    return next((row for row in extensions(connection, recommendation_id) if row.n == n), None)


def milestones(connection: Connection, recommendation_id: int) -> list[Row[Any]]:
    """All steps of the corrective action, in the order of their dates."""
    return list(connection.execute(_MILESTONES, {"recommendation_id": recommendation_id}))


def milestone(connection: Connection, recommendation_id: int, n: int) -> Row[Any] | None:
    """One step by its number, or None."""
    return next((row for row in milestones(connection, recommendation_id) if row.n == n), None)


def next_number(connection: Connection, table: sa.Table, recommendation_id: int) -> int:
    """The number that the next request or step of this recommendation gets."""
    highest = sa.select(sa.func.coalesce(sa.func.max(table.c.n), 0)).where(
        table.c.recommendation_id == recommendation_id
    )
    return int(connection.execute(highest).scalar_one()) + 1
