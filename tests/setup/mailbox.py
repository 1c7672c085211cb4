"""A real mail server for tests, in a thread of its own: it keeps what it accepts, and refuses as it is told."""

import socket
import ssl
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
    """Answers to the next messages in turn; "drop" closes the connection without one, after the message was kept."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd sets the names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes; after STARTTLS a client says hello again."""
        self.connections += not getattr(session, "counted", False)
        session.counted = True
        session.host_name = hostname
        return responses

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
        return answer


def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
    """Let in the one user there is."""
    known = isinstance(login, LoginPassword) and (login.login, login.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, login: bool = False
) -> Iterator[Box]:
    """A server on a free port; with login it takes mail only from the one user, and over TLS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Box(port)
    settings: dict[str, Any] = {"ssl_context": tls, "tls_context": starttls, "require_starttls": bool(starttls)}
    if login:
        # aiosmtpd knows a connection as encrypted only after STARTTLS.
        settings |= {"authenticator": knows, "auth_required": True, "auth_require_tls": bool(starttls)}
    controller = Controller(box, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    box.connections = 0
    try:
        yield box
    finally:
        controller.stop()
