"""Turns refusals and errors into calm pages that say what to do next."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # it brings no types
from werkzeug.exceptions import HTTPException

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, Refused

STATUSES: dict[type[Refused], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422}

WORDS = {
    400: ("The page could not read this", "Go back, reload the page and try again."),
    403: ("This is not yours to do", "Ask a liaison or an administrator if you need it."),
    404: ("There is no such page", "It may have moved, or it is not yours to see. Try the search above."),
    405: ("This address takes no such request", "Go back and use the page's own buttons."),
    409: (
        "Nothing was changed: this does not fit how the record stands now",
        "Somebody may have changed it meanwhile. Go back, reload the page and look at it; then decide anew.",
    ),
    413: ("The file is too large", "The largest that can be sent here has 32 MB. Split it, or send less."),
    422: ("This was not accepted", "Go back and correct it; what you typed is still there."),
    429: ("Too many requests", "Wait a minute, then try again."),
    500: ("Something went wrong here", "It is noted, and nothing was changed by your request. Try again in a minute."),
}
FORM_TOO_OLD = (
    "This form is too old",
    "Go back, reload it and send it again. If that does not help, let your browser keep the cookies of this site.",
)


def init_app(app: Flask) -> None:
    """Answer for all that no page has answered itself. The API's own answers are problem documents."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, lambda _error: _page(400, *FORM_TOO_OLD))
    app.register_error_handler(HTTPException, _http_error)


def _refused(refusal: Refused) -> ResponseReturnValue:
    status = next((code for kind, code in STATUSES.items() if isinstance(refusal, kind)), 422)
    return _page(status, WORDS[status][0], refusal.message)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    heading, advice = WORDS.get(code, WORDS[500] if code >= 500 else WORDS[400])
    return _page(code, heading, advice)


def _page(status: int, heading: str, advice: str) -> ResponseReturnValue:
    # The page of an unexpected error asks the database nothing: that may be what went wrong.
    template = "error/unexpected.html" if status >= 500 else "error/page.html"
    return render_template(template, heading=heading, advice=advice), status
