"""Sending: through a mail server where the settings name one, else as files in a folder."""

import os
import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from ipr_compliance.adapters.letters import Letter, one_line
from ipr_compliance.domain.attempts import Outcome, Result
from ipr_compliance.domain.replies import Stage, refuses_the_address

PATIENCE = 20.0  # seconds for each answer of a server
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LONGEST_WORDS = 500

TAKEN, TAKEN_FOR_ANOTHER, GO_ON, CLOSING, FOR_GOOD = 250, 251, 354, 421, 500
"""Replies of a server, as RFC 5321 numbers them; from the last one on it says no for good."""

_SENT = Outcome(Result.SENT)


class File(Protocol):
    """What goes along with a letter."""

    @property
    def name(self) -> str:
        """Its name for the reader."""

    @property
    def media_type(self) -> str:
        """Its type, such as application/pdf."""

    @property
    def content(self) -> bytes:
        """Its bytes."""


@dataclass(frozen=True)
class Envelope:
    """A letter with all that its delivery needs."""

    sender: str
    recipient: str
    message_id: str
    written_at: datetime
    day: date
    letter: Letter
    files: Sequence[File] = ()

    def message(self) -> EmailMessage:
        """The message as it goes over the wire: text and HTML, marked so that no machine answers it.

        Raises ValueError where a header's value has a line break in it.
        """
        message = EmailMessage(policy=SMTP)
        message["From"] = _header("From", self.sender)
        message["To"] = Address(addr_spec=self.recipient)
        message["Subject"] = _header("Subject", self.letter.subject)
        message["Date"] = _header("Date", format_datetime(self.written_at))
        message["Message-ID"] = self.message_id
        message["Auto-Submitted"] = _header("Auto-Submitted", "auto-generated")
        # Quoted-printable: lines of any length, and nothing that an old server between here and there would change.
        message.set_content(self.letter.text, cte="quoted-printable")
        message.add_alternative(self.letter.html, subtype="html", cte="quoted-printable")
        for file in self.files:
            kind, _, subtype = file.media_type.partition("/")
            message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=one_line(file.name))
        return message

    @cached_property
    def content(self) -> bytes:
        """The message as bytes, with the line ends of the wire; worked out once."""
        return self.message().as_bytes()


@lru_cache(maxsize=256)
def _header(name: str, value: str) -> str:
    """A header as a message keeps it, read and checked once for the many messages of a round that share it."""
    kept: str = SMTP.header_store_parse(name, value)[1]
    return kept


def nothing() -> None:
    """There is nothing to do meanwhile."""


class Post(Protocol):
    """A way to send."""

    def send(self, envelope: Envelope, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Send one message and tell what became of it.

        `meanwhile` is done while a server thinks, and what goes wrong in it stays unnoticed: it may only prepare what
        would otherwise be done later.
        """

    def test(self) -> Outcome:
        """Find out whether sending would work, without sending anything."""

    def close(self) -> None:
        """Let go of what is held open."""


def post(smtp_url: str, folder: Path, patience: float = PATIENCE) -> Post:
    """The way to send that the settings name; `patience` is in seconds, for each answer of a server."""
    return MailServer(urlsplit(smtp_url), patience) if smtp_url else MailFolder(folder)


class MailFolder:
    """Writes every message as an .eml file, which any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, envelope: Envelope, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Write the file, whole or not at all; the same message again replaces it."""
        # The name is made of our own hexadecimal digits: nobody's words become part of a path.
        name = f"{envelope.day.isoformat()}-{envelope.message_id.strip('<>').partition('@')[0]}"
        unfinished = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.touch(mode=0o600)  # a message may have a link in it that lets its reader in
            unfinished.write_bytes(envelope.content)
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as problem:
            return Outcome(Result.LATER, f"The file could not be written: {problem}.", unreachable=True)
        return Outcome(Result.SENT, words="Written to a file, since no mail server is set.")

    def test(self) -> Outcome:
        """Whether the folder can be written to."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            return Outcome(Result.LATER, f"{self._folder} cannot be made: {problem}.", unreachable=True)
        if not os.access(self._folder, os.W_OK):
            return Outcome(Result.LATER, f"{self._folder} cannot be written to.", unreachable=True)
        return Outcome(Result.SENT, words=f"no mail server is set; messages are written to {self._folder}")

    def close(self) -> None:
        """Nothing is held open."""


class MailServer:
    """Sends by SMTP, many messages over one connection, encrypted with the server's certificate verified."""

    def __init__(self, url: SplitResult, patience: float = PATIENCE) -> None:
        self._url, self._patience = url, patience
        self._port = url.port or PORTS[url.scheme]
        self._open: smtplib.SMTP | None = None

    def send(self, envelope: Envelope, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Hand one message to the server; its refusal counts for good if it says so (5xx), else for now."""
        try:
            return self._hand_over(envelope, meanwhile)
        except (OSError, smtplib.SMTPException) as problem:
            return self._unreachable(problem)

    def _hand_over(self, envelope: Envelope, meanwhile: Callable[[], object]) -> Outcome:
        server, (code, words) = self._begin(envelope.sender, len(envelope.content))
        if code != TAKEN:
            return self._refused(Stage.SENDER, code, words)
        code, words = server.rcpt(envelope.recipient)
        if code not in {TAKEN, TAKEN_FOR_ANOTHER}:
            return self._refused(Stage.RECIPIENT, code, words)
        code, words = server.docmd("data")
        if code == GO_ON:
            server.send(_as_data(envelope.content))
            with suppress(
                Exception
            ):  # the server may have taken the message: its answer is read, whatever happens here
                meanwhile()
            code, words = server.getreply()
        return _SENT if code == TAKEN else self._refused(Stage.CONTENT, code, words)

    def _begin(self, sender: str, length: int) -> tuple[smtplib.SMTP, tuple[int, bytes | str]]:
        """Say who sends. A connection that ended since the last message is made anew: nothing has been said on it."""
        used = self._open is not None
        server = self._connected()
        try:
            reply = server.mail(sender, [f"size={length}"] if server.has_extn("size") else [])
        except smtplib.SMTPServerDisconnected:
            if not used:
                raise
            reply = (CLOSING, b"")
        if used and reply[0] == CLOSING:
            self._drop()
            return self._begin(sender, length)
        return server, reply

    def _refused(self, stage: Stage, code: int, words: bytes | str) -> Outcome:
        said = f"{code} {_words(words)}".strip()
        if code == CLOSING:
            self._drop()
        elif self._open is not None:
            # What was begun is given up. A server that has gone is noticed at the next message.
            with suppress(smtplib.SMTPServerDisconnected):
                self._open.rset()
        if code >= FOR_GOOD:
            about_it = refuses_the_address(stage, said)
            return Outcome(Result.NEVER, "The mail server refused it for good.", said, address_refused=about_it)
        return Outcome(Result.LATER, "The mail server put it off.", said, unreachable=code == CLOSING)

    def test(self) -> Outcome:
        """Connect, log in, and leave."""
        try:
            self._connected()
        except (OSError, smtplib.SMTPException) as problem:
            return self._unreachable(problem)
        finally:
            self.close()
        return Outcome(Result.SENT, words=f"{self._url.hostname}:{self._port} answers")

    def close(self) -> None:
        """Say goodbye, where somebody still listens."""
        if self._open is not None:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                self._open.close()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        host, trusted = self._url.hostname or "", ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self._port, timeout=self._patience, context=trusted)
        else:
            server = smtplib.SMTP(host, self._port, timeout=self._patience)
        try:
            if self._url.scheme == "smtp+starttls":
                server.starttls(context=trusted)
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _unreachable(self, problem: Exception) -> Outcome:
        self._drop()
        words = _words(problem.smtp_error) if isinstance(problem, smtplib.SMTPResponseException) else str(problem)
        server = f"{self._url.hostname}:{self._port}"
        said = f"The mail server {server} cannot be used at present: {words or type(problem).__name__}."
        return Outcome(Result.LATER, said, words or None, unreachable=True)

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()  # no goodbye: a server that hangs would be waited for once more
            self._open = None


def _as_data(content: bytes) -> bytes:
    """The content as it goes over the wire (RFC 5321, 4.5.2): what begins with a period gets one more, and it ends."""
    lines = re.sub(rb"(?m)^\.", b"..", content)
    return lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")


def _words(said: bytes | str) -> str:
    return one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:LONGEST_WORDS]
