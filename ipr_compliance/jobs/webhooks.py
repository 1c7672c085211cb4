"""Tells webhooks what has changed: plans the calls, makes those that are due, and switches off what keeps failing."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance.adapters.webhooks import PATIENCE, Receiver
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.jobs.deliver import Pace, Report, Round
from ipr_compliance.program import Program
from ipr_compliance.queries import people
from ipr_compliance.queries import webhooks as hooks
from ipr_compliance.services import webhooks
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.notices import Stamp

log = logging.getLogger(__name__)

MOST_PLANNED = 50
"""So many calls are planned for one hook in one round at most: after a big import the next rounds go on."""

A_ROUND = Pace(patience=PATIENCE, most=100)


def run(
    program: Program, as_of: date | None = None, stopping: Callable[[], bool] = lambda: False, pace: Pace = A_ROUND
) -> Report:
    """Plan what is to be told and try each call that is due once; a receiver that cannot be used ends its own round.

    One hook's trouble keeps no other from being told. Any number of processes may do it at once.
    """
    plan(program)
    report = Report()
    with program.database.reading() as connection:
        working = hooks.working(connection)
    for hook in working:
        if stopping():
            break
        try:
            report = report.and_also(_send(program, hook, as_of, stopping, pace))
        except Exception:
            log.exception("webhook=%d failed", hook.id)
    _switch_off_failing(program)
    return report


def plan(program: Program) -> int:
    """Plan the calls that tell what has been recorded since the last ones; answers how many."""
    with program.database.reading() as connection:
        working = hooks.working(connection)
    planned = 0
    for hook in working:
        try:
            planned += _plan(program, hook)
        except Exception:
            log.exception("webhook=%d failed", hook.id)
    return planned


def _plan(program: Program, hook: Row[Any]) -> int:
    planned, known = 0, hook
    while planned < MOST_PLANNED:
        with program.database.reading() as connection:
            current = hooks.switched_on(connection, hook.id)
            known = current if current is not None else known
            news = hooks.news(connection, known)
        if current is None or news.up_to <= known.told_seq:
            break
        with program.database.transaction(recorded=False) as session:
            done = webhooks.plan(session, known, news, stamp=_stamp(program), today=program.today(), now=program.now())
        planned += done and bool(news.entries)
    return planned


def _send(
    program: Program, hook: Row[Any], as_of: date | None, stopping: Callable[[], bool], pace: Pace
) -> Report:  # fmt: skip
    with program.database.reading() as connection:
        waiting = hooks.due(connection, hook.id, program.now(), as_of, most=pace.most)
    if not waiting:
        return Report()
    secret = webhooks.seal(program.settings.signing_key()).open(hook.sealed_secret)
    private = program.settings.webhooks_private
    receiver = Receiver(secret, private=private, now=program.now, patience=pace.patience)
    report = Round(program, receiver, as_of, pace.lease).go(waiting, stopping)
    log.info("webhook=%d %s", hook.id, " ".join(f"{state}={count}" for state, count in report.states.items()))
    return report


def _switch_off_failing(program: Program) -> None:
    with program.database.reading() as connection:
        if not hooks.failing(connection):
            return
        tree = people.tree(connection)
    with program.database.transaction() as session:
        desk = Desk(
            session, the_system("webhooks", tree), tree, program.today(), program.now(), program.settings.zone
        )  # fmt: skip
        ended = webhooks.switch_off_failing(desk, _stamp(program))
    log.warning("switched-off=%d", ended)


def _stamp(program: Program) -> Stamp:
    return Stamp(program.settings.mail_from, program.settings.base_url)
