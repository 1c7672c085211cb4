"""Saved views: those of a person and those shared with them, and who has them sent."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, NotFound
from ipr_compliance.domain.views import Rhythm
from ipr_compliance.models import Component, Person, SavedView, ViewSubscription
from ipr_compliance.queries.among import among
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.kept import Kept

_view, _subscription = SavedView.__table__, ViewSubscription.__table__  # type: ignore[attr-defined]
_person, _component = Person.__table__, Component.__table__  # type: ignore[attr-defined]

_me: sa.BindParameter[int] = sa.bindparam("me", type_=sa.Integer)
_SEEN = (_view.c.person_id == _me) | among(_view.c.component_id, "visible")
_VIEWS = (
    sa.select(
        _view.c.id, _view.c.name, _view.c.asks, _view.c.version, _view.c.person_id, _view.c.component_id,
        _component.c.code.label("component"), _person.c.name.label("owner"), _subscription.c.rhythm,
    )
    .select_from(_view)
    .join(_person, _person.c.id == _view.c.person_id)
    .outerjoin(_component, _component.c.id == _view.c.component_id)
    .outerjoin(_subscription, (_subscription.c.view_id == _view.c.id) & (_subscription.c.person_id == _me))
    .where(_SEEN)
    .order_by(sa.func.lower(_view.c.name), _view.c.id)
)  # fmt: skip
_ONE = _VIEWS.where(_view.c.id == sa.bindparam("id"))
_SUBSCRIPTIONS = (
    sa.select(_subscription.c.id, _subscription.c.view_id, _person.c.email, _subscription.c.rhythm,
              _subscription.c.looked_on, _subscription.c.told_digest)
    .join(_person, _person.c.id == _subscription.c.person_id)
    .where(_person.c.active)
    .order_by(_subscription.c.id)
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """A saved view as one person sees it: what it asks for, whether it is theirs, and how often they get it."""

    id: int
    name: str
    asks: str
    version: int
    owner: str
    mine: bool
    component: str | None
    component_id: int | None
    rhythm: Rhythm | None

    @property
    def wanted(self) -> Filter:
        """The list it asks for. Raises Invalid where an older program saved what this one does not know."""
        return Filter.of_address(self.asks)

    @property
    def address(self) -> str:
        """The address of its list."""
        return f"/recommendations?{self.asks}" if self.asks else "/recommendations"


@dataclass(frozen=True)
class Named:
    """A saved view in a list of them: all that history tells of, so that it is kept for a state."""

    name: str
    address: str
    owner: str
    mine: bool


_NAMED: Kept[tuple[Named, ...]] = Kept(1024)


def all_seen(connection: Connection, asker: Asker) -> list[View]:
    """The views of this person and those shared in components that they may read, by name."""
    return [_view_of(row, asker) for row in connection.execute(_VIEWS, _parameters(asker))]


def named(connection: Connection, asker: Asker) -> tuple[Named, ...]:
    """The same as names that lead to the lists."""
    seen = asker.person_id, asker.components[Action.READ]
    return _NAMED.get(
        connection,
        seen,
        lambda: tuple(Named(view.name, view.address, view.owner, view.mine) for view in all_seen(connection, asker)),
    )


def one(connection: Connection, asker: Asker, view_id: int) -> View:
    """One of them. Raises NotFound where it is none, as if it were not there."""
    row = connection.execute(_ONE, {**_parameters(asker), "id": view_id}).first()
    if row is None:
        raise NotFound
    return _view_of(row, asker)


def by_name(connection: Connection, asker: Asker, name: str) -> View:
    """The view of that name: their own, or else the one shared with them. Case does not matter.

    Raises NotFound where there is none, and Conflict where several of that name are shared with them.
    """
    found = [view for view in all_seen(connection, asker) if view.name.casefold() == name.strip().casefold()]
    found = [view for view in found if view.mine] or found
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Conflict(f"Several views of the name “{name}” are shared with you; save one of your own.")
    return found[0]


def subscriptions(connection: Connection) -> list[Row[Any]]:
    """Who of the active people gets which view, how often, and what they were told last."""
    return list(connection.execute(_SUBSCRIPTIONS))


def _parameters(asker: Asker) -> dict[str, Any]:
    return {"me": asker.person_id, "visible": sorted(asker.components[Action.READ])}


def _view_of(row: Any, asker: Asker) -> View:
    mine = row.person_id == asker.person_id
    return View(
        row.id, row.name, row.asks, row.version, row.owner, mine, row.component, row.component_id, row.rhythm
    )  # fmt: skip
