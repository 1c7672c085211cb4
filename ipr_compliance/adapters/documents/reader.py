"""The process that reads one document and ends: `ipr_compliance.adapters.documents.reading` starts it.

It reads a JSON order from its standard input and the document from the open file whose number is its argument. On its
standard output it tells, one JSON object a line, how far it is, and at the end what it made or why it could not.
"""

import json
import os
import re
import sys
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from ipr_compliance.adapters import apart
from ipr_compliance.adapters.documents import docx, pdf, text
from ipr_compliance.adapters.documents.kinds import LONGEST_START, Kind, kind_of
from ipr_compliance.domain import extraction, memos
from ipr_compliance.domain.refusal import Invalid, NotFound, Refused

MEMORY = 256 * 1024**2
SECONDS = 8
"""Of work; a report of a thousand pages takes two."""
CHARACTER_LIMIT = 5_000_000
_TOO_MUCH = (
    f"Reading the file needs more than {MEMORY // 1024**2} MB of memory, far more than a report does. Split it, or "
    "save it again as PDF in the program that made it."
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

Tell = Callable[[Mapping[str, Any]], None]


def _made(order: Mapping[str, Any], file: BinaryIO, tell: Tell) -> Any:
    kind = kind_of(file.read(LONGEST_START), order["name"])
    file.seek(0)
    if order["task"] == "picture":
        if kind is not Kind.PDF:
            raise NotFound(f"There are pictures only of the pages of a PDF, not of a {kind}.")
        return b64encode(pdf.picture(file, **order["about"])).decode()
    pages = list(_told(_pages(kind, file, tell), tell))
    if order["task"] == "recommendations":
        return asdict(extraction.read(pages, order["about"]))
    return asdict(memos.read(pages, order["about"])) if order["task"] == "memo" else pages


def _pages(kind: Kind, file: BinaryIO, tell: Tell) -> Iterable[str]:
    if kind is Kind.PDF:
        return pdf.pages(file, lambda count: tell({"of": count}))
    return docx.pages(file) if kind is Kind.DOCX else text.pages(file)


def _told(pages: Iterable[str], tell: Tell) -> Iterator[str]:
    length = 0
    for number, page in enumerate(pages, 1):
        length += len(page)
        if length > CHARACTER_LIMIT:
            raise Invalid(f"The file holds more than {CHARACTER_LIMIT:,} characters of text. Split it.")
        # A damaged font can claim anything. Control characters would steer the terminal that shows the text, and half a
        # character cannot be told in JSON.
        yield _CONTROLS.sub("", page).encode(errors="replace").decode()
        tell({"done": number})


def _tell(said: Mapping[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(said, default=str)}\n")
    sys.stdout.flush()


def _main() -> None:
    order = json.load(sys.stdin)
    # What the library for PDFs writes there when it gives up helps nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    apart.limit(memory=MEMORY, seconds=SECONDS)
    try:
        with os.fdopen(int(sys.argv[2]), "rb") as file:
            file.seek(0)
            _tell({"made": _made(order, file, _tell)})
    except Refused as refused:
        _tell({"refused": refused.message, "missing": isinstance(refused, NotFound)})
    except MemoryError:
        _tell({"refused": _TOO_MUCH, "missing": False})
    except Exception:  # noqa: BLE001 - the process that asked raises it there
        _tell({"failed": traceback.format_exc()})


if __name__ == "__main__":
    _main()
