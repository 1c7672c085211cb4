"""Some recommendations, chosen once by any of a list's conditions, for every other question of the same report.

What counts, tells changes or draws pictures need not know the conditions: it is asked about these ones alone.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.among import among
from ipr_compliance.queries.counts import Counts, Part
from ipr_compliance.queries.filters import Filter

Chosen = str
"""Their ids, as both engines take any number of them in one value."""


class Among(sa.ColumnElement[bool]):
    """Whether a column holds the id of one of the chosen; they are bound as the parameter `chosen`."""

    inherit_cache = True
    type = sa.Boolean()

    def __init__(self, column: sa.ColumnElement[int]) -> None:
        self.column = column
        self.chosen = sa.bindparam("chosen", type_=sa.String)

    _traverse_internals = [  # noqa: RUF012 - so SQLAlchemy knows what a statement with it is made of
        ("column", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("chosen", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]


def _written(element: Among, compiler: Any, ids: str, **options: Any) -> str:
    column, chosen = (compiler.process(part, **options) for part in (element.column, element.chosen))
    return f"{column} IN ({ids.format(chosen)})"


@compiles(Among, "sqlite")
def _sqlite(element: Among, compiler: Any, **options: Any) -> str:
    return _written(element, compiler, "SELECT value FROM json_each({})", **options)


@compiles(Among, "postgresql")
def _postgresql(element: Among, compiler: Any, **options: Any) -> str:
    return _written(
        element, compiler, "SELECT CAST(value AS INTEGER) FROM json_array_elements_text(CAST({} AS JSON))", **options
    )


def choose(connection: Connection, asker: Asker, tree: Tree, wanted: Filter, today: date) -> Chosen:
    """Those that fulfil the conditions on their day, of all that this person may see."""
    return json.dumps(recommendations.ids(connection, asker, tree, wanted, today))


def limit(at: sa.FromClause, *, chosen: bool) -> sa.ColumnElement[bool]:
    """Which intervals a statement counts: those of the chosen, or of the components bound as `components`."""
    return Among(at.c.recommendation_id) if chosen else among(at.c.component_id, "components")


def counted(
    counts: Counts[Part], connection: Connection, asked: Hashable, count: Callable[..., dict[int, Part]],
    chosen: Chosen | None,
) -> Mapping[int, Part]:  # fmt: skip
    """What `count` counts by component: of all it is kept, of the chosen counted anew, since few ask for the same."""
    if chosen is None:
        return counts.get(connection, asked, lambda components: count({"components": components}, chosen=False))
    return count(given(chosen), chosen=True)


def given(chosen: Chosen | None) -> dict[str, str]:
    """The parameter of a statement that is limited to them, where it is."""
    return {} if chosen is None else {"chosen": chosen}
