"""Reads a document that somebody hands in, in a process of its own: what is hostile in it meets limits there.

The process gets the open document and nothing else of this program, no more than 10 seconds, and 256 MB above what it
needs to start. An exception that the progress callback raises cancels it.
"""

import json
import os
import selectors
import signal
import subprocess
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, TypeVar

from pydantic import TypeAdapter

from ipr_compliance.adapters import apart
from ipr_compliance.domain.extraction import Extracted
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.refusal import Invalid, NotFound, TooLarge

LONGEST_SECONDS = 10
"""The reader itself stops after less time of work; the rest is for a busy machine."""
SIZE_LIMIT = 100 * 1024**2
OUTPUT_LIMIT = 64 * 1024**2

_READER = "ipr_compliance.adapters.documents.reader"
_BEAT = 0.2
_CHUNK = 1 << 16
_TOO_LONG = f"The file takes longer to read than {LONGEST_SECONDS} seconds. Split it, or save the part with the text."

Made = TypeVar("Made")
OnProgress = Callable[[int, int], None]
"""Is told about five times a second, and at the end, how many pages are read, of how many (0: not known yet)."""


class NotRead(RuntimeError):
    """The reader of documents failed, which is no fault of the document's; the message is its traceback."""


def nobody(_done: int, _of: int) -> None:
    """Whoever does not want to know how far it is."""


def pages(file: BinaryIO, name: str, on_progress: OnProgress = nobody) -> list[str]:
    """The text of each page in reading order. Raises Invalid, with what to do, where the file cannot be read.

    The file is a real one, open to be read; its name tells only what it was meant to be.
    """
    return _checked(list[str], _made(file, name, "pages", None, on_progress))


def recommendations(file: BinaryIO, name: str, names: Mapping[str, str], on_progress: OnProgress = nobody) -> Extracted:
    """What a report or letter says, with the page and the words of each fact. Raises Invalid as `pages` does.

    The names are those of components, their codes and aliases, each with the code of its component.
    """
    return _checked(Extracted, _made(file, name, "recommendations", dict(names), on_progress))


def memo(file: BinaryIO, name: str, numbers: Sequence[str], on_progress: OnProgress = nobody) -> Memo:
    """What a memo of the OIG says of a report's recommendations. Raises Invalid as `pages` does.

    The numbers are those of the report's recommendations on record, if any.
    """
    return _checked(Memo, _made(file, name, "memo", list(numbers), on_progress))


def picture(file: BinaryIO, name: str, page: int, words: Sequence[str] = ()) -> bytes:
    """A page of a PDF, the first is 1, as PNG, with the words marked where they stand.

    Raises Invalid as `pages` does, and NotFound where there is no such page.
    """
    return b64decode(_made(file, name, "picture", {"number": page, "words": list(words)}, nobody))


def _checked(kind: type[Made], made: Any) -> Made:
    return TypeAdapter(kind).validate_python(made)


def _made(file: BinaryIO, name: str, task: str, about: Any, on_progress: OnProgress) -> Any:
    size = os.fstat(file.fileno()).st_size
    if size > SIZE_LIMIT:
        raise TooLarge(
            f"The file is {size / 1024**2:,.0f} MB large; at most {SIZE_LIMIT // 1024**2} MB can be read. Split it, or "
            "save it with smaller pictures."
        )
    heard: dict[str, Any] = {"done": 0, "of": 0}
    with _started(file, {"name": name, "task": task, "about": about}) as process:
        for said in _said(process, lambda: on_progress(heard["done"], heard["of"])):
            heard.update(said)
    on_progress(heard["done"], heard["of"])
    if "made" in heard:
        return heard["made"]
    if "refused" in heard:
        raise NotFound(heard["refused"]) if heard["missing"] else Invalid(heard["refused"])
    if "failed" in heard or process.returncode >= 0:
        raise NotRead(heard.get("failed", f"The reader of documents ended with {process.returncode} and no word."))
    if process.returncode == -signal.SIGXCPU:
        raise Invalid(_TOO_LONG)
    raise Invalid(
        "The file could not be read: it is damaged, or needs more memory than a report does. Open it in its program, "
        "save it again as PDF, and hand that in."
    )


@contextmanager
def _started(file: BinaryIO, order: Mapping[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    number = file.fileno()
    process = subprocess.Popen(  # noqa: S603 - our own program, with fixed arguments
        [*apart.command(_READER), str(number)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(number,), env=apart.environment(),
    )  # fmt: skip
    with process:
        try:
            # One that could not even start is found out when it says nothing.
            with suppress(BrokenPipeError):
                _pipe(process.stdin).write(json.dumps(order).encode())
            with suppress(BrokenPipeError):
                _pipe(process.stdin).close()
            yield process
        finally:
            process.kill()


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    if end is None:
        raise TypeError("the process was started without a pipe")
    return end


def _said(process: subprocess.Popen[bytes], beat: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """What the process says, line by line, until it ends. Raises Invalid where that takes too long or is too much."""
    rest, length = b"", 0
    for chunk in _chunks(_pipe(process.stdout).fileno(), beat):
        length += len(chunk)
        if length > OUTPUT_LIMIT:
            raise Invalid("The file holds more text than can be read. Split it.")
        *lines, rest = (rest + chunk).split(b"\n")
        yield from map(json.loads, lines)


def _chunks(output: int, beat: Callable[[], None]) -> Iterator[bytes]:
    now = time.monotonic()
    ends_at, next_beat = now + LONGEST_SECONDS, now
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while now < ends_at:
            if now >= next_beat:
                beat()
                next_beat = now + _BEAT
            if selector.select(_BEAT):
                chunk = os.read(output, _CHUNK)
                if not chunk:
                    return
                yield chunk
            now = time.monotonic()
    raise Invalid(_TOO_LONG)
