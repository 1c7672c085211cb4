"""Sends the saved views that people subscribe to, where there is news of them."""

import logging
from datetime import date
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance.program import Program
from ipr_compliance.services import view_letters

log = logging.getLogger(__name__)


def run(program: Program, day: date) -> int:
    """Plan a letter for each subscription that has a turn on that day and news; answers how many.

    Each is limited to what its reader may see at this moment. Any number of processes may do it at once.
    """
    planned = 0
    with program.database.reading() as connection:
        turns = view_letters.due(connection, day)
    for subscription in turns:
        try:
            planned += _plan(program, subscription, day)
        except Exception:
            # One person's letter must not keep the others' from being planned.
            log.exception("subscription=%d for=%s failed", subscription.id, day)
    log.info("planned=%d for=%s", planned, day)
    return planned


def _plan(program: Program, subscription: Row[Any], day: date) -> bool:
    with program.database.reading() as connection:
        draft = view_letters.draft(connection, subscription, day, program.settings.base_url)
    # Bookkeeping, not history. The letter is written already: the writers' turn is short.
    with program.database.transaction(recorded=False) as session:
        return view_letters.plan(session, draft, day=day, now=program.now(), sender=program.settings.mail_from)
