"""A line in the log for every request, under an id that its answer tells too; it is counted in the metrics as well."""

import logging
import re
import time
from secrets import token_hex

from flask import Flask, Response, g, request

from ipr_compliance import context, logs
from ipr_compliance.web import metrics

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = frozenset({"static", "health.alive", "health.ready", "metrics.show"})
"""What machines ask for all the time is a line only where somebody looks for it."""


def init_app(app: Flask) -> None:
    """Note every request, also those that a door refuses: this comes before the doors, and after all else is done."""

    @app.before_request
    def _begin() -> None:
        g.begun = time.perf_counter()
        _id()

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers[HEADER] = _id()
        now, method, rule, status = time.perf_counter(), request.method, request.url_rule, response.status_code
        route = rule.rule if rule else "none"
        # An address with a NUL is refused before anything of a request begins.
        seconds = now - g.get("begun", now)
        counted: metrics.Requests = app.extensions[metrics.KEY]
        counted.add(route, method, status, seconds)
        facts = {
            "method": method if method.isalpha() else "other",
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "person": context.asker().person_id if context.signed_in() else None,
        }
        quiet = rule is not None and rule.endpoint in _QUIET and status < 500
        log.log(logging.DEBUG if quiet else logging.INFO, "request", extra={logs.FACTS: facts})
        return response


def _id() -> str:
    """The caller's own where it is well formed, so that its line and ours are found together; else a new one."""
    known: str | None = g.get("request_id")
    if known is None:
        given = request.headers.get(HEADER, "")
        known = g.request_id = given if _WELL_FORMED.fullmatch(given) else token_hex(16)
        logs.REQUEST.set(known)
    return known
