"""Saved views: kept, shared, replaced, deleted, subscribed to, and told by mail."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, Stale
from ipr_compliance.domain.views import Rhythm, checked_name
from ipr_compliance.models import SavedView, ViewSubscription
from ipr_compliance.queries import views
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.views import View
from ipr_compliance.services import history
from ipr_compliance.services.desk import Desk, done_before, made_before
from ipr_compliance.services.history import Change

SUBJECT = "view"

MOST = 100
"""Views that one person may keep: a list of names that nobody could read helps nobody."""

_view, _subscription = SavedView.__table__, ViewSubscription.__table__  # type: ignore[attr-defined]


def save(desk: Desk, name: str, wanted: Filter, component: str = "") -> int:
    """Keep a list under a new name, for oneself or shared with all who may read a component; answers its number.

    Refuses with Invalid a name that is none, a component that is not theirs to read and a view too many, and with
    Conflict a name that they have given already.
    """
    if (made := made_before(desk)) is not None:
        return made
    row = SavedView(
        person_id=desk.by.person_id or 0, name=checked_name(name), component_id=_component(desk, component),
        asks=_asks(wanted), changed_at=desk.now,
    )  # fmt: skip
    _refuse_twin(desk, row.name)
    mine = sa.select(sa.func.count()).select_from(_view).where(_view.c.person_id == desk.by.person_id)
    if desk.connection.execute(mine).scalar_one() >= MOST:
        raise Invalid(f"You have {MOST} views, which is the limit. Delete one that you no longer use.")
    desk.session.add(row)
    desk.session.flush()
    facts = {"name": row.name, "component_id": row.component_id, "asks": row.asks}
    _tell(desk, row.id or 0, "saved", {name: (None, value) for name, value in facts.items()})
    return row.id or 0


def replace(desk: Desk, view_id: int, wanted: Filter, version: int) -> None:
    """Let one's own view ask for another list. Refuses with NotFound, NotAllowed (somebody else's) and Stale."""
    view = _own(desk, view_id)
    _change(desk, view, version, {"asks": _asks(wanted)})


def rename(desk: Desk, view_id: int, name: str, component: str, version: int) -> None:
    """Give one's own view another name, and share it in a component, in another or in none.

    Refuses with NotFound, NotAllowed (somebody else's), Invalid and Conflict (see `save`), and Stale.
    """
    view = _own(desk, view_id)
    name = checked_name(name)
    # What was shared before stays so, also where its owner has lost the component: only a change is checked.
    same = component.casefold() == (view.component or "").casefold()
    component_id = view.component_id if same else _component(desk, component)
    if name != view.name:
        _refuse_twin(desk, name)
    _change(desk, view, version, {"name": name, "component_id": component_id})


def delete(desk: Desk, view_id: int, version: int) -> None:
    """Delete a view and its subscriptions: one's own, or a shared one of a component that one administers.

    Refuses with NotFound, NotAllowed and Stale.
    """
    if done_before(desk):
        return
    view = views.one(desk.connection, desk.by, view_id)
    administers = view.component_id is not None and desk.by.may(Action.ADMINISTER, view.component_id)
    if not view.mine and not administers:
        raise NotAllowed("Only who saved a view, or an administrator of its component, deletes it.")
    _take(desk, view_id, version, {})
    desk.connection.execute(sa.delete(_subscription).where(_subscription.c.view_id == view_id))
    desk.connection.execute(sa.delete(_view).where(_view.c.id == view_id))
    _tell(desk, view_id, "deleted", {"name": (view.name, None), "asks": (view.asks, None)})


def subscribe(desk: Desk, view_id: int, rhythm: Rhythm | None) -> None:
    """Have a view sent to one's own address, so often at most; None ends that.

    Refuses with NotFound, and with Invalid a view of a fixed day, which never changes.
    """
    view = views.one(desk.connection, desk.by, view_id)
    if done_before(desk):
        return
    if rhythm is not None and view.wanted.as_of is not None:
        raise Invalid("This view shows one fixed day, so there is never news of it. Save one without a date.")
    if rhythm is view.rhythm:
        return
    reader = _subscription.c.view_id == view_id, _subscription.c.person_id == desk.by.person_id
    if rhythm is None:
        desk.connection.execute(sa.delete(_subscription).where(*reader))
    elif view.rhythm is None:
        values = {"view_id": view_id, "person_id": desk.by.person_id, "rhythm": rhythm}
        desk.connection.execute(sa.insert(_subscription), values)
    else:
        desk.connection.execute(sa.update(_subscription).where(*reader).values(rhythm=rhythm))
    _tell(desk, view_id, "subscribed", {"rhythm": (view.rhythm, rhythm)})


def _own(desk: Desk, view_id: int) -> View:
    view = views.one(desk.connection, desk.by, view_id)
    if not view.mine:
        raise NotAllowed("Only who saved a view changes it. Save a copy of your own.")
    return view


def _change(desk: Desk, view: View, version: int, facts: Mapping[str, Any]) -> None:
    _take(desk, view.id, version, {**facts, "changed_at": desk.now})
    _tell(desk, view.id, "changed", {name: (getattr(view, name), value) for name, value in facts.items()})


def _take(desk: Desk, view_id: int, version: int, values: Mapping[str, Any]) -> None:
    ours = sa.update(_view).where(_view.c.id == view_id, _view.c.version == version)
    if desk.connection.execute(ours.values(version=_view.c.version + 1, **values)).rowcount != 1:
        raise Stale(desk.connection.execute(sa.select(_view.c.version).where(_view.c.id == view_id)).scalar_one())


def _component(desk: Desk, code: str) -> int | None:
    if not code.strip():
        return None
    component = desk.tree.find(code.strip())
    if component is None or not desk.by.may(Action.READ, component.id):
        raise Invalid(f"There is no component {code}.", field="component")
    return component.id


def _refuse_twin(desk: Desk, name: str) -> None:
    twin = sa.select(_view.c.id).where(_view.c.person_id == desk.by.person_id, _view.c.name == name)
    if desk.connection.execute(twin).first():
        raise Conflict(f"You have a view “{name}” already: choose another name, or replace it.", field="name")


def _asks(wanted: Filter) -> str:
    return urlencode(wanted.asks())


def _tell(desk: Desk, view_id: int, kind: str, fields: Mapping[str, tuple[Any, Any]]) -> None:
    change = Change(SUBJECT, view_id, kind, desk.today, fields, write_key=desk.write_key)
    history.append(desk.session, [change], by=desk.by, at=desk.now)
