"""Who is asking: person, validity and rights in one prepared select; the tree of components is kept beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Component as Office
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker, covered
from ipr_compliance.domain.sessions import Proof, limits
from ipr_compliance.domain.words import Role, TokenScope
from ipr_compliance.models import ApiToken, Component, LoginSession, Person, RoleGrant
from ipr_compliance.queries import pulse
from ipr_compliance.queries.kept import Kept
from ipr_compliance.queries.prepared import Prepared
from ipr_compliance.queries.sessions import LASTING

_person, _grant, _token = Person.__table__, RoleGrant.__table__, ApiToken.__table__  # type: ignore[attr-defined]
_component, _session = Component.__table__, LoginSession.__table__  # type: ignore[attr-defined]

_WITH_RIGHTS = (
    sa.select(_person.c.id, _person.c.email, _person.c.name, _grant.c.role, _grant.c.component_id)
    .select_from(_person.outerjoin(_grant, _grant.c.person_id == _person.c.id))
    .where(_person.c.active)
)
_BY_SESSION = Prepared(
    _WITH_RIGHTS.add_columns(
        _session.c.id.label("session_id"),
        _session.c.seen_at,
        _session.c.second,
        _session.c.proof,
        _person.c.password_given,
        *pulse.COLUMNS,
    )
    .join(_session, _session.c.person_id == _person.c.id)
    .where(_session.c.digest == sa.bindparam("digest"), ~_session.c.waits, *LASTING)
)
_BY_EMAIL = _WITH_RIGHTS.where(_person.c.email == sa.bindparam("email"))
_BY_ID = _WITH_RIGHTS.where(_person.c.id == sa.bindparam("person_id"))
_BY_TOKEN = Prepared(
    _WITH_RIGHTS.add_columns(_token.c.name.label("token_name"), _token.c.id.label("token_id"), _token.c.scope,
                             _token.c.last_used_on, *pulse.COLUMNS)
    .join(_token, _token.c.person_id == _person.c.id)
    .where(
        _token.c.digest == sa.bindparam("digest"), _token.c.revoked_at.is_(None),
        sa.or_(_token.c.expires_on.is_(None), _token.c.expires_on >= sa.bindparam("today", type_=sa.Date)),
    )
)  # fmt: skip
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
    must_choose: bool
    """Whether the password that opened it is one that somebody else has given: another has to be chosen first."""


@dataclass(frozen=True)
class Program:
    """A program that acts with somebody's token: for whom, what it may do, and the day it was last noted."""

    asker: Asker
    tree: Tree
    token_id: int
    scope: TokenScope
    last_used_on: date | None


def by_session(connection: Connection, digest: str, now: datetime) -> Visit | None:
    """The visit of a signed-in person, or None where the session has ended, is over, or waits for a second factor."""
    begun, used = limits(now)
    rows = _BY_SESSION.all(connection, {"digest": digest, "begun": begun, "used": used})
    if not rows:
        return None
    one = rows[0]
    pulse.note(connection, one)
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    must_choose = one.password_given and one.proof is Proof.PASSWORD
    return Visit(*_with_rights(connection, rows), roles, one.session_id, one.seen_at, one.second, must_choose)


def by_token(connection: Connection, digest: str, today: date) -> Program | None:
    """Whoever acts with an API token, or None where it is unknown, revoked or, at the office, out of date."""
    rows = _BY_TOKEN.all(connection, {"digest": digest, "today": today})
    if not rows:
        return None
    token = rows[0]
    pulse.note(connection, token)
    asker, whole = _with_rights(connection, rows, f"token “{token.token_name}”")
    return Program(asker, whole, token.token_id, TokenScope(token.scope), token.last_used_on)


def by_email(connection: Connection, email: str) -> tuple[Asker, Tree] | None:
    """The active person of that address with their rights, or None."""
    return _found(connection, _BY_EMAIL, {"email": email.casefold()})


def by_id(connection: Connection, person_id: int) -> tuple[Asker, Tree] | None:
    """The active person of that number with their rights, or None."""
    return _found(connection, _BY_ID, {"person_id": person_id})


def tree(connection: Connection) -> Tree:
    """All components, read once for a state of the history."""
    return _TREES.get(connection, (), lambda: Tree(Office(*row) for row in connection.execute(_COMPONENTS)))


def _found(
    connection: Connection, statement: sa.Select[Any], parameters: Mapping[str, Any]
) -> tuple[Asker, Tree] | None:
    rows = connection.execute(statement, parameters).all()
    return _with_rights(connection, rows) if rows else None


def _with_rights(connection: Connection, rows: Sequence[Any], via: str = "") -> tuple[Asker, Tree]:
    number, email, name, *_grant_and_token = rows[0]
    grants = frozenset((Role(row.role), row.component_id) for row in rows if row.role is not None)
    whole = tree(connection)
    return Asker(name, email, number, _reach(grants, whole), via), whole


@lru_cache(maxsize=1024)
def _reach(grants: frozenset[tuple[Role, int | None]], whole: Tree) -> Mapping[Action, frozenset[int]]:
    return MappingProxyType(covered(grants, whole))
