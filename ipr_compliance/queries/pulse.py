"""What every page asks first, in one statement: the state of the history, and what the scheduler did last."""

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.database import ANSWERS
from ipr_compliance.domain.chain import GENESIS
from ipr_compliance.models import History, RefusedAddress
from ipr_compliance.queries import backups, heartbeats

_history, _refused = History.__table__, RefusedAddress.__table__  # type: ignore[attr-defined]

# One question instead of one for the number and one for the digest.
_NEWEST = sa.cast(_history.c.seq, sa.String) + " " + _history.c.digest
COLUMNS = (
    sa.select(_NEWEST).order_by(_history.c.seq.desc()).limit(1).scalar_subquery().label("head"),
    heartbeats.LAST.scalar_subquery().label("last_beat"),
    backups.LAST_MADE.scalar_subquery().label("last_backup"),
    backups.LAST_FAILED.scalar_subquery().label("failed_backup"),
    sa.select(sa.func.count(_refused.c.address)).scalar_subquery().label("refusals"),
    sa.select(sa.func.max(_refused.c.since)).scalar_subquery().label("newest_refusal"),
)
"""The pulse beside what another question asks: a door asks who is there and this in one statement."""

_PULSE = sa.select(*COLUMNS)


def note(connection: Connection, row: Any) -> None:
    """Keep the pulse that came with the answer to another question of this reading."""
    if stands_still(connection):
        connection.get_execution_options()[ANSWERS]["pulse"] = row


def state(connection: Connection) -> str:
    """The history's newest digest, which names the state of everything that the history tells of."""
    return _head(connection)[1]


def newest(connection: Connection) -> int:
    """The number of the history's newest entry, or 0 before the first."""
    return int(_head(connection)[0])


def _head(connection: Connection) -> tuple[str, str]:
    number, _space, digest = (_pulse(connection).head or f"0 {GENESIS}").partition(" ")
    return number, digest


def last_beat(connection: Connection) -> datetime | None:
    """The instant of the scheduler's newest sign of life, or None where none has run yet."""
    return cast("datetime | None", _pulse(connection).last_beat)


def backed_up(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """The instants of the newest nightly backup and of the newest attempt that failed; None where there was none."""
    found = _pulse(connection)
    return found.last_backup, found.failed_backup


def refusals(connection: Connection) -> tuple[int, datetime | None]:
    """Names the state of the addresses that refuse mail: how many there are, and since when the newest one."""
    found = _pulse(connection)
    return found.refusals, found.newest_refusal


def stands_still(connection: Connection) -> bool:
    """Whether the connection reads one unchanging state, or sees what it writes itself."""
    return ANSWERS in connection.get_execution_options()


def _pulse(connection: Connection) -> Row[Any]:
    """Asked once in a reading, which sees one state all the while; a connection that writes is asked each time."""
    answers = connection.get_execution_options().get(ANSWERS, {})
    if "pulse" not in answers:
        answers["pulse"] = connection.execute(_PULSE).one()
    return cast("Row[Any]", answers["pulse"])
