"""Pages that a browser need not be sent again: what they show follows from the history, the day and the reader."""

import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, Response, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # it brings no types
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from ipr_compliance import context
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.sessions import is_to_be_noted
from ipr_compliance.program import Program
from ipr_compliance.queries import people, pulse
from ipr_compliance.queries.kept import Recent
from ipr_compliance.queries.people import Visit
from ipr_compliance.web import rendering, request_log, sessions
from ipr_compliance.web.alarms import Alarms, alarms

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT = "private, no-cache"
"""A browser keeps the page, and asks each time whether it still holds."""

View = Callable[[], ResponseReturnValue]

_ASKED = ("HTTP_IF_NONE_MATCH", "HTTP_COOKIE", "PATH_INFO", "QUERY_STRING")
_HELD = "ipr.held"
"""The name under which a request's environment tells what an unchanged page followed from."""


class Held(NamedTuple):
    """What a page that was not sent again had followed from, apart from what is asked anew each time."""

    visit: Visit
    session: str
    """The digest of its token."""
    address: str
    form: str
    tag: str
    route: str


def unless_unchanged(view: View) -> View:
    """Answer 304 to a browser that has the page as it would be made now, and make it only otherwise.

    A page that tells what the last action did is made each time.
    """

    @wraps(view)
    def answer() -> ResponseReturnValue:
        if "_flashes" in session:
            return view()
        if "csrf_token" not in session:
            generate_csrf()  # puts one there
        form, address = session["csrf_token"], request.full_path
        tag = _tag(context.reading(), sessions.visit(), context.today(), rendering.told(), address, form)
        known = request.if_none_match.contains(tag)
        response = Response(status=304) if known else make_response(view())
        if known:
            route, digest = str(request.url_rule), digest_of(session["token"])
            request.environ[_HELD] = Held(sessions.visit(), digest, address, form, tag, route)
        if known or response.status_code == 200:
            response.set_etag(tag)
            response.headers["Cache-Control"] = KEPT
        return response

    return answer


def _tag(connection: Connection, visit: Visit, today: date, told: Alarms, address: str, form: str) -> str:
    """Names the page: the state of the history, which rights are a part of, the day, the reader and what was asked for.

    The session's own token stands in the page's forms, the alarms and refusals above the page; these are no part of
    the history.
    """
    shown = (
        pulse.state(connection), pulse.refusals(connection), visit.asker.person_id, today, address, *told, form,
        rendering.edition(),
    )  # fmt: skip
    return sha256(repr(shown).encode()).hexdigest()[:32]


def init_app(app: Flask) -> None:
    """Answer before the web program what it would answer again."""
    app.wsgi_app = _Again(app, app.wsgi_app)  # type: ignore[method-assign]  # how Flask is wrapped


class _Again:
    """Stands before the web program, and asks for it whether a page that it has called unchanged still is.

    A browser that asks the same with the same cookie gets the same answer for as long as its visit is the same, its
    rights included, and the page's name too. Both are asked of the database each time; what is saved is all that the
    program does with a request around this question, which is several times as much.
    """

    def __init__(self, app: Flask, answer: "WSGIApplication") -> None:
        self._app, self._answer = app, answer
        self._known: Recent[tuple[Held, list[tuple[str, str]]]] = Recent(1024)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_NONE_MATCH" not in environ:
            return self._answer(environ, start_response)
        # Headers may be long, and many are kept.
        asked = sha256(repr([environ.get(name) for name in _ASKED]).encode()).digest()
        begun, known = time.perf_counter(), self._known.get(asked)
        # The program takes the same number over, if it is asked after all.
        number = environ["HTTP_X_REQUEST_ID"] = request_log.identified(environ.get("HTTP_X_REQUEST_ID", ""))
        if known is None or not self._still(known[0]):
            return self._whole(asked, environ, start_response)
        held, headers = known
        request_log.note(self._app, "GET", held.route, 304, begun, held.visit.asker.person_id)
        start_response("304 NOT MODIFIED", [*headers, (request_log.HEADER, number)])
        return ()

    def _still(self, held: Held) -> bool:
        program: Program = self._app.extensions["ipr"]
        now = program.now()
        try:
            with program.database.reading() as connection:
                visit = people.by_session(connection, held.session, now)
                if visit is None or visit != held.visit or is_to_be_noted(visit.seen_at, now):
                    return False
                told = alarms(connection, visit.asker, program)
                return held.tag == _tag(connection, visit, program.today(), told, held.address, held.form)
        except SQLAlchemyError:
            return False  # the program says so in a page

    def _whole(self, asked: bytes, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The program's own answer; if it says that the page is unchanged, its headers are kept for the next time."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            # What was unchanged when it was looked at, and failed afterwards, is no answer to be given again.
            kept = status.startswith("304") and _HELD in environ
            if kept and not any(name == "Set-Cookie" for name, _value in headers):
                again = [(name, value) for name, value in headers if name != request_log.HEADER]
                self._known.put(asked, (environ[_HELD], again))
            return start_response(status, headers, *error)

        return self._answer(environ, start)
