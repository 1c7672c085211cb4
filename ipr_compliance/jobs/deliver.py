"""Sends what the outbox holds."""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta

from ipr_compliance.adapters import mail
from ipr_compliance.domain.attempts import Outcome
from ipr_compliance.models import MessageState
from ipr_compliance.program import Program
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.services import deliveries
from ipr_compliance.services.deliveries import LEASE, Claimed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How long a message may be in hand, how many seconds an answer is waited for, how many messages a round tries."""

    lease: timedelta = LEASE
    patience: float = mail.PATIENCE
    most: int | None = None
    """All, unless said otherwise."""


A_TICK = Pace(most=500)
"""The scheduler's: a tick ends, whatever else has been planned meanwhile, and the next one goes on."""


@dataclass
class Report:
    """What one round came to: how many messages now stand where, and what was said of those that were not sent."""

    states: Counter[MessageState] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def run(
    program: Program, as_of: date | None = None, stopping: Callable[[], bool] = lambda: False, pace: Pace = Pace()
) -> Report:
    """Try every message that is due, or as many as the pace allows, once.

    `stopping` ends the round after the message in hand.

    Where the server itself cannot be used, the round ends too: other messages would only lose an attempt each.
    """
    report = Report()
    with program.database.reading() as connection:
        waiting = outbox.due(connection, program.now(), as_of, most=pace.most)
    if not waiting:
        return report
    settings = program.settings
    with closing(mail.post(settings.smtp_url, settings.home / "mail", pace.patience)) as post:
        for message_id in waiting:
            if stopping():
                break
            outcome = _deliver(program, post, message_id, as_of, report, pace.lease)
            if outcome is not None and outcome.unreachable:
                break
    log.info(" ".join(f"{state}={count}" for state, count in report.states.items()) or "nothing=1")
    return report


def _deliver(
    program: Program, post: mail.Post, message_id: int, as_of: date | None, report: Report, lease: timedelta
) -> Outcome | None:
    with program.database.transaction(recorded=False) as session:
        if deliveries.cancel_if_overtaken(session, message_id, now=program.now(), as_of=as_of):
            report.states[MessageState.CANCELLED] += 1
        claimed = deliveries.claim(session, message_id, now=program.now(), as_of=as_of, lease=lease)
    if claimed is None:
        return None
    outcome = post.send(_envelope(claimed, program.settings.mail_from))
    with program.database.transaction(recorded=False) as session:
        state = deliveries.record(session, claimed, outcome, now=program.now())
    report.states[state] += 1
    if state is not MessageState.SENT:
        problem = f"Message {claimed.id} to {claimed.recipient}: {outcome.reason} {outcome.words or ''}".rstrip()
        report.problems.append(problem)
        log.warning("message=%d attempt=%d state=%s reason=%s", claimed.id, claimed.attempt, state, outcome.reason)
    return outcome


def _envelope(claimed: Claimed, sender: str) -> mail.Envelope:
    return mail.Envelope(
        sender, claimed.recipient, claimed.rfc_message_id, claimed.planned_at, claimed.planned_for, claimed.letter,
        claimed.enclosures,
    )  # fmt: skip
