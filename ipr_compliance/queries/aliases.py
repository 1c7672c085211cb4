"""The names by which documents call components."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.aliases import as_compared, known
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.models import ComponentAlias, History
from ipr_compliance.queries.among import among

MOST_TOLD = 1000

_alias, _history = ComponentAlias.__table__, History.__table__  # type: ignore[attr-defined]

_SEEN: sa.Select[Any] = sa.select(
    _alias.c.id, _alias.c.alias, _alias.c.component_id, _alias.c.official, _alias.c.official_email
).where(among(_alias.c.component_id, "visible"))
_LISTED = _SEEN.order_by(_alias.c.compared)
_OF_ID = _SEEN.where(_alias.c.id == sa.bindparam("id"))
_COMPARED = sa.select(_alias).where(_alias.c.compared == sa.bindparam("compared"))

_TOLD = (
    sa.select(
        _history.c.seq, _history.c.subject_id, _history.c.effective_on, _history.c.actor, _history.c.changes
    )
    .where(
        _history.c.subject == "component", _history.c.kind == "edited", _history.c.changes.contains('"alias"'),
        among(_history.c.subject_id, "visible"),
    )
    .order_by(_history.c.seq.desc())
    .limit(MOST_TOLD)
)  # fmt: skip


def names(connection: Connection, asker: Asker, tree: Tree) -> Mapping[str, str]:
    """Codes, names and aliases of the components that this person sees, each with the component's code."""
    seen = [one for one in tree.by_id.values() if asker.may(Action.READ, one.id)]
    return known(seen, ((row.alias, row.component_id) for row in listed(connection, asker)))


def officials(connection: Connection, asker: Asker) -> Mapping[str, tuple[str, str]]:
    """The name and address of each official whom an alias stands for, by the alias as names are compared."""
    return {
        as_compared(row.alias): (row.official or "", row.official_email or "")
        for row in listed(connection, asker)
        if row.official or row.official_email
    }


def listed(connection: Connection, asker: Asker) -> list[sa.Row[Any]]:
    """The confirmed aliases of the components that this person sees, by name, with the official meant, if any."""
    return list(connection.execute(_LISTED, {"visible": sorted(asker.components[Action.READ])}))


def seen(connection: Connection, asker: Asker, alias_id: int) -> sa.Row[Any] | None:
    """One alias, where it is of a component that this person sees."""
    visible = sorted(asker.components[Action.READ])
    row: sa.Row[Any] | None = connection.execute(_OF_ID, {"visible": visible, "id": alias_id}).first()
    return row


def holder(connection: Connection, alias: str) -> sa.Row[Any] | None:
    """The alias as it is remembered, whoever asks, since it can be only one component's."""
    return connection.execute(_COMPARED, {"compared": as_compared(alias)}).first()


@dataclass(frozen=True)
class Told:
    """One entry of history about an alias: confirmed, forgotten, or another official meant by it."""

    seq: int
    component_id: int
    on: date
    actor: str
    changes: Mapping[str, Mapping[str, str | None]]

    @property
    def alias(self) -> str:
        """The name that it is about."""
        return self.changes["alias"]["to"] or self.changes["alias"]["from"] or ""

    @property
    def forgotten(self) -> bool:
        """Whether the name was forgotten then."""
        return self.changes["alias"]["to"] is None


def told(connection: Connection, asker: Asker) -> list[Told]:
    """What happened to the aliases of the components that this person sees, newest first."""
    rows = connection.execute(_TOLD, {"visible": sorted(asker.components[Action.READ])})
    entries = [
        Told(row.seq, row.subject_id, row.effective_on, row.actor, json.loads(row.changes)) for row in rows
    ]  # fmt: skip
    return [entry for entry in entries if "alias" in entry.changes]
