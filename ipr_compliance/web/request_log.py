"""A line in the log for every request, under an id that its answer tells too."""

import logging
import re
import time
from secrets import token_hex

from flask import Flask, Response, g, request

from ipr_compliance import context, logs

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = frozenset({"static", "health.alive", "health.ready", "metrics.show"})
"""What machines ask for all the time is a line only where somebody looks for it."""


def init_app(app: Flask) -> None:
    """Log every request, also those that a door refuses: this comes before the doors, and after all else is done."""

    @app.before_request
    def _begin() -> None:
        _id()

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers[HEADER] = _id()
        level = logging.DEBUG if request.endpoint in _QUIET and response.status_code < 500 else logging.INFO
        facts = {
            "method": request.method if request.method.isalpha() else "other",
            "route": request.url_rule.rule if request.url_rule else "none",
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.get("begun", time.perf_counter())) * 1000, 1),
            "person": context.asker().person_id if context.signed_in() else None,
        }
        log.log(level, "request", extra={logs.FACTS: facts})
        return response


def _id() -> str:
    """The caller's own where it is well formed, so that its line and ours are found together; else a new one."""
    known: str | None = g.get("request_id")
    if known is None:
        given = request.headers.get(HEADER, "")
        known = g.request_id = given if _WELL_FORMED.fullmatch(given) else token_hex(16)
        logs.REQUEST.set(known)
    return known
