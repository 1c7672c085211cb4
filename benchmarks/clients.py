"""A load generator in a process of its own: some keep-alive connections that ask in turn, and what came back."""

import json
import multiprocessing
import re
import socket
import time
import uuid
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode


class Wrong(Exception):
    """A server does not answer what the rows come to."""


@dataclass(frozen=True)
class Answer:
    """What a server has answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """One keep-alive connection, as thin as can be, so that the load costs little beside the servers."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=300)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb", 1 << 16)

    def ask(self, request: bytes) -> Answer:
        """Send a request and read its answer to the end."""
        self._socket.sendall(request)
        status = int(self._file.readline().split()[1])
        headers = {}
        while (line := self._file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = (
                f"{headers[name.lower()]}\n{value.strip()}" if name.lower() in headers else value.strip()
            )
        if headers.get("transfer-encoding") == "chunked":
            return Answer(status, headers, self._chunks())
        return Answer(status, headers, self._file.read(int(headers.get("content-length", 0))))

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._file.readline(), 16):
            parts.append(self._file.read(size))
            self._file.readline()
        self._file.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


@dataclass
class Visitor:
    """Somebody with a cookie or a token."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    csrf_token: str = ""

    def request(self, path: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> bytes:
        """The bytes of a request."""
        body = urlencode(form).encode() if form is not None else b""
        told = {"Host": f"127.0.0.1:{self.port}", **self.headers, **(headers or {})}
        if form is not None:
            told |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", *(f"{name}: {told[name]}" for name in told)]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def ask(self, path: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Ask once and keep the cookie that comes back."""
        connection = Connection(self.port)
        try:
            answer = connection.ask(self.request(path, form, headers))
        finally:
            connection.close()
        if cookie := answer.headers.get("set-cookie"):
            self.headers["Cookie"] = cookie.partition(";")[0]
        return answer

    def token_of(self, page: str) -> str:
        """The token in the forms of a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask(page).text)
        if found is None:
            raise SystemExit(f"{page} has no form.")
        return found[1]

    def log_in(self, email: str, password: str) -> None:
        """Log in at the product's own form."""
        token = self.token_of("/login")
        answer = self.ask("/login", {"csrf_token": token, "email": email, "password": password})
        if answer.status != 303:
            raise SystemExit(f"{email} cannot log in: {answer.status}.")
        self.csrf_token = self.token_of("/account")

    def begin(self, person: int) -> None:
        """Log in at the floor, which asks no password."""
        self.csrf_token = self.ask(f"/begin/{person}").text


@dataclass(frozen=True)
class Turn:
    """What one turn came to."""

    requests: int
    seconds: float
    size: int


def _take_turn(port: int, batches: list[list[bytes]], expected: int) -> Turn:
    """Each connection sends its requests one after the other; all connections at the same time."""

    def run(requests: list[bytes]) -> int:
        connection = Connection(port)
        size = 0
        for request in requests:
            answer = connection.ask(request)
            if answer.status != expected:
                raise Wrong(f"{request.split(b' HTTP')[0].decode()}: {answer.status} instead of {expected}.")
            size += len(answer.body)
        connection.close()
        return size

    started = time.perf_counter()
    with ThreadPoolExecutor(len(batches)) as pool:
        size = sum(pool.map(run, batches))
    seconds = time.perf_counter() - started
    return Turn(sum(map(len, batches)), seconds, size)


class Generator:
    """The process that sends."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))

    def turn(self, port: int, batches: list[list[bytes]], expected: int = 200) -> Turn:
        """Send all of it and wait for the answers."""
        return self._pool.submit(_take_turn, port, batches, expected).result()

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()


def an_update(number: int, version: int, note: str, visitor: Visitor) -> bytes:
    """A status update as the form on the record's page sends it."""
    form = {
        "csrf_token": visitor.csrf_token, "version": str(version), "seen": "0", "key": str(uuid.uuid4()),
        "note": note, "done": "", "next_step": "", "next_step_on": "", "percent_complete": "",
    }  # fmt: skip
    return visitor.request(f"/recommendations/{number}/updates", form)


def query(asked: dict[str, str]) -> str:
    """The query part of an address."""
    return urlencode(asked, quote_via=quote)
