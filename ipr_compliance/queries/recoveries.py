"""Links for a new password: whose a link is, as long as it is good."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.logins import LINK_GOOD_FOR
from ipr_compliance.models import PasswordRecovery, Person

_person, _recovery = Person.__table__, PasswordRecovery.__table__  # type: ignore[attr-defined]

_OWNER = (
    sa.select(_person.c.email)
    .join(_recovery, _recovery.c.person_id == _person.c.id)
    .where(
        _person.c.active,
        _recovery.c.digest == sa.bindparam("digest"),
        _recovery.c.sent_at >= sa.bindparam("since", type_=_recovery.c.sent_at.type),
    )
)


def owner(connection: Connection, digest: str, now: datetime) -> str | None:
    """The address of the person whose link it is, or None where it is unknown, used, replaced or too old."""
    email: str | None = connection.execute(_OWNER, {"digest": digest, "since": now - LINK_GOOD_FOR}).scalar()
    return email
