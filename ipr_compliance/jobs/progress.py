"""Sends the people who lead the progress report about the month that has ended."""

import logging
from datetime import date

from ipr_compliance.domain.progress import Scope, last_month
from ipr_compliance.jobs.viewers import made_for_each
from ipr_compliance.program import Program
from ipr_compliance.services.orders import Order
from ipr_compliance.services.progress import mail, monthly

log = logging.getLogger(__name__)


def run(program: Program, day: date) -> int:
    """Plan one report for each viewer, about the month before that day, as of its last day; answers how many.

    Each is limited to what its reader may see. Where there is nothing to tell, nothing is sent. Any number of
    processes may do it at once.
    """
    settings, planned = program.settings, 0
    order = Order(Scope(), last_month(day), program.today())
    for email, made in made_for_each(program, lambda connection, asker, tree: monthly(connection, asker, tree, order)):
        # Bookkeeping, not history. The report is made already: the writers' turn is short.
        with program.database.transaction(recorded=False) as session:
            planned += mail(
                session, email, made, planned_for=day, sender=settings.mail_from, base_url=settings.base_url,
                now=program.now(),
            )  # fmt: skip
    log.info("planned=%d for=%s", planned, day)
    return planned
