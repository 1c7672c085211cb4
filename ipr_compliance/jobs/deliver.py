"""Sends the mail that the outbox holds."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from ipr_compliance.adapters import mail
from ipr_compliance.domain.attempts import Outcome
from ipr_compliance.models import MessageState
from ipr_compliance.program import Program
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.services import refused_addresses, sending
from ipr_compliance.services.sending import LEASE, Claimed, Written

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


AHEAD = 20
"""So many messages are read at once, to be built ahead; each is still claimed by itself."""


@dataclass
class Report:
    """What one round came to: how many messages now stand where, and what was said of those that were not sent."""

    states: Counter[MessageState] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def and_also(self, other: "Report") -> "Report":
        """What both rounds came to."""
        return Report(self.states + other.states, self.problems + other.problems)


def run(
    program: Program, as_of: date | None = None, stopping: Callable[[], bool] = lambda: False, pace: Pace = Pace()
) -> Report:
    """Try all mail that is due, or as many messages as the pace allows, once.

    `stopping` ends the round after the message in hand.

    Where the server itself cannot be used, the round ends too: other messages would only lose an attempt each.
    """
    with program.database.reading() as connection:
        waiting = outbox.due(connection, program.now(), as_of, most=pace.most)
        unused = outbox.unused_marks(connection)
    if unused:
        with program.database.transaction(recorded=False) as session:
            refused_addresses.end_unused(session, unused)
    if not waiting:
        return Report()
    settings = program.settings
    with closing(mail.post(settings.smtp_url, settings.home / "mail", pace.patience)) as post:
        report = Round(program, post, as_of, pace.lease).go(waiting, stopping)
    log.info(" ".join(f"{state}={count}" for state, count in report.states.items()) or "nothing=1")
    return report


class Way(Protocol):
    """A way to send: a mail server, a folder, or the receiver of a webhook."""

    def send(self, envelope: mail.Envelope, meanwhile: Callable[[], object] = mail.nothing) -> Outcome:
        """Send one message and tell what became of it."""


class Round:
    """A sender's way through the outbox, with at most one message in hand."""

    def __init__(self, program: Program, way: Way, as_of: date | None, lease: timedelta) -> None:
        self._program, self._way, self._as_of, self._lease = program, way, as_of, lease
        self._answered: tuple[Claimed, Outcome] | None = None
        self._ahead: dict[int, mail.Envelope] = {}
        self._report = Report()

    def go(self, waiting: Sequence[int], stopping: Callable[[], bool]) -> Report:
        """Try each of these messages once, until asked to stop or what sends them cannot be used."""
        for place, message_id in enumerate(waiting):
            if stopping() or (self._answered and self._answered[1].unreachable):
                break
            if place % AHEAD == 0:
                self._look_ahead(waiting[place : place + AHEAD])
            claimed = self._settle_and_claim(message_id)
            if claimed is not None:
                envelope = self._ahead.get(message_id) or self._envelope(claimed)
                following = waiting[place + 1 : place + 2]
                # The next message is built while the server thinks about this one.
                outcome = self._way.send(envelope, partial(self._build, following))
                self._answered = claimed, sending.as_told(claimed, outcome)
        self._settle_and_claim(None)
        return self._report

    def _look_ahead(self, messages: Sequence[int]) -> None:
        with self._program.database.reading() as connection:
            written = sending.written(connection, messages)
        self._ahead = {message_id: self._envelope(one) for message_id, one in written.items()}

    def _build(self, messages: Sequence[int]) -> None:
        for message_id in messages:
            if message_id in self._ahead:
                _ = self._ahead[message_id].content

    def _envelope(self, one: Written) -> mail.Envelope:
        return mail.Envelope(
            self._program.settings.mail_from, one.recipient, one.rfc_message_id, one.planned_at, one.planned_for,
            one.letter, one.enclosures,
        )  # fmt: skip

    def _settle_and_claim(self, message_id: int | None) -> Claimed | None:
        """In one transaction, which costs more than what is done in it: on record goes the last result first of all."""
        answered, state, claimed = self._answered, None, None
        with self._program.database.transaction(recorded=False) as session:
            now = self._program.now()
            if answered is not None:
                state = sending.record(session, *answered, now=now)
            if message_id is not None:
                claimed = sending.claim(session, message_id, now=now, as_of=self._as_of, lease=self._lease)
        if answered is not None and state is not None:
            self._tell(*answered, state)
            self._answered = None
        if isinstance(claimed, MessageState):
            self._report.states[claimed] += 1
            return None
        return claimed

    def _tell(self, claimed: Claimed, outcome: Outcome, state: MessageState) -> None:
        self._report.states[state] += 1
        if state is not MessageState.SENT:
            problem = f"Message {claimed.id} to {claimed.recipient}: {outcome.reason} {outcome.words or ''}".rstrip()
            self._report.problems.append(problem)
            log.warning("message=%d attempt=%d state=%s reason=%s", claimed.id, claimed.attempt, state, outcome.reason)
