import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main
from ipr_compliance.models import Heartbeat, JobRun

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds, on a machine that does other things too


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until(happens, what):
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


class Served:
    """The program as it was started, in a session of its own so that all its processes can be found."""

    def __init__(self, command, settings, port=None, workers=1):
        self.port = port or free_port()
        own = {
            "IPR_ENV": "development", "IPR_HOME": str(settings.home), "IPR_DATABASE_URL": settings.database_url,
            "IPR_PORT": str(self.port), "IPR_WEB_WORKERS": str(workers),
        }  # fmt: skip
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, start_new_session=True, text=True
        )

    def answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            return None

    def read(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()

    def counted(self, route):
        return sum(
            float(line.rpartition(" ")[2])
            for line in self.read("/metrics").splitlines()
            if line.startswith("ipr_http_requests_total{") and f'"{route}"' in line
        )

    def scheduler(self):
        """The number of the scheduler's process."""
        for pid in self.processes():
            with suppress(FileNotFoundError):  # it has ended since
                if b"--until-eof" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return None

    def processes(self):
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    state, _parent, _group, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                except OSError:
                    continue
                if int(session) == self.process.pid and state != "Z":
                    found.append(int(folder.name))
        return found

    def end(self):
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self.process.communicate()


@contextmanager
def served(settings, *command, workers=1):
    program = Served([sys.executable, *command], settings, workers=workers)
    try:
        until(lambda: program.answers() or program.process.poll() is not None, "an answer")
        yield program
    finally:
        program.end()


on_one_engine = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # nothing here depends on it


@on_one_engine
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_web_and_scheduler_start_together_and_end_together(settings, number):
    with served(settings, "app.py") as program:
        until(lambda: program.answers()["scheduler_heartbeat_age_seconds"] is not None, "a heartbeat")
        assert len(program.processes()) == 3
        os.kill(program.process.pid, number)
        until(lambda: not program.processes(), "the end")
        assert program.process.wait(PATIENCE) == (-9 if number is signal.SIGKILL else 0)
        assert f"http://127.0.0.1:{program.port}" in program.process.stdout.read()


@on_one_engine
def test_a_scheduler_that_dies_is_started_again(settings):
    with served(settings, "app.py") as program:
        until(program.scheduler, "a scheduler")
        first = program.scheduler()
        os.kill(first, signal.SIGKILL)
        until(lambda: program.scheduler() not in {None, first}, "another scheduler")
        program.process.terminate()
        until(lambda: not program.processes(), "the end")


@on_one_engine
def test_requests_are_counted_together_whichever_worker_answered(settings):
    with served(settings, "-c", "from ipr_compliance.cli import main; main()", "serve", workers=2) as program:
        until(lambda: len(program.processes()) == 3, "both workers")
        before = program.counted("/healthz")
        for _number in range(20):
            program.read("/healthz")
        assert program.counted("/healthz") == before + 20


@on_one_engine
def test_the_web_server_alone_brings_no_scheduler(settings):
    with served(settings, "-c", "from ipr_compliance.cli import main; main()", "serve") as program:
        assert len(program.processes()) == 2
        program.process.terminate()
        assert program.process.wait(PATIENCE) == 0


@on_one_engine
def test_a_port_in_use_ends_both(settings):
    with served(settings, "app.py") as program:
        second = Served([sys.executable, "app.py"], settings, port=program.port)
        assert second.process.wait(PATIENCE) == 1
        until(lambda: not second.processes(), "the end")
        second.end()
        assert program.answers()


@pytest.fixture
def check(database_url, monkeypatch, tmp_path):
    for name, value in {"ENV": "development", "HOME": str(tmp_path), "DATABASE_URL": database_url}.items():
        monkeypatch.setenv(f"IPR_{name}", value)
    return lambda *arguments: CliRunner().invoke(main, ["check", *arguments])


def beat(database, age):
    with database.transaction(recorded=False) as session:
        session.add(Heartbeat(name="scheduler", at=datetime.now(UTC) - age))


def failing(result):
    return [line.split()[1].rstrip(":") for line in result.output.splitlines() if line.startswith("FAIL")]


def test_all_is_well(check, database):
    beat(database, timedelta(seconds=20))
    result = check()
    assert result.exit_code == 0
    names = [line.removeprefix("ok    ").partition(":")[0] for line in result.output.splitlines()]
    assert names == ["settings", "database", "schema", "scheduler", "mail server"]


def test_a_scheduler_that_is_silent_or_never_ran_is_told(check, database):
    assert failing(check()) == ["scheduler"]
    beat(database, timedelta(minutes=6))
    result = check()
    assert (result.exit_code, failing(result)) == (1, ["scheduler"])


def backed_up(database, job, age):
    with database.transaction(recorded=False) as session:
        made = datetime.now(UTC) - age
        session.add(JobRun(job=job, for_day=made.date(), done_at=made))


def test_backups_are_told_where_a_folder_is_set(check, database, monkeypatch, tmp_path):
    beat(database, timedelta())
    monkeypatch.setenv("IPR_BACKUP_DIR", str(tmp_path))
    assert "backups: none yet" in check().output
    backed_up(database, "backup", timedelta(hours=25))
    assert failing(check()) == []
    backed_up(database, "backup-failed", timedelta(hours=1))
    assert failing(check()) == ["backups"]
    monkeypatch.setenv("IPR_BACKUP_DIR", str(tmp_path / "nowhere"))
    assert "is no folder that can be written to" in check().output


def test_a_night_without_a_backup_is_told(check, database, monkeypatch, tmp_path):
    beat(database, timedelta())
    monkeypatch.setenv("IPR_BACKUP_DIR", str(tmp_path))
    backed_up(database, "backup", timedelta(hours=27))
    assert failing(check()) == ["backups"]


def test_a_mail_server_that_does_not_answer_is_told(check, database, monkeypatch):
    beat(database, timedelta())
    monkeypatch.setenv("IPR_SMTP_URL", "smtp://127.0.0.1:1")
    assert failing(check()) == ["mail"]


def test_an_old_schema_is_told(check, database):
    with database.transaction(recorded=False) as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    result = check()
    assert failing(result) == ["schema"]
    assert "ipr migrate" in result.output


def test_a_database_that_is_not_there_is_told_without_its_password(check, monkeypatch):
    monkeypatch.setenv("IPR_DATABASE_URL", "postgresql+psycopg://ipr:hidden-word@127.0.0.1:1/none")
    result = check()
    assert failing(result) == ["database"]
    assert "hidden-word" not in result.output


def test_a_wrong_setting_is_told_by_its_name(check, monkeypatch):
    monkeypatch.setenv("IPR_TIMEZONE", "Mars/Olympus")
    result = check()
    assert (result.exit_code, failing(result)) == (1, ["settings"])
    assert "IPR_TIMEZONE" in result.output


def test_machines_read_json(check, database):
    beat(database, timedelta())
    told = json.loads(check("--json").output)
    assert told["ok"] is True
    assert {one["name"]: one["ok"] for one in told["checks"]}["scheduler"] is True
