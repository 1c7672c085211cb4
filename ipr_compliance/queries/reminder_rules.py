"""The rules for reminders that hold, and the limits of a person's own rhythm: the office's own, else the defaults."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, Rules
from ipr_compliance.domain.reminder_words import NAMES, read
from ipr_compliance.domain.rhythms import NAMES as LIMITS
from ipr_compliance.domain.rhythms import Limits
from ipr_compliance.models import OfficeSetting, ReminderRule

_rule, _setting = ReminderRule.__table__, OfficeSetting.__table__  # type: ignore[attr-defined]

_KEPT = sa.select(_rule.c.event, *(_rule.c[name] for name in NAMES)).where(_rule.c.event.in_(tuple(Event)))

_LIMITS = sa.select(_setting.c.name, _setting.c.value).where(_setting.c.name.in_(LIMITS))


def rules(connection: Connection) -> Rules:
    """The rule of every event. Raises Invalid where one that is kept cannot be read: it is never guessed."""
    kept = (dict(row._mapping) for row in connection.execute(_KEPT))  # noqa: SLF001 - SQLAlchemy's public name for it
    return {**DEFAULTS, **{Event(row["event"]): read(Event(row["event"]), row) for row in kept}}


def limits(connection: Connection) -> Limits:
    """The limits of a person's own rhythm. Raises Invalid where what is kept cannot be read."""
    return Limits.read({name: value for name, value in connection.execute(_LIMITS)})  # noqa: C416 - a row is no pair
