"""Plans the reminders of a day into the outbox."""

import logging
from datetime import date

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.program import Program
from ipr_compliance.queries import people
from ipr_compliance.services import reminders
from ipr_compliance.services.reminders import Draft

log = logging.getLogger(__name__)


def drafts(program: Program, day: date) -> list[Draft]:
    """What is due to be told on that day; changes nothing."""
    with program.database.reading() as connection:
        office = the_system("scheduler", people.tree(connection))
        return reminders.drafts(connection, by=office, today=day, base_url=program.settings.base_url)


def run(program: Program, day: date) -> int:
    """Plan what is due on that day; answers how many messages. Any number of processes may do it at once."""
    ready = drafts(program, day)
    if not ready:
        return 0
    # Bookkeeping, not history. The letters are written already: the writers' turn is short.
    with program.database.transaction(recorded=False) as session:
        planned = reminders.plan(
            session, ready, today=day, now=program.now(), zone=program.settings.zone, sender=program.settings.mail_from
        )
    log.info("planned=%d for=%s", planned, day)
    return planned
