"""What those who watch over messages and backups are told above every page: that which concerns the moment."""

from datetime import datetime, time
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy.engine import Connection

from ipr_compliance.domain import backups
from ipr_compliance.domain.dates import on_the_clock
from ipr_compliance.domain.heartbeat import is_late
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.models import MessageState
from ipr_compliance.program import Program
from ipr_compliance.queries import deliveries, pulse
from ipr_compliance.queries.deliveries import RECENT


class Failures(NamedTuple):
    """What did not arrive: counts, and where the list of the messages is."""

    messages: int
    addresses: int
    days: int
    list: str


class Alarms(NamedTuple):
    """A sentence, or nothing, for each that is silent, and what did not arrive."""

    reminders: str = ""
    backups: str = ""
    failures: Failures | None = None


def alarms(connection: Connection, asker: Asker, program: Program) -> Alarms:
    """All of them as of now; none for whoever does not see deliveries."""
    if not asker.may_anywhere(Action.SEE_DELIVERIES):
        return Alarms()
    return Alarms(_reminders(connection, program), _backups(connection, program), _failures(connection, asker, program))


def _reminders(connection: Connection, program: Program) -> str:
    last = pulse.last_beat(connection)
    if not is_late(last, program.now()):
        return ""
    return "Reminders have not run yet." if last is None else f"Reminders have not run since {_since(last, program)}"


def _backups(connection: Connection, program: Program) -> str:
    """Where a folder is set for the nightly ones."""
    made, failed = pulse.backed_up(connection)
    if program.settings.backup_dir is None or not backups.is_late(made, failed, program.now()):
        return ""
    if made is None:
        return "No backup has been made yet, and the last attempt failed."
    return f"No backup has been made since {_since(made, program)}"


def _since(instant: datetime, program: Program) -> str:
    zone = program.clock.zone
    return f"{instant.astimezone(zone):%A}, {on_the_clock(instant, zone)}"


def _failures(connection: Connection, asker: Asker, program: Program) -> Failures | None:
    since = program.today() - RECENT
    failed, refusing = deliveries.failures(connection, asker, datetime.combine(since, time(), program.clock.zone))
    if not failed and not refusing:
        return None
    failed_since = urlencode({"state": MessageState.FAILED, "since": since})
    return Failures(failed, refusing, RECENT.days, f"/deliveries?{failed_since}")
