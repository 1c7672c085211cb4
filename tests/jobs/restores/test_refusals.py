"""What a restore refuses, and that it leaves the place as it was."""

import pytest
import sqlalchemy as sa
from alembic import command

from ipr_compliance import schema
from ipr_compliance.adapters import archives
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.jobs.backups import back_up
from ipr_compliance.jobs.leadership import lead
from ipr_compliance.jobs.restores import restore
from tests.factories import an_office
from tests.jobs.restores.places import another, facts, is_empty, rows

UNUSABLE = "is (damaged|no backup)"


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
