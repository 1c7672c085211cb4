"""Does long work in this process, step by step, as the person who asked for it and with the rights they have now."""

import json
import logging
import time
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, Any

from ipr_compliance.domain.refusal import Refused
from ipr_compliance.jobs import documents, reports
from ipr_compliance.program import Program
from ipr_compliance.queries import people
from ipr_compliance.queries import work as asked_for
from ipr_compliance.services import work
from ipr_compliance.services.documents import READING
from ipr_compliance.services.orders import Told
from ipr_compliance.services.progress import ISSUE, REPORT
from ipr_compliance.services.work import Cancelled, Made

log = logging.getLogger(__name__)

TOLD_EVERY = 0.5
"""Seconds between two words about how far it is."""

Stopping = Callable[[], bool]
Maker = Callable[..., Made]
KINDS: dict[str, Maker] = {REPORT: reports.report, ISSUE: reports.issue, READING: documents.read}
"""What can be asked for: each takes a reading, who asks, the tree, what was asked for, the file, whom to tell, and the
present day and instant."""


def never() -> bool:
    """This process goes on until the work is done."""
    return False


class _LeftAlone(Exception):
    """This process has to end."""


def run_waiting(program: Program, stopping: Stopping = never) -> int:
    """Do all that waits, oldest first; answers how many were done. Any number of processes may do it at once.

    As soon as `stopping` says so, what is in hand is put back for another process.
    """
    with program.database.reading() as connection:
        waiting = asked_for.waiting(connection, program.now())
    return sum(run(program, work_id, stopping) for work_id in waiting if not stopping())


def run(program: Program, work_id: int, stopping: Stopping = never) -> bool:
    """Do one piece of work, unless somebody else does it; answers whether it was this process that did."""
    with program.database.transaction(recorded=False) as session:
        if not work.claim(session, work_id, now=program.now()):
            return False
    try:
        _do(program, work_id, stopping)
    except Cancelled:
        log.info("work=%d cancelled", work_id)
    except _LeftAlone:
        with program.database.transaction(recorded=False) as session:
            work.put_back(session, work_id)
    except Refused as refusal:
        _fail(program, work_id, refusal.message)
    except Exception:
        log.exception("work=%d failed", work_id)
        _fail(program, work_id, "It could not be done: the program met an error, which the operator finds in its log.")
    return True


def _do(program: Program, work_id: int, stopping: Stopping) -> None:
    with program.database.reading() as connection, TemporaryFile() as target:
        order = asked_for.order(connection, work_id)
        found = people.by_email(connection, order.email)
        if found is None:
            raise Cancelled
        made = KINDS[order.kind](
            connection,
            *found,
            json.loads(order.asked),
            target,
            _teller(program, work_id, stopping),
            today=program.today(),
            now=program.now(),
        )
        with program.database.transaction(recorded=made.enter is not None) as session:
            work.finish(session, work_id, _from_start(target), made, now=program.now())


def _from_start(target: IO[bytes]) -> Any:
    target.seek(0)
    return target


def _teller(program: Program, work_id: int, stopping: Stopping) -> Told:
    last = 0.0

    def tell(percent: int) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_EVERY:
            return
        last = time.monotonic()
        if stopping():
            raise _LeftAlone
        with program.database.transaction(recorded=False) as session:
            work.tell(session, work_id, percent, now=program.now())

    return tell


def _fail(program: Program, work_id: int, reason: str) -> None:
    with program.database.transaction(recorded=False) as session:
        work.fail(session, work_id, reason, now=program.now())
