"""What is written while the program runs: one line for an event, JSON in production, readable in development.

Nothing of what people typed goes there: no text of records, no addresses with what was asked, no secrets. Of an error
it tells what kind it was and where it happened, since its own words may repeat a value.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being answered."""

FACTS = "facts"
"""The attribute of a record that holds what is to be found by name, such as a route."""


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JsonLines(logging.Formatter):
    """For machines."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        line: dict[str, Any] = {
            "at": _at(record), "level": record.levelname, "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        if REQUEST.get():
            line["request_id"] = REQUEST.get()
        line |= getattr(record, FACTS, {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return _encode(line)


class Readable(logging.Formatter):
    """For whoever sits in front of it; errors with their own words."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and an error below it."""
        facts = "".join(f" {name}={value}" for name, value in getattr(record, FACTS, {}).items())
        name = record.name.removeprefix("ipr_compliance.")
        line = f"{_at(record)} {record.levelname} {name} {record.getMessage()}{facts}"
        if record.exc_info:
            line += f"\n{self.formatException(record.exc_info)}"
        return line


def start(*, production: bool) -> None:
    """Write from here on, to standard error."""
    # No line tells where in the program or in which thread it was written, so nobody looks for that.
    logging._srcfile = None  # noqa: SLF001 - the name in the library's advice on speed
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if production else Readable())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
