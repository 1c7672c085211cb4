"""A receiver of webhooks on this machine, which answers as a test says and keeps what it was sent."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

HANG, CLOSE, DRIP, FLOOD = "hang", "close", "drip", "flood"


@dataclass
class Receiver:
    """What was called, and how the next calls are answered: with a status, or in one of the ways above."""

    answers: list[int | str] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook?of=tests"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    kept: Receiver

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that gave up is no error of the receiver."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Keep the call and answer as it was said."""
        kept = cast(_Server, self.server).kept
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kept.calls.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        answer = kept.answers.pop(0) if kept.answers else 200
        if answer == HANG:
            kept.over.wait()
        elif answer == DRIP:
            while not kept.over.wait(0.05):
                self.wfile.write(b"H")
        elif answer == FLOOD:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60_000 + b"\r\nY: " + b"y" * 60_000)
        elif isinstance(answer, int):
            self.send_response(answer)
            self.send_header("Location", f"http://127.0.0.1:{kept.port}/elsewhere")
            self.end_headers()
        self.close_connection = True

    def do_GET(self) -> None:
        """Nobody asks for anything, unless a redirect was followed."""
        cast(_Server, self.server).kept.calls.append((self.path, {}, b""))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that answers with 200 unless it is told otherwise."""
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.kept = kept = Receiver(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        kept.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
