"""Calls to the receivers of webhooks: to the address that was checked and no other, within a time and a size.

A name is resolved here and the connection made to what was found, so that it cannot stand for another machine by then;
the certificate is checked for the name. Redirects are not followed.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any

from ipr_compliance.adapters.letters import one_line
from ipr_compliance.adapters.mail import Envelope, nothing
from ipr_compliance.domain import webhooks as rules
from ipr_compliance.domain.attempts import Outcome, Result
from ipr_compliance.domain.refusal import Invalid

PATIENCE = 10.0  # seconds for the whole call, from the connection to the answer's head
MOST_READ = 64 * 1024
LONGEST_WORDS = 200
AGENT = "OIG-Tracker-Webhooks/1"

_SLOW_DOWN = 429
_UNREADABLE = "Its secret cannot be read: IPR_SECRET_KEY is another one now. Remove the webhook and add it again."


class Refusal(Exception):
    """The name stands for a machine that may not be called."""


class Receiver:
    """The receiver of one hook; `secret` is None where it cannot be read."""

    def __init__(
        self, secret: str | None, *, private: bool, now: Callable[[], datetime], patience: float = PATIENCE
    ) -> None:
        self._secret, self._private, self._now, self._patience = secret, private, now, patience

    def send(self, envelope: Envelope, meanwhile: Callable[[], object] = nothing) -> Outcome:
        """Make one call and tell what became of it; a passing difficulty counts for the receiver as a whole."""
        if self._secret is None:
            return Outcome(Result.NEVER, _UNREADABLE)
        meanwhile()
        try:
            address = rules.checked_address(envelope.recipient, private=self._private)
            status, words = self._call(self._secret, address, envelope)
        except Invalid as problem:
            return Outcome(Result.NEVER, problem.message)
        except Refusal as problem:
            return Outcome(Result.NEVER, str(problem))
        except TimeoutError:
            return _later(f"The receiver did not answer within {self._patience:g} seconds.")
        except (OSError, http.client.HTTPException, UnicodeError) as problem:
            return _later(f"The receiver cannot be reached: {one_line(str(problem)) or type(problem).__name__}.")
        return _outcome(status, f"{status} {words}".strip())

    def _call(self, secret: str, address: str, envelope: Envelope) -> tuple[int, str]:
        scheme, host, port, wanted = rules.place(address)
        ends = time.monotonic() + self._patience
        with closing(self._connected(host, port, ends, tls=scheme == "https")) as connected:
            named = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
            # It only writes the request: the socket is ours, and the `Host` is made of the name.
            request = named(host, port)
            request.sock = connected
            connected.settimeout(_left(ends))
            request.request("POST", wanted, envelope.letter.text.encode(), self._headers(secret, envelope))
            answer = http.client.HTTPResponse(_Bounded(connected, ends), method="POST")  # type: ignore[arg-type]
            answer.begin()
            return answer.status, one_line(answer.reason)[:LONGEST_WORDS]

    def _headers(self, secret: str, envelope: Envelope) -> dict[str, str]:
        called, stamp = rules.call_id(envelope.message_id), int(self._now().timestamp())
        return {
            "Content-Type": "application/json", "User-Agent": AGENT, "Connection": "close", "webhook-id": called,
            "webhook-timestamp": str(stamp),
            "webhook-signature": rules.signature(secret, called, stamp, envelope.letter.text.encode()),
        }  # fmt: skip

    def _connected(self, host: str, port: int, ends: float, *, tls: bool) -> socket.socket:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not self._private and not all(rules.is_public(str(place[0])) for *_how, place in found):
            raise Refusal(f"{host} stands for a machine in a private network; see IPR_WEBHOOKS_PRIVATE.")
        plain = _first_that_answers(found, ends)
        if not tls:
            return plain
        try:
            plain.settimeout(_left(ends))
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def _first_that_answers(found: list[Any], ends: float) -> socket.socket:
    for place, (family, kind, protocol, _name, where) in enumerate(found, start=1):
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(_left(ends))
            connected.connect(where)
        except OSError:
            connected.close()
            if place == len(found):
                raise
        else:
            return connected
    raise OSError("the name stands for no address")


class _Bounded(io.RawIOBase):
    """What a receiver answers, until it is too late or too much."""

    def __init__(self, connected: socket.socket, ends: float) -> None:
        self._connected, self._ends, self._left = connected, ends, MOST_READ

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            raise OSError("its answer does not end")
        self._connected.settimeout(_left(self._ends))
        count = self._connected.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


def _left(ends: float) -> float:
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _outcome(status: int, said: str) -> Outcome:
    if 200 <= status < 300:
        return Outcome(Result.SENT, words=said)
    if status == http.client.GONE:
        return Outcome(Result.NEVER, "The receiver is gone for good.", said, address_refused=True)
    if status == _SLOW_DOWN or status >= 500:
        return _later("The receiver put it off.", said)
    if 300 <= status < 400:
        return Outcome(Result.NEVER, "The receiver redirects, which is not followed.", said)
    return Outcome(Result.NEVER, "The receiver refused it.", said)


def _later(reason: str, said: str | None = None) -> Outcome:
    return Outcome(Result.LATER, reason, said, unreachable=True)
