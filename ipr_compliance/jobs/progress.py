"""Sends the people who lead the progress report about the month that has ended."""

import logging
from collections.abc import Iterator
from datetime import date

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.progress import Scope, last_month
from ipr_compliance.program import Program
from ipr_compliance.queries import people, progress
from ipr_compliance.services.orders import Order
from ipr_compliance.services.progress import Monthly, mail, monthly

log = logging.getLogger(__name__)


def run(program: Program, day: date) -> int:
    """Plan one report for each viewer, about the month before that day, as of its last day; answers how many.

    Each is limited to what its reader may see. Where there is nothing to tell, nothing is sent. Any number of
    processes may do it at once.
    """
    settings, planned = program.settings, 0
    for email, made in _reports(program, Order(Scope(), last_month(day), program.today())):
        # Bookkeeping, not history. The report is made already: the writers' turn is short.
        with program.database.transaction(recorded=False) as session:
            planned += mail(
                session, email, made, planned_for=day, sender=settings.mail_from, base_url=settings.base_url,
                now=program.now(),
            )  # fmt: skip
    log.info("planned=%d for=%s", planned, day)
    return planned


def _reports(program: Program, order: Order) -> Iterator[tuple[str, Monthly]]:
    """Each viewer's address with their report; those who see the same get the same one, made once."""
    made: dict[frozenset[int], Monthly | None] = {}
    with program.database.reading() as connection:
        viewers = [(email, people.by_email(connection, email)) for email in progress.viewers(connection)]
    for email, found in viewers:
        if found is None:
            continue
        asker, tree = found
        seen = asker.components[Action.READ]
        if seen not in made:
            with program.database.reading() as connection:
                made[seen] = monthly(connection, asker, tree, order)
        report = made[seen]
        if report is not None:
            yield email, report
