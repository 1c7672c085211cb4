"""Reads a table that somebody hands in, in a process of its own: what is hostile in it meets limits there.

The process gets the open table and nothing else of this program, no more than 10 seconds (for a long table, which no
request waits for, five minutes), and 256 MB above what it needs to start.
"""

import json
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from ipr_compliance.adapters import apart
from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain.refusal import Invalid

ROW_LIMIT = 5000
"""As many rows are read, compared and shown within one request, in a second or two; a longer table is long work."""

SECONDS = 10
LONG_SECONDS = 300
"""For a whole table, as long work."""

OUTPUT_LIMIT = 64 * 1024**2
_READER = "ipr_compliance.adapters.table_reader"
_CHUNK = 1 << 20
_TOO_LONG = "The table takes longer to read than {:,} seconds. Split it, or save it as CSV."

Heard = Callable[[int], object]


class NotRead(RuntimeError):
    """The reader of tables failed, which is no fault of the table's; the message is its traceback."""


@dataclass
class ReadTable:
    """A table in memory: its header, and its rows, each with the line on which it starts; there may be more rows."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    more: bool = False

    def table(self) -> Table:
        """The same, to be read once more."""
        return Table(self.header, iter(self.rows))


def read(chunks: Iterable[bytes]) -> ReadTable:
    """The table in a file, CSV or XLSX, that arrives in chunks, as far as one request can deal with it.

    Raises Invalid, in a sentence, where there is none.
    """
    found = ReadTable()
    with _kept(chunks) as file, _started(file, ROW_LIMIT, SECONDS) as said:
        length = 0
        for size, one in said:
            length += size
            if length > OUTPUT_LIMIT:
                raise Invalid("The table holds more text than can be checked on a page. Split it.", field="file")
            found.header = one.get("header", found.header)
            found.rows += [(at, cells) for at, cells in one.get("rows", ())]
            found.more = one.get("more", found.more)
    return found


@contextmanager
def opened(chunks: Iterable[bytes], heard: Heard) -> Iterator[Table]:
    """A whole table of any length, whose rows are read as they are asked for.

    `heard` is told how far it is, in percent. Raises Invalid, in a sentence, here or while rows are read, where it is
    not a table that can be read.
    """
    with _kept(chunks) as file, _started(file, 0, LONG_SECONDS) as said:
        _size, first = next(said)
        yield Table(first["header"], _rows(said, file.tell(), heard))


def _rows(said: Iterator[tuple[int, Any]], total: int, heard: Heard) -> Iterator[tuple[int, list[str]]]:
    length = 0
    for size, one in said:
        length += size
        # What is told of a row is about as long as the row; of a packed workbook, nobody knows how much is to come.
        heard(min(99, length * 100 // total))
        yield from ((at, cells) for at, cells in one.get("rows", ()))


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """What is left of an open file, and then it is at its start again."""
    while chunk := file.read(_CHUNK):
        yield chunk
    file.seek(0)


@contextmanager
def _kept(chunks: Iterable[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        yield file


@contextmanager
def _started(file: IO[bytes], most: int, seconds: int) -> Iterator[Iterator[tuple[int, Any]]]:
    """What the reader says of the file, with the length of each; it is ended when its time is over."""
    number, late = file.fileno(), threading.Event()
    process = subprocess.Popen(  # noqa: S603 - our own program, with fixed arguments
        [*apart.command(_READER), str(number), str(most), str(max(1, seconds - 2))],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=(number,), env=apart.environment(),
    )  # fmt: skip

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    with process:
        timer.start()
        try:
            yield _said(process, late, seconds)
        finally:
            timer.cancel()
            process.kill()


def _said(process: subprocess.Popen[bytes], late: threading.Event, seconds: int) -> Iterator[tuple[int, Any]]:
    ended: dict[str, Any] = {}
    for line in process.stdout or ():
        if line.endswith(b"\n"):
            one = json.loads(line)
            ended = one if one.keys() & {"done", "refused", "failed"} else ended
            if "refused" not in one and "failed" not in one:
                yield len(line), one
    process.wait()  # its own end tells why; the timer ends it at the latest
    if "done" in ended:
        return
    if "refused" in ended:
        raise Invalid(ended["refused"], field="file")
    if late.is_set() or process.returncode == -signal.SIGXCPU:
        raise Invalid(_TOO_LONG.format(seconds), field="file")
    if "failed" in ended or process.returncode >= 0:
        raise NotRead(ended.get("failed", f"The reader of tables ended with {process.returncode} and no word."))
    raise Invalid("The table could not be read: it is damaged, or far too large. Save it again as CSV.", field="file")
