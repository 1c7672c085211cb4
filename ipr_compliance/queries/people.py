"""Who is asking: person, validity and rights in one prepared select; the tree of components is kept beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Component as Office
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker, covered
from ipr_compliance.domain.sessions import Proof, limits
from ipr_compliance.domain.words import Role
from ipr_compliance.models import ApiToken, Component, LoginSession, Person, RoleGrant
from ipr_compliance.queries.kept import Kept
from ipr_compliance.queries.sessions import LASTING

_person, _grant, _token = Person.__table__, RoleGrant.__table__, ApiToken.__table__  # type: ignore[attr-defined]
_component, _session = Component.__table__, LoginSession.__table__  # type: ignore[attr-defined]

_WITH_RIGHTS = (
    sa.select(_person.c.id, _person.c.email, _person.c.name, _grant.c.role, _grant.c.component_id)
    .select_from(_person.outerjoin(_grant, _grant.c.person_id == _person.c.id))
    .where(_person.c.active)
)
_BY_SESSION = (
    _WITH_RIGHTS.add_columns(_session.c.id.label("session_id"), _session.c.seen_at, _session.c.second)
    .join(_session, _session.c.person_id == _person.c.id)
    .where(_session.c.digest == sa.bindparam("digest"), ~_session.c.waits, *LASTING)
)
_BY_EMAIL = _WITH_RIGHTS.where(_person.c.email == sa.bindparam("email"))
_BY_TOKEN = (
    _WITH_RIGHTS.add_columns(_token.c.name.label("token_name"))
    .join(_token, _token.c.person_id == _person.c.id)
    .where(_token.c.digest == sa.bindparam("digest"), _token.c.revoked_at.is_(None))
)
_COMPONENTS = sa.select(
    _component.c.id, _component.c.code, _component.c.name,
    _component.c.parent_id, _component.c.mailbox, _component.c.head_email,
)  # fmt: skip

_TREES: Kept[Tree] = Kept(8)


@dataclass(frozen=True)
class Visit:
    """A signed-in person's session, with their rights as of this moment."""

    asker: Asker
    tree: Tree
    roles: frozenset[Role]
    session_id: int
    seen_at: datetime
    second: Proof | None


def by_session(connection: Connection, digest: str, now: datetime) -> Visit | None:
    """The visit of a signed-in person, or None where the session has ended, is over, or waits for a second factor."""
    begun, used = limits(now)
    rows: Sequence[sa.Row[Any]] = connection.execute(
        _BY_SESSION, {"digest": digest, "begun": begun, "used": used}
    ).all()
    if not rows:
        return None
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    return Visit(*_asker(connection, rows), roles, rows[0].session_id, rows[0].seen_at, rows[0].second)


def by_token(connection: Connection, digest: str) -> tuple[Asker, Tree] | None:
    """The owner of an API token, or None where it is unknown or revoked."""
    return _found(connection, _BY_TOKEN, {"digest": digest})


def by_email(connection: Connection, email: str) -> tuple[Asker, Tree] | None:
    """The active person of that address with their rights, or None."""
    return _found(connection, _BY_EMAIL, {"email": email.casefold()})


def tree(connection: Connection) -> Tree:
    """All components, read once for a state of the history."""
    return _TREES.get(connection, (), lambda: Tree(Office(*row) for row in connection.execute(_COMPONENTS)))


def _found(
    connection: Connection, statement: sa.Select[Any], parameters: Mapping[str, Any]
) -> tuple[Asker, Tree] | None:
    rows = connection.execute(statement, parameters).all()
    return _asker(connection, rows) if rows else None


def _asker(connection: Connection, rows: Sequence[sa.Row[Any]]) -> tuple[Asker, Tree]:
    person: Any = rows[0]
    number, email, name, *_grant_and_more = person
    grants = frozenset((Role(row.role), row.component_id) for row in rows if row.role is not None)
    via = f"token “{rows[0].token_name}”" if "token_name" in rows[0]._fields else ""
    whole = tree(connection)
    return Asker(name, email, number, _reach(grants, whole), via), whole


@lru_cache(maxsize=1024)
def _reach(grants: frozenset[tuple[Role, int | None]], whole: Tree) -> Mapping[Action, frozenset[int]]:
    return MappingProxyType(covered(grants, whole))
