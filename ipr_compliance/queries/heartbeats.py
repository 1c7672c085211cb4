"""When the scheduler last showed a sign of life."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.models import Heartbeat

LAST = sa.select(sa.func.max(Heartbeat.at))


def last(connection: Connection) -> datetime | None:
    """The instant of the newest sign, or None where no scheduler has run yet."""
    return connection.execute(LAST).scalar()
