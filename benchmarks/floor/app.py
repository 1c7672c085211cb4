"""The floor's program: session, rights by one hand-written query, and its pages.

Served as the product is:

    FLOOR_DATABASE_URL=… FLOOR_SECRET_KEY=… python -m gunicorn -k gthread -w 2 --threads 4 --preload \
        "benchmarks.floor.app:create()"
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, current_app, g, redirect, request, session

from benchmarks.floor.store import Store, among
from benchmarks.floor.words import AGREEMENT, FILTERS, MOVE, STATUS

ZONE = ZoneInfo("America/New_York")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_RIGHTS = """
WITH RECURSIVE covered(id, role) AS (
  SELECT c.id, g.role FROM role_grant g JOIN component c ON g.component_id = c.id OR g.component_id IS NULL
  WHERE g.person_id = {person}
  UNION SELECT c.id, v.role FROM covered v JOIN component c ON c.parent_id = v.id
), tree(id, path) AS (
  SELECT id, CAST(code AS text) FROM component WHERE parent_id IS NULL
  UNION ALL SELECT c.id, t.path || '/' || c.code FROM tree t JOIN component c ON c.parent_id = t.id
)
SELECT p.id, p.email, p.name, c.id, c.code, c.name, c.parent_id, v.role
FROM person p CROSS JOIN tree t JOIN component c ON c.id = t.id LEFT JOIN covered v ON v.id = c.id
WHERE p.active AND {who} ORDER BY t.path
"""
BY_SESSION = _RIGHTS.format(
    person="(SELECT person_id FROM login_session WHERE digest = :digest)",
    who="p.id = (SELECT person_id FROM login_session WHERE digest = :digest AND NOT waits"
    " AND begun_at >= :begun AND seen_at >= :used)",
)
_SESSION = """
INSERT INTO login_session (person_id, digest, begun_at, seen_at, address, browser, proof, waits)
VALUES (:person, :digest, :now, :now, '', '', 'password', FALSE)
"""
BY_TOKEN = _RIGHTS.format(
    person="(SELECT person_id FROM api_token WHERE digest = :digest AND revoked_at IS NULL)",
    who="p.id = (SELECT person_id FROM api_token WHERE digest = :digest AND revoked_at IS NULL)",
)

NOTES = """
SELECT (SELECT count(*) FROM recommendation WHERE is_open AND component_id IN ({visible}) AND ({mine})
    AND whose_move = 'component' AND (status = 'response-due' OR due_order <= :soon)),
  EXISTS (SELECT 1 FROM report WHERE number = 'DEMO-1')
"""


@dataclass
class Person:
    """Who asks, what they may see and report on, and all components in the order of the tree."""

    id: int
    email: str
    name: str
    visible: frozenset[int]
    reported: frozenset[int]
    components: list[tuple[int, str, str, int | None]]

    @property
    def sees(self) -> str:
        """For the brackets of an IN."""
        return among(self.visible)


def read_person(rows: list[Any]) -> Person | None:
    """From the rows of the query of rights."""
    if not rows:
        return None
    found = {row[3]: (row[3], row[4], row[5], row[6]) for row in rows}
    visible = frozenset(row[3] for row in rows if row[7])
    reported = frozenset(row[3] for row in rows if row[7] not in (None, "viewer"))
    return Person(rows[0][0], rows[0][1], rows[0][2], visible, reported, list(found.values()))


def create() -> Flask:
    """The program on the settings in the environment."""
    from benchmarks.floor import dashboard, exports, lists, record, update  # noqa: PLC0415 - they need this module

    app = Flask(__name__)
    app.secret_key = os.environ["FLOOR_SECRET_KEY"]
    day = os.environ.get("FLOOR_TODAY")
    app.config["TODAY"] = date.fromisoformat(day) if day else None
    app.extensions["store"] = Store(os.environ["FLOOR_DATABASE_URL"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(STATUS=STATUS, MOVE=MOVE, AGREEMENT=AGREEMENT, header=header)
    app.before_request(_door)
    app.after_request(_headers)
    app.add_url_rule("/empty", "empty", lambda: "")
    app.add_url_rule("/begin/<int:person>", "begin", _begin)
    for family in (lists, record, dashboard, exports, update):
        family.routes(app)
    return app


def store() -> Store:
    """The database."""
    found: Store = current_app.extensions["store"]
    return found


def _door() -> Any:
    if request.path == "/empty" or request.path.startswith("/begin/"):
        return None
    g.today = current_app.config["TODAY"] or datetime.now(ZONE).date()
    if request.path.startswith("/api/"):
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
        g.person = read_person(store().all(BY_TOKEN, {"digest": _digest(secret)}))
        return None if g.person else abort(401)
    if "token" not in session:
        return redirect("/login", 303)
    now = datetime.now(UTC)
    limits = {"begun": store().instant(now - timedelta(hours=12)), "used": store().instant(now - timedelta(hours=1))}
    g.person = read_person(store().all(BY_SESSION, {"digest": _digest(session["token"]), **limits}))
    if g.person is None:
        return redirect("/login", 303)
    if request.method == "POST" and not secrets.compare_digest(request.form["csrf_token"], session["csrf_token"]):
        abort(400)
    return None


def _begin(person: int) -> str:
    """Log in without a password: this program answers the benchmark alone."""
    session.update(token=secrets.token_urlsafe(32), csrf_token=secrets.token_hex(46))
    now = store().instant(datetime.now(UTC))
    store().run(_SESSION, {"person": person, "digest": _digest(session["token"]), "now": now})
    return str(session["csrf_token"])


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def head() -> str:
    """The history's newest digest, which names the state of everything."""
    return str(store().one("SELECT digest FROM history ORDER BY seq DESC LIMIT 1")[0])


_notes: dict[Any, int] = {}


def header() -> tuple[str, int, str]:
    """What stands above every page: name, what needs this person, the token of its form.

    The count is kept for as long as the history's head stays.
    """
    person: Person = g.person
    key = head(), person.id, g.today
    if key not in _notes:
        _notes.clear()
        _notes[key] = _needs(person)
    return person.name, _notes[key], session["csrf_token"]


def _needs(person: Person) -> int:
    mine = "lower(responsible_email) = :email"
    if person.reported:
        mine += f" OR component_id IN ({among(person.reported)})"
    soon = date.fromordinal(g.today.toordinal() + 30)
    values = {"email": person.email.casefold(), "soon": store().day(soon)}
    found: int = store().one(NOTES.format(visible=person.sees, mine=mine), values)[0]
    return found
