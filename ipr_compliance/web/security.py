"""The doors of the web program: who gets in, which forms are ours, and what browsers are told to refuse."""

import time
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect, generate_csrf  # type: ignore[import-untyped]  # it brings no types
from werkzeug.middleware.proxy_fix import ProxyFix

from ipr_compliance import context
from ipr_compliance.domain.factors import is_required
from ipr_compliance.program import Program
from ipr_compliance.web import sessions

API = "/api/"
_OPEN = (
    "agency.begin", "agency.come_back", "api_page.show", "calendar.feed", "health.alive", "health.ready",
    "login.enter", "login.show", "metrics.show", "recovery.ask", "recovery.change", "recovery.choose",
    "recovery.show", "second_factor.show", "second_factor.take_code", "second_factor.take_key", "static",
)  # fmt: skip
PUBLIC = frozenset(_OPEN)
"""All that answers without a login. The API has a door of its own, a calendar's address is its key."""

_CHOOSING = frozenset({"account.show", "account.change_password"})

LARGEST_BODY = 32 * 1024 * 1024

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 60 * 60

_csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Close the doors of every route that is there and of every one that comes."""
    program: Program = app.extensions["ipr"]
    encrypted = program.settings.base_url.startswith("https://")
    app.config.update(
        # A browser takes a cookie of that prefix only over TLS and only from this very host.
        SESSION_COOKIE_NAME="__Host-ipr_session" if encrypted else "ipr_session",
        SESSION_COOKIE_SECURE=encrypted,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, after the login
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may be written for hours
        WTF_CSRF_SSL_STRICT=False,  # some browsers send no Referer; the token and SameSite hold without it
    )
    app.session_interface = _Cookies()
    _csrf.init_app(app)
    form_token = _form_token()
    app.jinja_env.globals["csrf_token"] = form_token
    app.context_processor(lambda: {"csrf_token": form_token})  # registered later than the extension's own, so it wins
    app.before_request(_door)
    headers = HEADERS | ({"Strict-Transport-Security": f"max-age={ONE_YEAR}"} if encrypted else {})

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in headers.items():
            if name not in response.headers:
                response.headers.add(name, value)
        if "private" not in response.headers.get("Cache-Control", "") and request.endpoint != "static":
            # Files as well, which Flask would let anybody on the way keep.
            response.headers["Cache-Control"] = "no-store"
        return response

    if encrypted:
        # TLS ends in a proxy before this program, which appends the client's address to what it forwards.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]


class _Cookies(SecureCookieSessionInterface):
    """Flask's own, whose signer is made once and not twice for every request."""

    def __init__(self) -> None:
        self._signers: dict[Any, _Signer] = {}

    def get_signing_serializer(self, app: Flask) -> Any:
        """What signs with the key of the program."""
        if app.secret_key and app.secret_key not in self._signers:
            self._signers[app.secret_key] = _Signer(super().get_signing_serializer(app))
        return self._signers.get(app.secret_key)


class _Signer:
    """Flask's signer, which looks at the same cookie's signature and age once a minute and not for every request.

    That saves a tenth of a small answer; a cookie may be good for a minute longer than its age says.
    """

    def __init__(self, serializer: Any) -> None:
        self.dumps = serializer.dumps

        @lru_cache(maxsize=1024)
        def loaded(value: str, max_age: int, _minute: int) -> Any:
            return serializer.loads(value, max_age=max_age)

        self._loaded = loaded

    def loads(self, value: str, max_age: int) -> Any:
        """What the cookie says, for this request to change. Raises BadSignature where it is not ours or too old."""
        return deepcopy(self._loaded(value, max_age, int(time.time()) // 60))


def _form_token() -> Callable[[], str]:
    """What a form of this visitor carries. It is as good as the session is long, so it is signed once for a session."""

    @lru_cache(maxsize=1024)
    def signed(_secret: str) -> str:
        return str(generate_csrf())

    def form_token() -> str:
        return signed(session["csrf_token"]) if "csrf_token" in session else str(generate_csrf())

    return form_token


def _door() -> ResponseReturnValue | None:
    if request.path.startswith(API):
        return None
    if request.endpoint not in PUBLIC and not sessions.resume():
        return redirect(url_for("login.show", next=_page_asked_for()), code=303)
    if request.endpoint not in PUBLIC and (first := _first_of_all()):
        return redirect(first, code=303)
    if request.routing_exception is None:
        _csrf.protect()
    if request.method == "POST":
        context.let_go()  # what follows writes, and reads its own state
    return None


def _first_of_all() -> str | None:
    """Where somebody is led who wants to do anything but leave before they have done what comes first of all.

    That is to choose a password in place of one that somebody else has given, then to add a second factor where their
    role asks for one.
    """
    visit, required = sessions.visit(), context.program().settings.require_second_factor
    if request.endpoint == "login.leave":
        return None
    if visit.must_choose:
        return None if request.endpoint in _CHOOSING else url_for("account.show", _anchor="password")
    if request.blueprint != "factors" and visit.second is None and is_required(visit.roles, required):
        return url_for("factors.show")
    return None


def _page_asked_for() -> str:
    """Where to go on after the login. What was posted is not repeated: its form's own page is shown again."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.removesuffix("?")
    came_from = urlsplit(request.referrer or "")
    return own_path(came_from.path if came_from.netloc == request.host else "")


def own_path(target: str) -> str:
    """The target where it is a path of this program, else the first page: nobody is led elsewhere by a link to us."""
    plain = target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else "/"
