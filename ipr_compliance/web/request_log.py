"""A line in the log for every request, under an id that its answer tells too; it is counted in the metrics as well."""

import logging
import re
import time
from secrets import token_hex
from typing import cast

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
        # An address with a NUL is refused before anything of a request begins.
        begun = g.get("begun", time.perf_counter())
        person = context.asker().person_id if context.signed_in() else None
        rule, quiet = request.url_rule, request.endpoint in _QUIET and response.status_code < 500
        note(app, request.method, rule.rule if rule else "none", response.status_code, begun, person, quiet=quiet)
        return response


def note(
    app: Flask, method: str, route: str, status: int, begun: float, person: int | None, *, quiet: bool = False
) -> None:
    """Log and count a request that began at that reading of the process's own clock, in seconds, and ends here."""
    seconds = time.perf_counter() - begun
    counted: metrics.Requests = app.extensions[metrics.KEY]
    counted.add(route, method, status, seconds)
    facts = {
        "method": method if method.isalpha() else "other",
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "person": person,
    }
    log.log(logging.DEBUG if quiet else logging.INFO, "request", extra={logs.FACTS: facts})


def identified(given: str) -> str:
    """The id that the lines of a request have from here on.

    The caller's own where it is well formed, so that its line and ours are found together; else a new one.
    """
    found = given if _WELL_FORMED.fullmatch(given) else token_hex(16)
    logs.REQUEST.set(found)
    return found


def _id() -> str:
    if "request_id" not in g:
        g.request_id = identified(request.headers.get(HEADER, ""))
    return cast(str, g.request_id)
