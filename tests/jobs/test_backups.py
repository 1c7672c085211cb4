"""The nightly backup: once a day, kept by the rule, and noticed where it fails."""

import sqlite3
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from ipr_compliance.adapters import sqlite_store
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.jobs.backups import back_up, nightly
from ipr_compliance.models import JobRun
from ipr_compliance.program import Program
from ipr_compliance.queries import backups
from ipr_compliance.settings import Settings
from tests.conftest import OFFICE
from tests.factories import an_office
from tests.setup.databases import Databases


@pytest.fixture
def databases(sqlite_files) -> Databases:
    """One engine is enough for when a backup is made; what is in it is tested by restoring it, on both."""
    return sqlite_files


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def program(settings, clock, folder):
    values = settings.model_dump() | {"backup_dir": folder, "backup_keep": "3,0,2"}
    program = Program.start(Settings(**values), clock)
    with program.database.transaction() as session:
        an_office(session)
    yield program
    program.database.engine.dispose()


def never():
    return False


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def last(program):
    with program.database.reading() as connection:
        return backups.last(connection)


def test_a_day_has_one_backup(program, folder, clock):
    for _tick in range(3):
        nightly(program, never)
        clock.at += timedelta(minutes=1)
    assert names(folder) == ["tracker-2026-11-24-0900.backup"]
    assert last(program).made == datetime(2026, 11, 24, 9, 0, tzinfo=OFFICE)
    clock.at = datetime(2026, 11, 25, 0, 0, tzinfo=OFFICE)
    nightly(program, never)
    assert names(folder)[1:] == ["tracker-2026-11-25-0000.backup"]


def test_without_a_folder_none_is_made(settings, clock, folder):
    nightly(Program.start(settings, clock), never)
    assert names(folder) == []


def test_only_its_owner_may_read_it(program, folder):
    nightly(program, never)
    [file] = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_older_ones_go_by_the_rule_and_other_files_stay(program, folder, clock):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    for _night in range(9):
        nightly(program, never)
        clock.at += timedelta(days=1)
    days = [name[8:18] for name in names(folder) if name.startswith("tracker-")]
    assert days == ["2026-11-30", "2026-12-01", "2026-12-02"]  # November's last stands for its month, too
    assert "notes.txt" in names(folder)


def test_what_a_killed_one_has_left_goes_after_a_day(program, folder, clock):
    (folder / ".tracker-2026-11-23-0000.backup.x.part").write_bytes(b"half")
    (folder / ".copying-x.part").mkdir()
    (folder / ".copying-x.part" / "store.sqlite3").write_bytes(b"half")
    clock.at = datetime.now(OFFICE) + timedelta(hours=20)
    nightly(program, never)
    assert len(names(folder)) == 3
    clock.at += timedelta(days=1)
    nightly(program, never)
    assert [name for name in names(folder) if name.startswith(".")] == []


def test_one_that_fails_is_written_down_and_tried_again_after_an_hour(program, folder, clock, caplog):
    folder.rmdir()
    nightly(program, never)
    assert "could not be written: No such file or directory" in caplog.text
    assert (last(program).made, last(program).failed) == (None, clock.now())
    folder.mkdir()
    clock.at += timedelta(minutes=59)
    nightly(program, never)
    assert names(folder) == []
    clock.at += timedelta(minutes=1)
    nightly(program, never)
    assert len(names(folder)) == 1
    assert last(program).made == clock.now()


def test_a_database_that_is_damaged_is_no_reason_to_end(program, folder, caplog, database_url):
    file = Path(database_url.removeprefix("sqlite:///"))
    with program.database.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        [(page,)] = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'component'").all()
    program.database.engine.dispose()
    with file.open("r+b") as content:
        content.seek((page - 1) * 4096)
        content.write(b"\xff" * 4096)
    nightly(program, never)
    assert "backup failed: The database cannot be read: database disk image is malformed." in caplog.text
    assert names(folder) == []
    assert last(program).failed is not None


def test_a_process_that_has_to_end_leaves_nothing(program, folder):
    nightly(program, lambda: True)
    assert names(folder) == []
    with program.database.reading() as connection:
        assert connection.execute(sa.select(JobRun.job)).all() == []


def test_what_was_read_again_and_is_not_what_was_there_is_thrown_away(program, tmp_path, monkeypatch):
    unpacked = sqlite_store._unpacked

    @contextmanager
    def falsely(store, folder):
        with unpacked(store, folder) as file:
            with closing(sqlite3.connect(file, isolation_level=None)) as copy:
                copy.execute("UPDATE component SET name = 'X' WHERE code = 'PLCY'")
            yield file

    monkeypatch.setattr(sqlite_store, "_unpacked", falsely)
    with pytest.raises(Invalid, match=r"not what is in the database \(component"):
        back_up(program, tmp_path / "new.backup")
    assert names(tmp_path / "backups") == []
    assert not (tmp_path / "new.backup").exists()
