"""Sends the people who lead how things stand at the beginning of a week, and what has changed since the last."""

import logging
from datetime import date

from ipr_compliance.jobs.viewers import made_for_each
from ipr_compliance.program import Program
from ipr_compliance.services.briefings import brief, mail

log = logging.getLogger(__name__)


def run(program: Program, day: date) -> int:
    """Plan one briefing for each viewer, as of that day and compared with the week before; answers how many.

    Each is limited to what its reader may see. Where there is nothing to tell, nothing is sent. Any number of
    processes may do it at once.
    """
    settings, today = program.settings, program.today()
    ready = list(made_for_each(program, lambda connection, asker, tree: brief(connection, asker, tree, day, today)))
    # Bookkeeping, not history.
    with program.database.transaction(recorded=False) as session:
        planned = sum(
            mail(
                session, email, made, planned_for=day, sender=settings.mail_from, base_url=settings.base_url,
                now=program.now(),
            )
            for email, made in ready
        )  # fmt: skip
    log.info("planned=%d for=%s", planned, day)
    return planned
