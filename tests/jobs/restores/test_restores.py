"""The drill: a backup is taken while eight processes write, and restored on a clean machine."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from ipr_compliance.database import Database
from ipr_compliance.domain.backups import flaws
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.factory import create_app
from ipr_compliance.jobs import deliver, remind, restores
from ipr_compliance.jobs.appointments import REMIND, keep, owed
from ipr_compliance.jobs.backups import back_up
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
from ipr_compliance.queries import contents, history, people
from tests.factories import NOW, TODAY, Office, a_recommendation
from tests.jobs.restores.places import BYTES, facts, rows, states
from tests.setup.writers import writers
from tests.visitors import log_in, send

STEPS = sa.select(Reminder.recipient, Reminder.recommendation_id, Reminder.event, Reminder.due_on, Reminder.step)
AT_IT = sa.text("SELECT DISTINCT subject_id FROM history WHERE kind = 'update'")


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
