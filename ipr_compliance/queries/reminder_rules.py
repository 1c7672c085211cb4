"""The rules for reminders that hold: the office's own, and the defaults for the rest."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, Rules
from ipr_compliance.domain.reminder_words import NAMES, read
from ipr_compliance.models import ReminderRule

_rule = ReminderRule.__table__  # type: ignore[attr-defined]

_KEPT = sa.select(_rule.c.event, *(_rule.c[name] for name in NAMES)).where(_rule.c.event.in_(tuple(Event)))


def rules(connection: Connection) -> Rules:
    """The rule of every event. Raises Invalid where one that is kept cannot be read: it is never guessed."""
    kept = (dict(row._mapping) for row in connection.execute(_KEPT))  # noqa: SLF001 - SQLAlchemy's public name for it
    return {**DEFAULTS, **{Event(row["event"]): read(Event(row["event"]), row) for row in kept}}
