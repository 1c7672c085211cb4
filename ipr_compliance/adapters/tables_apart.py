"""Reads a table that somebody hands in, in a process of its own: what is hostile in it meets limits there.

The process gets the open table and nothing else of this program, no more than 10 seconds, and 256 MB above what it
needs to start.
"""

import json
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from ipr_compliance.adapters import apart
from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain.refusal import Invalid

ROW_LIMIT = 5000
"""As many rows are read, compared and shown within one request, in a second or two."""

SECONDS = 10
OUTPUT_LIMIT = 64 * 1024**2
_READER = "ipr_compliance.adapters.table_reader"
_CHUNK = 1 << 20
_TOO_LONG = f"The table takes longer to read than {SECONDS} seconds. Split it, or save it as CSV."


class NotRead(RuntimeError):
    """The reader of tables failed, which is no fault of the table's; the message is its traceback."""


@dataclass
class ReadTable:
    """A table in memory: its header, and its rows, each with the line on which it starts."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def table(self) -> Table:
        """The same, to be read once more."""
        return Table(self.header, iter(self.rows))


def read(chunks: Iterable[bytes]) -> ReadTable:
    """The table in a file, CSV or XLSX, that arrives in chunks. Raises Invalid, in a sentence, where there is none."""
    with tempfile.TemporaryFile() as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        return _read(file)


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """What is left of an open file, and then it is at its start again."""
    while chunk := file.read(_CHUNK):
        yield chunk
    file.seek(0)


def _read(file: IO[bytes]) -> ReadTable:
    found = ReadTable()
    ended: dict[str, Any] = {}
    late = threading.Event()
    with _started(file, late) as process:
        for said in _said(process):
            found.header = said.get("header", found.header)
            found.rows += [(at, cells) for at, cells in said.get("rows", ())]
            ended = said if said.keys() & {"done", "refused", "failed"} else ended
        process.wait()  # its own end tells why; the timer ends it at the latest
    if "done" in ended:
        return found
    if "refused" in ended:
        raise Invalid(ended["refused"], field="file")
    if late.is_set() or process.returncode == -signal.SIGXCPU:
        raise Invalid(_TOO_LONG, field="file")
    if "failed" in ended or process.returncode >= 0:
        raise NotRead(ended.get("failed", f"The reader of tables ended with {process.returncode} and no word."))
    raise Invalid("The table could not be read: it is damaged, or far too large. Save it again as CSV.", field="file")


@contextmanager
def _started(file: IO[bytes], late: threading.Event) -> Iterator[subprocess.Popen[bytes]]:
    """The reader at work on the file; it is ended, and `late` is set, when its time is over."""
    number = file.fileno()
    process = subprocess.Popen(  # noqa: S603 - our own program, with fixed arguments
        [*apart.command(_READER), str(number), str(ROW_LIMIT)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=(number,), env=apart.environment(),
    )  # fmt: skip

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(SECONDS, end)
    with process:
        timer.start()
        try:
            yield process
        finally:
            timer.cancel()
            process.kill()


def _said(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    length = 0
    for line in process.stdout or ():
        length += len(line)
        if length > OUTPUT_LIMIT:
            raise Invalid("The table holds more text than can be checked on a page. Split it.", field="file")
        if line.endswith(b"\n"):
            yield json.loads(line)
