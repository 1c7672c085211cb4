"""The sessions that a person sees of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.sessions import limits
from ipr_compliance.models import LoginSession

_session = LoginSession.__table__  # type: ignore[attr-defined]

LASTING = (
    _session.c.begun_at >= sa.bindparam("begun", type_=_session.c.begun_at.type),
    _session.c.seen_at >= sa.bindparam("used", type_=_session.c.seen_at.type),
)
"""The session is not over; `begun` and `used` are the two limits."""

_OPEN: sa.Select[Any] = (
    sa.select(
        _session.c.id, _session.c.begun_at, _session.c.seen_at, _session.c.address, _session.c.browser,
        _session.c.proof, _session.c.second,
    )
    .where(_session.c.person_id == sa.bindparam("person_id"), ~_session.c.waits, *LASTING)
    .order_by(_session.c.seen_at.desc(), _session.c.id.desc())
)  # fmt: skip


def of(connection: Connection, person_id: int, now: datetime) -> Sequence[Row[Any]]:
    """The open sessions of that person, the one used last first. `now` is aware."""
    begun, used = limits(now)
    return connection.execute(_OPEN, {"person_id": person_id, "begun": begun, "used": used}).all()
