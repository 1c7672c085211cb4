"""The tokens that programs hold; their secrets are kept nowhere."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.models import ApiToken, Person

_token, _person = ApiToken.__table__, Person.__table__  # type: ignore[attr-defined]

_VALID: sa.Select[Any] = (
    sa.select(
        _token.c.id, _token.c.person_id, _person.c.email, _token.c.name, _token.c.scope, _token.c.created_at,
        _token.c.expires_on, _token.c.last_used_on,
    )
    .join(_person, _person.c.id == _token.c.person_id)
    .where(_token.c.revoked_at.is_(None))
    .order_by(_person.c.email, _token.c.name)
)  # fmt: skip
_OF_ONE = _VALID.where(_token.c.person_id == sa.bindparam("person_id"))


def of(connection: Connection, person_id: int) -> Sequence[Row[Any]]:
    """A person's tokens that are not revoked, by name; those that are out of date too."""
    return connection.execute(_OF_ONE, {"person_id": person_id}).all()


def of_everybody(connection: Connection) -> Sequence[Row[Any]]:
    """All tokens that are not revoked, by owner and name."""
    return connection.execute(_VALID).all()
