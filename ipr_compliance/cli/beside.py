"""The scheduler as a process beside the web server's, which never outlives it and is started again when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import click

SCHEDULER = (sys.executable, "-c", "from ipr_compliance.cli import main; main()", "scheduler", "--until-eof")

GRACE_SECONDS = 5
"""How long what is in hand may go on when all is told to end."""

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before it is started again, twice as long each time
STEADY_SECONDS = 300
"""One that has lived for that long had begun well: its end is the first in a row."""


class Beside:
    """A process that ends when this one closes, or loses, its end of a pipe."""

    def __init__(self, command: Sequence[str] = SCHEDULER) -> None:
        self._command = command
        self._its_end, self._our_end = os.pipe()
        self._pause = SHORTEST_PAUSE / 2
        self._again_at: float | None = None
        self._start()

    def _start(self) -> None:
        self._begun, self._again_at = time.monotonic(), None
        # In a process group of its own, Ctrl-C does not strike it in the middle of a message: it ends with the pipe.
        self._process = subprocess.Popen(self._command, stdin=self._its_end, process_group=0)  # noqa: S603 - our own

    def look_after(self) -> None:
        """Start it again if it has died, after a pause; to be called every second or so."""
        now = time.monotonic()
        if self._again_at is None and self._process.poll() is not None:
            steady = now - self._begun > STEADY_SECONDS
            self._pause = SHORTEST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._again_at = now + self._pause
            click.echo(f"The scheduler has ended unasked; it is started again in {self._pause:.0f} s.", err=True)
        if self._again_at is not None and now >= self._again_at:
            self._start()

    def let_go(self) -> None:
        """In a fork of this process: only the original keeps the other alive."""
        os.close(self._our_end)
        os.close(self._its_end)

    def end(self) -> None:
        """Let it finish what it has in hand."""
        # A second Ctrl-C meanwhile must not leave it behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.close(self._our_end)
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
