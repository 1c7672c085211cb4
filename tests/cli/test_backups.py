"""`ipr backup` and `ipr restore` as an operator types them, and what becomes of a backup that is cut short."""

import json
import os
import signal
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main
from ipr_compliance.schema import migrate
from ipr_compliance.services import demonstration
from tests.factories import NOW, OFFICE, TODAY
from tests.setup.postgresql import Server
from tests.setup.tracker import IPR, ROOT


@pytest.fixture
def demo_url(databases):
    def fill(database):
        migrate(database)
        with database.transaction() as session:
            demonstration.load(session, "a password for all", today=TODAY, now=NOW, zone=OFFICE)

    with databases.copy_of("demonstration", fill) as url:
        yield url


def asked(database):
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")


@pytest.fixture
def clean_url(databases):
    with databases.copy_of("empty", asked) as url:
        yield url


@pytest.fixture
def environment(databases, demo_url, tmp_path):
    path = os.environ["PATH"]
    if isinstance(databases, Server):
        path = f"{databases.programs}{os.pathsep}{path}"
    return {
        **os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "IPR_ENV": "development", "IPR_HOME": str(tmp_path),
        "IPR_DATABASE_URL": demo_url,
    }  # fmt: skip


def ipr(environment, *words, **settings):
    """Run the command in this process."""
    done = CliRunner().invoke(main, [str(word) for word in words], env=environment | settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def test_a_backup_and_a_restore_tell_the_same_head_and_the_history_holds(environment, clean_url, tmp_path):
    file = tmp_path / "all.backup"
    told = ipr(environment, "backup", file, "--json")
    assert told.exit_code == 0, told.stderr
    manifest = json.loads(told.stdout)
    assert manifest["size"] == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600

    done = ipr(environment, "restore", file, "--json", IPR_DATABASE_URL=clean_url)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["history"] == manifest["history"]
    verified = ipr(environment, "verify", IPR_DATABASE_URL=clean_url)
    assert f"head {manifest['history']['head']}" in verified.stdout
    assert verified.exit_code == 0

    again = ipr(environment, "restore", file, IPR_DATABASE_URL=clean_url)
    assert again.exit_code == 1
    assert "is not empty" in again.stderr


@only_sqlite
def test_it_is_a_zip_whose_manifest_anybody_can_read(environment, tmp_path):
    told = ipr(environment, "backup", tmp_path / "all.backup")
    with zipfile.ZipFile(tmp_path / "all.backup") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["history"]["head"] in told.stdout
    assert manifest["engine"] == "sqlite"


@only_sqlite
def test_a_restore_into_a_home_that_is_not_there_makes_it(environment, tmp_path):
    ipr(environment, "backup", tmp_path / "all.backup")
    new = {"IPR_HOME": str(tmp_path / "new" / "home"), "IPR_DATABASE_URL": ""}
    done = ipr(environment, "restore", tmp_path / "all.backup", **new)
    assert done.exit_code == 0, done.stderr
    assert "Restored. History: " in done.stdout
    assert ipr(environment, "verify", **new).exit_code == 0
    assert list((tmp_path / "new" / "home").glob(".*")) == []


@only_sqlite
def test_a_file_that_is_there_is_never_replaced(environment, tmp_path):
    (tmp_path / "all.backup").write_text("mine", encoding="utf-8")
    told = ipr(environment, "backup", tmp_path / "all.backup")
    assert (told.exit_code, "is there already" in told.stderr) == (1, True)
    assert (tmp_path / "all.backup").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_is_said_and_leaves_nothing(environment, databases, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    most = 8 if isinstance(databases, Server) else 64  # KiB that a file may have; SQLite needs some to read
    limited = ("bash", "-c", f'ulimit -f {most}; exec "$@"', "bash")
    command = (*limited, *IPR, "backup", str(folder / "all.backup"))
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    assert told.returncode == 1
    assert "could not be" in told.stderr
    assert "Traceback" not in told.stderr
    assert list(folder.iterdir()) == []


@only_sqlite
@pytest.mark.parametrize("words", [("backup", "nowhere/all.backup"), ("restore", "nowhere.backup")])
def test_a_folder_or_file_that_is_not_there_is_said(environment, tmp_path, words):
    told = ipr(environment, words[0], tmp_path / words[1], IPR_DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    assert told.exit_code == 1
    assert "Traceback" not in told.stderr


KILLED = """
import os, signal, sys
from ipr_compliance.adapters import archives
from ipr_compliance.jobs import backups
def kill(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)
step = sys.argv.pop(1)
if step == "copying":
    archives.copy = kill
elif step == "sealing":
    archives._seal = kill
else:
    backups._check = kill
from ipr_compliance.cli import main
main()
"""


@pytest.mark.parametrize("step", ["copying", "sealing", "checking"])
def test_a_backup_that_is_killed_leaves_no_file_that_passes_for_one(environment, clean_url, tmp_path, step):
    folder = tmp_path / "target"
    folder.mkdir()
    command = (sys.executable, "-c", KILLED, step, "backup", str(folder / "all.backup"))
    ended = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own program
    assert ended.returncode == -signal.SIGKILL
    assert not (folder / "all.backup").exists()
    for left in folder.iterdir():
        assert left.name.startswith(".")
        assert left.name.endswith(".part")
        if step != "checking" and left.is_file():  # by then it is whole, but for the name
            assert ipr(environment, "restore", left, IPR_DATABASE_URL=clean_url).exit_code == 1


def test_a_restore_that_is_killed_leaves_the_place_empty(environment, clean_url, tmp_path):
    ipr(environment, "backup", tmp_path / "all.backup")
    program = KILLED.replace("backups._check = kill", "restores._settle = kill").replace(
        "import backups", "import restores"
    )
    command = (sys.executable, "-c", program, "settling", "restore", str(tmp_path / "all.backup"))
    own = environment | {"IPR_DATABASE_URL": clean_url}
    ended = subprocess.run(command, env=own, check=False, capture_output=True, text=True)  # noqa: S603
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert ipr(environment, "restore", tmp_path / "all.backup", IPR_DATABASE_URL=clean_url).exit_code == 0


@only_postgresql
@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'pg_dump (PostgreSQL) 9.6.1'", "is older than the server"),
        ("[ $1 = --version ] && echo 99 && exit; echo 'no room for SECRET' >&2; exit 3", "failed: no room for SECRET"),
        ("[ $1 = --version ] && echo 99 && exit; printf half", "pg_restore failed"),
    ],
)
def test_a_pg_dump_that_is_old_or_fails_is_said(environment, tmp_path, script, says):
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "pg_dump"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    told = ipr(environment, "backup", tmp_path / "all.backup", PATH=path)
    assert told.exit_code == 1
    assert says in told.stderr
    assert not (tmp_path / "all.backup").exists()


@only_postgresql
def test_a_pg_dump_that_is_missing_is_said(environment, tmp_path):
    told = ipr(environment, "backup", tmp_path / "all.backup", PATH=str(tmp_path))
    assert (told.exit_code, "pg_dump is needed and is not on the PATH" in told.stderr) == (1, True)


@only_postgresql
def test_the_password_is_on_no_command_line(environment, demo_url, tmp_path):
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "pg_dump"
    program.write_text(
        '#!/bin/sh\n[ $1 = --version ] && echo 99 && exit; echo "$@ $PGPASSWORD" >&2; exit 1\n', encoding="utf-8"
    )
    program.chmod(0o755)
    url = demo_url.replace("postgres@", "postgres:hidden%2Fword@")
    path = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    told = ipr(environment, "backup", tmp_path / "all.backup", PATH=path, IPR_DATABASE_URL=url)
    assert told.stderr.strip().endswith(" hidden/word")
    assert told.stderr.count("hidden") == 1
    assert "user=postgres" in told.stderr
