"""Pages that a browser need not be sent again: what they show follows from the history, the day and the reader."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from flask import Response, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # it brings no types

from ipr_compliance import context
from ipr_compliance.queries import pulse
from ipr_compliance.web import rendering

KEPT = "private, no-cache"
"""A browser keeps the page, and asks each time whether it still holds."""

View = Callable[[], ResponseReturnValue]


def unless_unchanged(view: View) -> View:
    """Answer 304 to a browser that has the page as it would be made now, and make it only otherwise.

    A page that tells what the last action did is made each time.
    """

    @wraps(view)
    def answer() -> ResponseReturnValue:
        if "_flashes" in session:
            return view()
        tag = _tag()
        known = request.if_none_match.contains(tag)
        response = Response(status=304) if known else make_response(view())
        if known or response.status_code == 200:
            response.set_etag(tag)
            response.headers["Cache-Control"] = KEPT
        return response

    return answer


def _tag() -> str:
    """Names the page: the state of the history, which rights are a part of, the day, the reader and what was asked for.

    The session's own token stands in the page's forms, the alarms, refusals and what failed above the page; these are
    no part of the history.
    """
    if "csrf_token" not in session:
        generate_csrf()  # puts one there
    connection = context.reading()
    shown = (
        pulse.state(connection), pulse.refusals(connection), context.asker().person_id, context.today(),
        request.full_path, *rendering.warnings(), session["csrf_token"], rendering.edition(),
    )  # fmt: skip
    return sha256(repr(shown).encode()).hexdigest()[:32]
