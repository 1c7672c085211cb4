"""Webhooks, what is to be told to each, and the deliveries that wait for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.domain.webhooks import MOST_ENTRIES, MOST_FAILURES, Entry
from ipr_compliance.models import Component, History, Message, Person, Recommendation, Webhook
from ipr_compliance.queries import history, people
from ipr_compliance.queries.deliveries import WEBHOOK, claimable

_hook, _person = Webhook.__table__, Person.__table__  # type: ignore[attr-defined]
_component, _rec = Component.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_history, _message = History.__table__, Message.__table__  # type: ignore[attr-defined]

_LISTED: sa.Select[Any] = (
    sa.select(
        _hook.c.id, _person.c.email.label("owner"), _hook.c.address, _component.c.code.label("component"),
        _hook.c.active, _hook.c.failures, _hook.c.gone, _hook.c.created_at,
    )
    .join(_person, _person.c.id == _hook.c.person_id)
    .outerjoin(_component, _component.c.id == _hook.c.component_id)
    .where(_hook.c.removed_at.is_(None))
    .order_by(_hook.c.id)
)  # fmt: skip
_WORKING = sa.select(_hook).where(_hook.c.active, _hook.c.removed_at.is_(None)).order_by(_hook.c.id)


def key(hook_id: int, what: str) -> str:
    """The key of a delivery to a hook in the outbox."""
    return f"{WEBHOOK}:{hook_id}:{what}"


def hook_of(key: str) -> int:
    """The hook that a delivery with this key is for."""
    return int(key.split(":")[1])


def every(connection: Connection) -> Sequence[Row[Any]]:
    """All hooks that are not removed, for who administers the whole department; their secrets are not among it."""
    return connection.execute(_LISTED).all()


def one(connection: Connection, hook_id: int) -> Row[Any]:
    """One of them. Raises NotFound where there is none."""
    row = connection.execute(_LISTED.where(_hook.c.id == hook_id)).first()
    if row is None:
        raise NotFound("There is no such webhook, or it is removed already.")
    return row


def delivery(connection: Connection, hook_id: int, what: str) -> int:
    """The number in the outbox of the delivery to a hook that was planned under this name."""
    named = sa.select(_message.c.id).where(_message.c.key == key(hook_id, what))
    return int(connection.execute(named).scalar_one())


def working(connection: Connection) -> Sequence[Row[Any]]:
    """The hooks that are switched on, with all that planning and sending need."""
    return connection.execute(_WORKING).all()


def switched_on(connection: Connection, hook_id: int) -> Row[Any] | None:
    """The hook of that number if it is switched on, or None."""
    return connection.execute(_WORKING.where(_hook.c.id == hook_id)).first()


def failing(connection: Connection) -> Sequence[Row[Any]]:
    """The hooks that are still switched on and should not be."""
    return connection.execute(_WORKING.where((_hook.c.failures >= MOST_FAILURES) | _hook.c.gone)).all()


@dataclass(frozen=True)
class News:
    """What is to be told to a hook, and the entry of the history up to which that is all."""

    entries: Sequence[Entry]
    up_to: int


def news(connection: Connection, hook: Row[Any]) -> News:
    """The next entries, at most as many as one call takes, about what the hook's owner may read at this moment.

    Where the owner is disabled or may read nothing there is nothing to tell, and it is not made up for later.
    """
    head = history.head(connection).seq
    components = _readable(connection, hook)
    if not components or head <= hook.told_seq:
        return News((), head)
    wanted = (
        sa.select(_history.c.seq, _history.c.subject_id, _history.c.kind, _history.c.effective_on)
        .join(_rec, _rec.c.id == _history.c.subject_id)
        .where(_history.c.subject == "recommendation", _history.c.seq > hook.told_seq, _history.c.seq <= head)
        .where(_rec.c.component_id.in_(sorted(components)))
        .order_by(_history.c.seq)
        .limit(MOST_ENTRIES)
    )
    entries = [Entry(*row) for row in connection.execute(wanted)]
    return News(entries, entries[-1].seq if len(entries) == MOST_ENTRIES else head)


def readable(connection: Connection, hook: Row[Any], recommendations: Collection[int]) -> set[int]:
    """Those of the recommendations that the hook may tell of at this moment."""
    components = _readable(connection, hook)
    theirs = sa.select(_rec.c.id).where(_rec.c.id.in_(recommendations), _rec.c.component_id.in_(sorted(components)))
    return set(connection.execute(theirs).scalars())


def _readable(connection: Connection, hook: Row[Any]) -> frozenset[int]:
    found = people.by_id(connection, hook.person_id)
    if found is None:
        return frozenset()
    owner, tree = found
    theirs = owner.components[Action.READ]
    return theirs if hook.component_id is None else theirs & tree.below(hook.component_id)


def due(
    connection: Connection, hook_id: int, now: datetime, as_of: date | None = None, *, most: int | None = None
) -> list[int]:
    """The deliveries to a hook that may be taken into hand, in the order in which they were planned."""
    waiting = sa.select(_message.c.id).where(*claimable(now, as_of), *to(hook_id))
    return list(connection.execute(waiting.order_by(_message.c.id).limit(most)).scalars())


def to(hook_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions that pick the deliveries to a hook."""
    return _message.c.kind == WEBHOOK, _message.c.key.startswith(key(hook_id, ""))
