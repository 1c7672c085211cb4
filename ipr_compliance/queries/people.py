"""Who is asking: person, validity and rights in one prepared select, with the tree of components beside them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Component as Office
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker, covered
from ipr_compliance.domain.words import Role
from ipr_compliance.models import ApiToken, Component, Person, RoleGrant

_person, _grant, _token = Person.__table__, RoleGrant.__table__, ApiToken.__table__  # type: ignore[attr-defined]
_component = Component.__table__  # type: ignore[attr-defined]

_WITH_RIGHTS = (
    sa.select(
        _person.c.id, _person.c.email, _person.c.name,
        _component.c.id.label("component_id"), _component.c.code, _component.c.name.label("component_name"),
        _component.c.parent_id, _component.c.mailbox, _component.c.head_email,
        _grant.c.role, _grant.c.component_id.label("granted_on"),
    )
    .select_from(_person)
    .outerjoin(_component, sa.true())
    .outerjoin(
        _grant,
        (_grant.c.person_id == _person.c.id)
        & ((_grant.c.component_id == _component.c.id) | _grant.c.component_id.is_(None)),
    )
    .where(_person.c.active)
)  # fmt: skip
_BY_SESSION = _WITH_RIGHTS.where(
    _person.c.id == sa.bindparam("person_id"), _person.c.session_key == sa.bindparam("key")
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


def by_session(connection: Connection, person_id: int, session_key: str) -> tuple[Asker, Tree] | None:
    """The signed-in person with rights as of this moment, or None where the session is no longer valid."""
    return _asker(connection.execute(_BY_SESSION, {"person_id": person_id, "key": session_key}).all())


def by_token(connection: Connection, digest: str) -> tuple[Asker, Tree] | None:
    """The owner of an API token, or None where it is unknown or revoked."""
    return _asker(connection.execute(_BY_TOKEN, {"digest": digest}).all())


def by_email(connection: Connection, email: str) -> tuple[Asker, Tree] | None:
    """The active person of that address with their rights, or None."""
    return _asker(connection.execute(_BY_EMAIL, {"email": email.casefold()}).all())


def tree(connection: Connection) -> Tree:
    """All components."""
    return Tree(Office(*row) for row in connection.execute(_COMPONENTS))


def _asker(rows: Any) -> tuple[Asker, Tree] | None:
    if not rows:
        return None
    first: Mapping[str, Any] = rows[0]._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    offices = {
        row.component_id: Office(
            row.component_id, row.code, row.component_name, row.parent_id, row.mailbox, row.head_email
        )
        for row in rows
        if row.component_id is not None
    }
    whole = Tree(offices.values())
    grants = {(Role(row.role), row.granted_on) for row in rows if row.role is not None}
    via = f"token “{first['token_name']}”" if "token_name" in first else ""
    return Asker(first["name"], first["email"], first["id"], covered(grants, whole), via), whole
