"""A real mail server for tests, in a thread of its own: it keeps what it accepts, and refuses as it is told."""

import asyncio
import random
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "tracker", "pass word/1"


@dataclass
class Box:
    """What a server has accepted, and what it is to answer instead."""

    port: int
    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    on_recipient: dict[str, str] = field(default_factory=dict)
    """Answers to an address, for example {"gone@x.example": "550 No such user"}."""
    on_message: list[str] = field(default_factory=list)
    """Answers to the next messages in turn; "drop" closes the connection without one, after the message was kept. In
    an answer, {quoted} stands for what follows "http" in the message's text."""
    one_a_connection: bool = False
    """Whether the second message of a connection is told to come back on another."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd sets the names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes; after STARTTLS a client says hello again."""
        self.connections += not getattr(session, "counted", False)
        session.counted = True
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Begin a message."""
        if self.one_a_connection and getattr(session, "used", False):
            return "421 Enough"
        session.used = True
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or answer what the test says."""
        answer = self.on_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep the message, or answer what the test says."""
        answer = self.on_message.pop(0) if self.on_message else "250 OK"
        if answer == "drop" or answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.accepted.append(BytesParser(policy=default).parsebytes(content))  # type: ignore[arg-type]  # by policy
            self.recipients += envelope.rcpt_tos
        if answer == "drop":
            server.transport.abort()
        if "{quoted}" in answer:
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            text = BytesParser(policy=default).parsebytes(content).get_body(("plain",))  # type: ignore[attr-defined]  # by policy
            return answer.format(quoted=text.get_content().partition("http")[2].split()[0])
        return answer


@dataclass
class Acceptance:
    """A message that a server has taken, and whether its sender went on afterwards, so that it has heard of that."""

    recipient: str
    message_id: str
    heard: bool = False


ON_RECIPIENT = {"421 Closing": 3, "451 Busy": 4, "drop": 3, "hang": 1}
ON_CONTENT = {"421 Closing": 3, "451 Busy": 4, "drop": 3, "hang": 1, "keep and drop": 5, "keep and hang": 1}
MOST_TROUBLES = 3
"""So often a message meets with trouble; its sender gives up after eight attempts."""


@dataclass
class Chaos(Box):
    """A server on a bad day: what it does to a message depends on its address and on how often it has come.

    An address with "gone" in it is refused for good. The weights of the troubles are hundredths.
    """

    troubles: Counter[tuple[str, str]] = field(default_factory=Counter)
    acceptances: list[Acceptance] = field(default_factory=list)
    _comings: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def handle_MAIL(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The sender begins the next message."""
        self._goes_on(session)
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """The sender has nothing more."""
        self._goes_on(session)
        return "221 Bye"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or not."""
        trouble = self._trouble(address, "recipient", ON_RECIPIENT)
        if trouble:
            return await self._make(trouble, server)
        if address.startswith("gone"):
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Take the message, or not, or take it and never say so."""
        [address] = envelope.rcpt_tos
        trouble = self._trouble(address, "content", ON_CONTENT)
        if not trouble or trouble.startswith("keep"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            message_id = BytesParser(policy=default).parsebytes(content, headersonly=True)["Message-ID"]
            session.last = Acceptance(address, str(message_id))
            self.acceptances.append(session.last)
        return await self._make(trouble, server) if trouble else "250 OK"

    def _goes_on(self, session: Session) -> None:
        last: Acceptance | None = getattr(session, "last", None)
        if last is not None:
            last.heard = True

    def _trouble(self, address: str, stage: str, weights: dict[str, int]) -> str | None:
        self._comings[address, stage] += 1
        if self._comings[address, "trouble"] >= MOST_TROUBLES:
            return None
        chance = random.Random(f"{address} {stage} {self._comings[address, stage]}")  # noqa: S311 - the same each time
        smooth = 100 - sum(weights.values())
        [trouble] = chance.choices([None, *weights], [smooth, *weights.values()])
        if trouble:
            self._comings[address, "trouble"] += 1
            self.troubles[stage, trouble] += 1
        return trouble

    async def _make(self, trouble: str, server: SMTP) -> str:
        if trouble.endswith("hang"):
            await asyncio.sleep(3600)  # until the sender hangs up
        if trouble.endswith("drop"):
            server.transport.abort()
        return trouble


def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
    """Let in the one user there is."""
    known = isinstance(login, LoginPassword) and (login.login, login.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, login: bool = False
) -> Iterator[Box]:
    """A server on a free port; with login it takes mail only from the one user, and over TLS."""
    box = Box(_free_port())
    settings: dict[str, Any] = {"ssl_context": tls, "tls_context": starttls, "require_starttls": bool(starttls)}
    if login:
        # aiosmtpd knows a connection as encrypted only after STARTTLS.
        settings |= {"authenticator": knows, "auth_required": True, "auth_require_tls": bool(starttls)}
    with _served(box, **settings):
        yield box


@contextmanager
def chaotic_server() -> Iterator[Chaos]:
    """A server on a bad day, on a free port."""
    box = Chaos(_free_port())
    with _served(box):
        yield box


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _served(box: Box, **settings: Any) -> Iterator[None]:
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **settings)
    controller.start()
    box.connections = 0
    try:
        yield
    finally:
        controller.stop()
