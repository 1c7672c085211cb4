"""The second factors that a person has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.sessions import SECOND_FACTOR_WITHIN
from ipr_compliance.models import AuthenticatorApp, LoginSession, Person, RecoveryCode, SecurityKey

_app, _key = AuthenticatorApp.__table__, SecurityKey.__table__  # type: ignore[attr-defined]
_code, _session = RecoveryCode.__table__, LoginSession.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]

_ANY = sa.select(
    sa.exists().where(_app.c.person_id == sa.bindparam("person_id"), _app.c.confirmed)
    | sa.exists().where(_key.c.person_id == sa.bindparam("person_id"))
)
_KEYS: sa.Select[Any] = (
    sa.select(_key.c.id, _key.c.name, _key.c.credential, _key.c.added_at)
    .where(_key.c.person_id == sa.bindparam("person_id"))
    .order_by(_key.c.id)
)
_CODES = sa.select(sa.func.count()).where(_code.c.person_id == sa.bindparam("person_id"))
_WAITING: sa.Select[Any] = (
    sa.select(_person.c.id, _person.c.email, _session.c.id.label("session_id"), _session.c.proof, _session.c.challenge)
    .join(_session, _session.c.person_id == _person.c.id)
    .where(
        _person.c.active,
        _session.c.waits,
        _session.c.digest == sa.bindparam("digest"),
        _session.c.begun_at >= sa.bindparam("since", type_=_session.c.begun_at.type),
    )
)


@dataclass(frozen=True)
class Held:
    """What somebody can show beside their password."""

    app_added_at: datetime | None
    app_sealed: str
    """The secret of an app that waits for its first code, as it is kept."""
    keys: Sequence[Row[Any]]
    codes: int

    @property
    def count(self) -> int:
        """How many there are; recovery codes take the place of one and are none."""
        return len(self.keys) + (self.app_added_at is not None)


def any_of(connection: Connection, person_id: int) -> bool:
    """Whether that person has a second factor."""
    return bool(connection.execute(_ANY, {"person_id": person_id}).scalar())


def of(connection: Connection, person_id: int) -> Held:
    """The second factors of that person, and how many recovery codes are left."""
    app = connection.execute(sa.select(_app).where(_app.c.person_id == person_id)).first()
    return Held(
        app.added_at if app and app.confirmed else None,
        app.sealed_secret if app and not app.confirmed else "",
        keys(connection, person_id),
        connection.execute(_CODES, {"person_id": person_id}).scalar_one(),
    )


def keys(connection: Connection, person_id: int) -> Sequence[Row[Any]]:
    """The security keys of that person, in the order in which they were added."""
    return connection.execute(_KEYS, {"person_id": person_id}).all()


def challenge(connection: Connection, session_id: int) -> str | None:
    """What a key has to sign in that session, or None where nothing waits for one."""
    found: str | None = connection.execute(sa.select(_session.c.challenge).where(_session.c.id == session_id)).scalar()
    return found


def waiting(connection: Connection, digest: str, now: datetime) -> Row[Any] | None:
    """The login that waits for its second factor, and whose it is; None where there is none, or it waited too long."""
    return connection.execute(_WAITING, {"digest": digest, "since": now - SECOND_FACTOR_WITHIN}).first()
