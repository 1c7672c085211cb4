"""What the whole suite shares: a database on each engine, a clock that stands still, the program and a client."""

import os
import signal
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.clock import FixedClock
from ipr_compliance.database import Database
from ipr_compliance.program import Program
from ipr_compliance.queries import prepared
from ipr_compliance.settings import PREFIX, Settings
from tests.setup.databases import Databases, Files, fast_folder
from tests.setup.postgresql import Missing, Server

SHARED = Path(__file__).resolve().parents[2] / "shared"
SHARED_IS_MISSING = "../shared is missing"
NO_SKIPS = "IPR_TEST_NO_SKIPS"
OFFICE = ZoneInfo("America/New_York")

# A slow moment of the machine is no fault of a rule: no example fails for the time that it took.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


# ------------------------------------------------------------------------------------------------------------ database


@pytest.fixture(scope="session")
def sqlite_files() -> Iterator[Files]:
    """A folder with this session's SQLite databases."""
    files = Files(fast_folder())
    yield files
    files.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of this session's own."""
    try:
        server = Server(fast_folder())
        server.start()
    except Missing as problem:
        pytest.skip(str(problem))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both engines in turn: whoever uses a database is tested on SQLite and on PostgreSQL."""
    return request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres_server")


def nothing(_session: Session) -> None:
    """Record nothing."""


@pytest.fixture
def beginning(databases: Databases, request: pytest.FixtureRequest) -> Iterator[tuple[str, Any]]:
    """A database of the test's own: its address, and what the recording of what is in it has answered.

    It has the newest schema, and nothing in it unless the test is marked `beginning(recorded=...)`: what takes longer
    to record than to copy, and many tests begin with, a function of a session records once in a process.
    """
    marker = request.node.get_closest_marker("beginning")
    recorded = marker.kwargs["recorded"] if marker else None
    with databases.beginning_with(recorded or nothing) as beginning:
        yield beginning


@pytest.fixture
def database_url(beginning: tuple[str, Any]) -> str:
    """Address of a database of the test's own."""
    return beginning[0]


@pytest.fixture
def begun(beginning: tuple[str, Any]) -> Any:
    """What the recording has answered with which the test begins."""
    return beginning[1]


@pytest.fixture
def database(databases: Databases, database_url: str) -> Iterator[Database]:
    """The database itself."""
    with databases.opened(database_url) as database:
        yield database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction, undone at the end. SQLite has one writer: a test that also uses the client takes `database`."""
    with database.transaction() as session:
        yield session
        session.rollback()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every SQL statement sent from here on, for tests that count them."""
    sent: list[str] = []
    send = prepared.Compiled.rows

    def send_and_remember(self: prepared.Compiled, connection: Connection, values: Mapping[str, Any]) -> Any:
        sent.append(self.text)
        return send(self, connection, values)

    monkeypatch.setattr(prepared.Compiled, "rows", send_and_remember)

    def remember(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", remember)
    yield sent
    sa.event.remove(sa.Engine, "before_cursor_execute", remember)


# ----------------------------------------------------------------------------------------------------------- program


@pytest.fixture
def clock() -> FixedClock:
    """A Tuesday morning at the office."""
    return FixedClock(datetime(2026, 11, 24, 9, 0, tzinfo=OFFICE), OFFICE)


@pytest.fixture
def address() -> str:
    """Where people reach the program."""
    return "http://127.0.0.1:8000"


@pytest.fixture
def settings(database_url: str, address: str, tmp_path: Path) -> Settings:
    """Settings as in production, with a folder and a database of the test's own."""
    return Settings(
        home=tmp_path, database_url=database_url, base_url=address, secret_key="a secret for the tests only"
    )


@pytest.fixture
def app(settings: Settings, database: Database, clock: FixedClock) -> Flask:
    """The program, put together as it is when it is served."""
    from tests.setup import apps  # noqa: PLC0415  # a test of a rule needs no web program

    return apps.serving(Program(settings, database, clock))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return app.test_client()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real reports and tables, beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip(SHARED_IS_MISSING)
    return SHARED


# -------------------------------------------------------------------------------------------------------------- the run


def pytest_configure(config: pytest.Config) -> None:
    """Keep the settings of the person who runs the tests away from them, and note what is skipped."""
    for name in [name for name in os.environ if name.startswith(PREFIX) and name != NO_SKIPS]:
        del os.environ[name]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is told to end still stops its services
    config.pluginmanager.register(UnexpectedSkips(), "unexpected-skips")


class UnexpectedSkips:
    """Where everything can be set up, as in the build, a test that does not run is a failure."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.forbidden = bool(os.environ.get("CI") or os.environ.get(NO_SKIPS))

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Remember why something was skipped, unless that is expected here."""
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            if SHARED.is_dir() or SHARED_IS_MISSING not in reason:
                self.reasons.append(f"{report.nodeid}: {reason}")

    pytest_runtest_logreport = note
    pytest_collectreport = note

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that passed into one that failed."""
        if self.forbidden and self.reasons and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which tests failed the run by not running."""
        if self.forbidden and self.reasons:
            terminalreporter.section("skipped, which this run does not allow", red=True)
            terminalreporter.write_line("\n".join(self.reasons))
