"""Sends the people who lead how things stand at the beginning of a week, and what has changed since the last."""

import logging
from collections.abc import Iterator
from datetime import date

from ipr_compliance.domain.permissions import Action
from ipr_compliance.program import Program
from ipr_compliance.queries import people, progress
from ipr_compliance.services.briefings import Briefing, brief, mail

log = logging.getLogger(__name__)


def run(program: Program, day: date) -> int:
    """Plan one briefing for each viewer, as of that day and compared with the week before; answers how many.

    Each is limited to what its reader may see. Where there is nothing to tell, nothing is sent. Any number of
    processes may do it at once.
    """
    settings = program.settings
    ready = list(_briefings(program, day))
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


def _briefings(program: Program, day: date) -> Iterator[tuple[str, Briefing]]:
    """Each viewer's address with their briefing; those who see the same get the same one, made once."""
    made: dict[frozenset[int], Briefing | None] = {}
    with program.database.reading() as connection:
        for email in progress.viewers(connection):
            found = people.by_email(connection, email)
            if found is None:
                continue
            asker, tree = found
            seen = asker.components[Action.READ]
            if seen not in made:
                made[seen] = brief(connection, asker, tree, day, program.today())
            briefing = made[seen]
            if briefing is not None:
                yield email, briefing
