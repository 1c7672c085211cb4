"""CPU of an empty page behind the login: session cookie, person, validity and rights, loaded with one prepared select.

    python benchmarks/session.py sqlite:////tmp/bench.sqlite3 postgresql+psycopg://ipr@127.0.0.1/bench

Each address must be an empty database. Three pages are asked for through the test client, in turns, and the best turn
of each counts: the same empty view without login, behind the login, and behind it in an office with 100 components.
Beside them a bare Flask view that reads one value from its session cookie: what a login costs at the least.
The database's own CPU is not in the figures of PostgreSQL; SQLite's is, since it runs in this process.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp

import flask
from flask.testing import FlaskClient

from ipr_compliance import context, schema
from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import Asker, the_system
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.domain.words import Role
from ipr_compliance.factory import create_app
from ipr_compliance.queries import accounts
from ipr_compliance.queries import people as askers
from ipr_compliance.services import components, people
from ipr_compliance.settings import Settings
from ipr_compliance.web import sessions

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 14, tzinfo=UTC)
EMAIL = "manager@plcy.example"
REQUESTS, TURNS = 1000, 5


def office(database: Database) -> Asker:
    """Who adds what the measurement needs."""
    with database.reading() as connection:
        return the_system("benchmark", askers.tree(connection))


def add_components(database: Database, numbers: range) -> None:
    """Components under the root, which is number 0."""
    for number in numbers:
        by = office(database)
        with database.transaction() as session:
            tree = askers.tree(session.connection())
            parent = "C0" if number else None
            components.add(session, f"C{number}", "Office", tree=tree, by=by, today=TODAY, now=NOW, parent=parent)


def add_person(database: Database) -> None:
    """A manager of one component."""
    given = people.PersonInput(email=EMAIL, name="The manager")
    with database.transaction() as session:
        tree = askers.tree(session.connection())
        by = the_system("benchmark", tree)
        password = "only for this measurement"  # noqa: S105 - nobody can log in with it
        people.add(
            session, given, password, Role.PROGRAM_MANAGER, ["C1"], tree=tree, by=by, today=TODAY, now=NOW
        )  # fmt: skip


def program(url: str) -> FlaskClient:
    """The program with an empty page on each side of the door; the client is logged in."""
    app = create_app(Settings(database_url=url, secret_key="only for this measurement", home=Path(mkdtemp())))  # noqa: S106
    app.add_url_rule("/empty", "empty", lambda: "")
    app.add_url_rule("/api/empty", "empty_without_login", lambda: "")

    def log_in() -> str:
        account = accounts.account(context.reading(), EMAIL)
        assert account  # noqa: S101 - added above
        context.let_go()
        sessions.begin(account.id, Proof.PASSWORD)
        return ""

    app.add_url_rule("/api/log-in", "log_in", log_in)
    client = app.test_client()
    client.get("/api/log-in")
    return client


def bare() -> FlaskClient:
    """Flask with one view that reads its session."""
    app = flask.Flask("bare")
    app.secret_key = "only for this measurement"  # noqa: S105 - the same

    @app.get("/begin")
    def begin() -> str:
        flask.session.update(person=1, key="x" * 43, since=0, seen=0)
        return ""

    @app.get("/empty")
    def empty() -> str:
        return flask.session["key"][:0]

    client = app.test_client()
    client.get("/begin")
    return client


def cost(ask: Callable[[], int]) -> float:
    """Milliseconds of this process's CPU for one request."""
    started = time.process_time()
    for _ in range(REQUESTS):
        if ask() != 200:
            raise SystemExit("the page did not answer")
    return (time.process_time() - started) * 1000 / REQUESTS


def best(pages: dict[str, Callable[[], int]]) -> dict[str, float]:
    """The best of some turns for each page, taken in turns so that a busy moment hits all of them."""
    turns = [{name: cost(ask) for name, ask in pages.items()} for _ in range(TURNS)]
    return {name: min(turn[name] for turn in turns) for name in pages}


def measure(url: str) -> None:
    """Print the figures of one database."""
    database = Database(url)
    schema.migrate(database)
    add_components(database, range(5))
    add_person(database)
    client, floor = program(url), bare()
    found = best(
        {
            "bare Flask, value from the session cookie": lambda: floor.get("/empty").status_code,
            "empty page without login": lambda: client.get("/api/empty").status_code,
            "empty page behind the login, 5 components": lambda: client.get("/empty").status_code,
        }
    )
    add_components(database, range(5, 100))
    found |= best({"empty page behind the login, 100 components": lambda: client.get("/empty").status_code})
    print(database.url.get_backend_name())  # noqa: T201 - this is what it is run for
    for name, milliseconds in found.items():
        print(f"  {name}: {milliseconds:.2f} ms")  # noqa: T201 - the same
    database.engine.dispose()


if __name__ == "__main__":
    for address in sys.argv[1:]:
        measure(address)
