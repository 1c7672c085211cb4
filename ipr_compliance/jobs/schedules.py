"""Makes and sends the reports whose period has ended."""

import logging
from datetime import date

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.schedules import ended
from ipr_compliance.program import Program
from ipr_compliance.queries import people
from ipr_compliance.queries import schedules as kept
from ipr_compliance.queries.schedules import Schedule
from ipr_compliance.services import schedules

log = logging.getLogger(__name__)


def run(program: Program, day: date) -> int:
    """Plan what is due on that day and was not planned before; answers how many messages.

    What is planned stays so if this ends before all is: doing it again plans the rest. Any number of processes may do
    it at once.
    """
    with program.database.reading() as connection:
        found = kept.every(connection)
    planned = sum(_send(program, one, day) for one in found)
    log.info("planned=%d for=%s", planned, day)
    return planned


def _send(program: Program, schedule: Schedule, day: date) -> int:
    period, settings, planned = ended(schedule.every, day), program.settings, 0
    if period.last < schedule.since:
        return 0
    with program.database.reading() as connection:
        waiting = schedules.waiting(connection, schedule, period)
    made: dict[frozenset[int], schedules.Ready | None] = {}
    for email in waiting:
        with program.database.reading() as connection:
            found = people.by_email(connection, email)
            if found is None:
                continue
            seen = found[0].components[Action.READ]
            if seen not in made:
                made[seen] = schedules.ready(connection, *found, schedule, period, program.today())
        report = made[seen]
        if report is not None:
            # Bookkeeping, not history. The report is made already: the writers' turn is short.
            with program.database.transaction(recorded=False) as session:
                planned += schedules.mail(
                    session, schedule, email, report, planned_for=day, sender=settings.mail_from,
                    base_url=settings.base_url, now=program.now(),
                )  # fmt: skip
    return planned
