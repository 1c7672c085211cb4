"""The figures of the whole office that a monitoring system reads: nobody asks, so nothing of a record is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.models import Component, Message, MessageState, Recommendation, RefusedAddress
from ipr_compliance.queries import backups, heartbeats
from ipr_compliance.queries.deliveries import RECENT, claimable

_message, _refused = Message.__table__, RefusedAddress.__table__  # type: ignore[attr-defined]
_rec, _component = Recommendation.__table__, Component.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Gauges:
    """How things stand at one instant."""

    heartbeat_age: timedelta | None
    """None where no scheduler has ever run."""
    backup_age: timedelta | None
    """None where the scheduler has never made a backup."""
    lag: timedelta
    """For how long the first message that could be sent has waited for a sender."""
    outbox: int
    """Messages that are planned, due or not."""
    failed_lately: int
    refusing: int
    deliveries: Mapping[str, int]
    """Messages by state."""
    open: Mapping[str, int]
    """Open recommendations by the code of their component, without those of the components below it."""
    overdue: Mapping[str, int]


_NOW: Any = sa.bindparam("now", type_=_message.c.not_before.type)
_MAIL = sa.select(
    heartbeats.LAST.scalar_subquery().label("beat"),
    backups.LAST_MADE.scalar_subquery().label("backup"),
    sa.select(sa.func.min(_message.c.not_before)).where(*claimable(_NOW, None)).scalar_subquery().label("first_due"),
    sa.select(sa.func.count())
    .select_from(_message)
    .where(
        _message.c.state == MessageState.FAILED,
        _message.c.settled_at >= sa.bindparam("lately", type_=_message.c.settled_at.type),
    )
    .scalar_subquery()
    .label("failed_lately"),
    sa.select(sa.func.count()).select_from(_refused).scalar_subquery().label("refusing"),
)
_STATES = sa.select(_message.c.state, sa.func.count()).group_by(_message.c.state)
_LATE = _rec.c.due_order < sa.bindparam("today", type_=sa.Date)
_OPEN = (
    sa.select(_component.c.code, sa.func.count(_rec.c.id), sa.func.count(_rec.c.id).filter(_LATE))
    .select_from(_component)
    .outerjoin(_rec, (_rec.c.component_id == _component.c.id) & _rec.c.is_open)
    .group_by(_component.c.code)
    .order_by(_component.c.code)
)


def read(connection: Connection, now: datetime, today: date) -> Gauges:
    """All of them, in three questions."""
    mail = connection.execute(_MAIL, {"now": now, "lately": now - RECENT}).one()
    states = dict.fromkeys(MessageState, 0)
    states.update((state, count) for state, count in connection.execute(_STATES))
    rows = list(connection.execute(_OPEN, {"today": today}))
    return Gauges(
        heartbeat_age=mail.beat and max(now - mail.beat, timedelta()),
        backup_age=mail.backup and max(now - mail.backup, timedelta()),
        lag=now - mail.first_due if mail.first_due else timedelta(),
        outbox=states[MessageState.PLANNED],
        failed_lately=mail.failed_lately,
        refusing=mail.refusing,
        deliveries={state.value: count for state, count in states.items()},
        open={code: count for code, count, _late in rows},
        overdue={code: late for code, _count, late in rows},
    )
