"""The scheduler: one process leads and does everything that is due each minute; others stand by."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any

import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]  # no types

from ipr_compliance.jobs import backups, deliver, heartbeat, webhooks, work
from ipr_compliance.jobs.appointments import APPOINTMENTS, keep
from ipr_compliance.jobs.leadership import Lead, lead
from ipr_compliance.program import Program

log = logging.getLogger(__name__)

TICK = timedelta(minutes=1)
STAND_BY_SECONDS = 5


class Stop:
    """A request to end. It may be made from a signal handler, where setting a threading.Event could wait for ever."""

    def __init__(self) -> None:
        self.asked = False
        self._asked: SimpleQueue[None] = SimpleQueue()

    def ask(self, *_signal: Any) -> None:
        """Ask to end after what is in hand."""
        self.asked = True
        self._asked.put(None)

    def wait(self, seconds: float) -> bool:
        """Wait that long, or until asked; answers whether it was."""
        if not self.asked:
            with suppress(Empty):
                self._asked.get(timeout=seconds)
        return self.asked


def run(program: Program, stop: Stop) -> None:
    """Lead, or stand by to take over, until asked to stop."""
    announced = False
    while not stop.asked:
        try:
            with lead(program.database) as held:
                if held is not None:
                    log.info("state=leading")
                    _work(program, held, stop)
                    announced = False
                elif not announced:
                    log.info("state=stand-by")
                    announced = True
        except sa.exc.OperationalError as problem:
            log.warning("state=waiting-for-database problem=%s", str(problem.orig).splitlines()[0])
        stop.wait(STAND_BY_SECONDS)


def _work(program: Program, held: Lead, stop: Stop) -> None:
    scheduler = BackgroundScheduler(timezone=UTC)
    for number, (name, tick) in enumerate(_ticks(program, stop)):
        # A second apart: what is planned in the first minute goes out in it. A tick that takes long delays only itself.
        begin = datetime.now(UTC) + timedelta(seconds=number)  # APScheduler keeps the machine's time, as it must
        scheduler.add_job(
            tick, "interval", seconds=TICK.total_seconds(), id=name, next_run_time=begin,
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
    scheduler.start()
    try:
        while not stop.wait(STAND_BY_SECONDS):
            if not held.held():
                log.warning("state=lost-the-lead")
                return
    finally:
        scheduler.shutdown(wait=True)  # the message in hand is finished; `stop` ends the round after it
        log.info("state=stopped-leading")


def _ticks(program: Program, stop: Stop) -> list[tuple[str, Callable[[], Any]]]:
    return [
        ("heartbeat", lambda: heartbeat.run(program)),
        *((each.job, lambda each=each: keep(program, each)) for each in APPOINTMENTS),
        ("deliver", lambda: deliver.run(program, stopping=lambda: stop.asked, pace=deliver.A_TICK)),
        # By itself: mail does not wait for receivers that are slow.
        ("webhooks", lambda: webhooks.run(program, stopping=lambda: stop.asked)),
        ("backup", lambda: backups.nightly(program, lambda: stop.asked)),
        # What a page asked for, but whose process was ended before it was done.
        ("work", lambda: work.run_waiting(program, stopping=lambda: stop.asked)),
    ]
