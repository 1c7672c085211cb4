"""The names by which documents call components."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.aliases import as_compared, known
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.models import ComponentAlias

_alias = ComponentAlias.__table__  # type: ignore[attr-defined]

_SEEN = sa.select(_alias.c.id, _alias.c.alias, _alias.c.component_id).where(
    _alias.c.component_id.in_(sa.bindparam("visible", expanding=True))
)
_LISTED = _SEEN.order_by(_alias.c.compared)
_OF_ID = _SEEN.where(_alias.c.id == sa.bindparam("id"))
_COMPARED = sa.select(_alias.c.id, _alias.c.component_id).where(_alias.c.compared == sa.bindparam("compared"))


def names(connection: Connection, asker: Asker, tree: Tree) -> Mapping[str, str]:
    """Codes, names and aliases of the components that this person sees, each with the component's code."""
    seen = [one for one in tree.by_id.values() if asker.may(Action.READ, one.id)]
    return known(seen, ((row.alias, row.component_id) for row in listed(connection, asker)))


def listed(connection: Connection, asker: Asker) -> list[sa.Row[tuple[int, str, int]]]:
    """The confirmed aliases of the components that this person sees, by name: id, alias, component_id."""
    return list(connection.execute(_LISTED, {"visible": sorted(asker.components[Action.READ])}))


def seen(connection: Connection, asker: Asker, alias_id: int) -> sa.Row[tuple[int, str, int]] | None:
    """One alias, where it is of a component that this person sees."""
    visible = sorted(asker.components[Action.READ])
    return connection.execute(_OF_ID, {"visible": visible, "id": alias_id}).first()


def holder(connection: Connection, alias: str) -> sa.Row[tuple[int, int]] | None:
    """Whose the alias is, whoever asks, since it can be only one's: id, component_id."""
    return connection.execute(_COMPARED, {"compared": as_compared(alias)}).first()
