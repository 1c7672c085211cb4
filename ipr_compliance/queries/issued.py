"""Issued reports: the list, and one of them, for those who may see everything that it tells."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.issued import covers
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Kind
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.models import Component, IssuedReport
from ipr_compliance.queries.among import among

PAGE = 50

_issued, _component = IssuedReport.__table__, Component.__table__  # type: ignore[attr-defined]
_older, _newer = _issued.alias("older"), _issued.alias("newer")
_ALL = (
    sa.select(
        _issued, _component.c.code.label("component"), _older.c.number.label("replaces"),
        _newer.c.number.label("replaced_by"),
    )
    .outerjoin(_component, _component.c.id == _issued.c.component_id)
    .outerjoin(_older, _older.c.id == _issued.c.replaces_id)
    .outerjoin(_newer, _newer.c.replaces_id == _issued.c.id)
)  # fmt: skip
_of_all: sa.BindParameter[bool] = sa.bindparam("of_all", type_=sa.Boolean)
_LIST = (
    _ALL.where(
        among(_issued.c.component_id, "whole")
        | (_issued.c.component_id.is_(None) & _of_all),
        _issued.c.id < sa.bindparam("before"),
    )
    .order_by(_issued.c.id.desc())
    .limit(PAGE + 1)
)  # fmt: skip
_CURRENT = _ALL.where(
    _issued.c.kind == sa.bindparam("kind", type_=_issued.c.kind.type),
    _issued.c.component_id.is_not_distinct_from(sa.bindparam("component_id", type_=sa.Integer)),
    _newer.c.id.is_(None),
).order_by(_issued.c.id.desc()).limit(PAGE)  # fmt: skip
_ONE = _ALL.where(_issued.c.number == sa.bindparam("number"))
_LAST = (
    sa.select(_issued.c.number)
    .where(_issued.c.number.startswith(sa.bindparam("begins"), autoescape=False))
    .order_by(_issued.c.id.desc())
    .limit(1)
)


def page(connection: Connection, asker: Asker, tree: Tree, before: int = 2**31 - 1) -> tuple[list[Row[Any]], int]:
    """The issued reports that this person may see in full, newest first; and where the list goes on, or 0."""
    asked = {
        "whole": sorted(one for one in tree.by_id if covers(asker, Action.READ, one, tree)),
        "of_all": covers(asker, Action.READ, None, tree), "before": before,
    }  # fmt: skip
    rows = list(connection.execute(_LIST, asked))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def one(connection: Connection, asker: Asker, tree: Tree, number: str) -> Row[Any]:
    """The report of that number. Raises NotFound where this person may not see all that it tells."""
    row = connection.execute(_ONE, {"number": number}).first()
    if row is None or not covers(asker, Action.READ, row.component_id, tree):
        raise NotFound
    return row


def current(connection: Connection, kind: Kind, component_id: int | None) -> list[Row[Any]]:
    """The issued reports of that kind about the same, which no other has replaced, newest first."""
    return list(connection.execute(_CURRENT, {"kind": kind, "component_id": component_id}))


def number_of(connection: Connection, issued_id: int) -> str:
    """The number of a report that was issued."""
    return str(connection.execute(sa.select(_issued.c.number).where(_issued.c.id == issued_id)).scalar_one())


def last_number(connection: Connection, begins: str) -> str | None:
    """The newest number of a series, or None where there is none yet."""
    found: str | None = connection.execute(_LAST, {"begins": begins}).scalar()
    return found
