"""Plans the reminders of a day into the outbox."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.program import Program
from ipr_compliance.queries import people
from ipr_compliance.services import reminders
from ipr_compliance.services.reminders import Draft

log = logging.getLogger(__name__)

A_TURN = 25
"""So many letters are written before they are planned together: they are not all in memory at once."""


@contextmanager
def drafts(program: Program, day: date) -> Iterator[Iterator[Draft]]:
    """What is due to be told on that day, one after the other, as things stood at the beginning; changes nothing."""
    with program.database.reading() as connection:
        office = the_system("scheduler", people.tree(connection))
        yield reminders.drafts(connection, by=office, today=day, base_url=program.settings.base_url)


def run(program: Program, day: date) -> int:
    """Plan what is due on that day; answers how many messages. Any number of processes may do it at once.

    What is planned stays so if this ends before all is: doing it again plans the rest.
    """
    planned, now = 0, program.now()
    with drafts(program, day) as ready:
        while turn := list(islice(ready, A_TURN)):
            # Bookkeeping, not history. The letters are written already: the writers' turn is short.
            with program.database.transaction(recorded=False) as session:
                planned += reminders.plan(
                    session, turn, today=day, now=now, zone=program.settings.zone, sender=program.settings.mail_from
                )
    log.info("planned=%d for=%s", planned, day)
    return planned
