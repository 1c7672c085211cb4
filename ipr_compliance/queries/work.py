"""Long work: what one person has asked for, and what waits to be done."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.models import Person, Work, WorkState

_work, _person = Work.__table__, Person.__table__  # type: ignore[attr-defined]

_ONE = sa.select(_work, _work.c.file_name.label("name")).where(
    _work.c.id == sa.bindparam("id"), _work.c.asked_by == sa.bindparam("person_id")
)
_MINE: sa.Select[Any] = (
    sa.select(_work)
    .where(
        _work.c.asked_by == sa.bindparam("person_id"),
        sa.or_(sa.bindparam("after", type_=sa.Integer).is_(None), _work.c.id < sa.bindparam("after")),
    )
    .order_by(_work.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_COUNT = sa.select(sa.func.count()).where(_work.c.asked_by == sa.bindparam("person_id"))
_FREE = (_work.c.state == WorkState.WAITING) | (
    (_work.c.state == WorkState.RUNNING) & (_work.c.leased_until < sa.bindparam("now", type_=_work.c.leased_until.type))
)
_WAITING = sa.select(_work.c.id).where(_FREE).order_by(_work.c.id)
_WHO = (
    sa.select(_work.c.kind, _work.c.asked, _person.c.email)
    .join(_person, _person.c.id == _work.c.asked_by)
    .where(_work.c.id == sa.bindparam("id"))
)


def one(connection: Connection, asker: Asker, work_id: int) -> Row[Any]:
    """A piece of work of this person's own. Raises NotFound for anybody else's."""
    row = connection.execute(_ONE, {"id": work_id, "person_id": asker.person_id}).first()
    if row is None:
        raise NotFound
    return row


def mine(connection: Connection, asker: Asker, after: int | None = None, *, limit: int = 20) -> list[Row[Any]]:
    """What this person asked for last, newest first; after a piece of work, what they had asked for before it."""
    return list(connection.execute(_MINE, {"person_id": asker.person_id, "after": after, "limit": limit}))


def count(connection: Connection, asker: Asker) -> int:
    """How much this person asked for."""
    return int(connection.execute(_COUNT, {"person_id": asker.person_id}).scalar_one())


def waiting(connection: Connection, now: datetime) -> list[int]:
    """What nobody is doing: it waits, or whoever did it is gone. Oldest first."""
    return list(connection.execute(_WAITING, {"now": now}).scalars())


def order(connection: Connection, work_id: int) -> Row[Any]:
    """What was asked for, and by which address."""
    return connection.execute(_WHO, {"id": work_id}).one()
