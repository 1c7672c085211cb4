"""The product and the floor as served, each with its workers, and the CPU that these have used."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

ROOT = Path(__file__).parents[1]
SECRET = "a secret of the benchmark alone"  # noqa: S105 - guards a program that answers on this machine for minutes


class Server:
    """One program with its worker processes."""

    def __init__(self, command: list[str], port: int, log: Path, workers: int, **settings: str) -> None:
        self.port, self._workers, self._log = port, workers, log
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IPR_")}
        environment |= {"PYTHONPATH": str(ROOT), **settings}
        with log.open("ab") as file:
            self._process = subprocess.Popen(  # noqa: S603 - the programs below
                command, env=environment, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
            )

    def wait(self) -> Self:
        """Until it answers."""
        for _ in range(600):
            if self._process.poll() is not None:
                raise SystemExit(f"A server has ended; see {self._log}.")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5)
            except urllib.error.HTTPError:
                pass
            except OSError:
                time.sleep(0.1)
                continue
            if len(self._children()) == self._workers:
                return self
            time.sleep(0.1)
        raise SystemExit(f"A server does not answer; see {self._log}.")

    def _children(self) -> list[int]:
        master = self._process.pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def cpu(self) -> float:
        """Seconds of CPU that its workers have used so far."""
        return sum(_cpu(pid) for pid in self._children())

    def peak(self) -> float:
        """The most memory that one of its workers has had, in MB."""
        return max(_status(pid, "VmHWM") for pid in self._children()) / 1024

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _value: object, _where: TracebackType | None) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)


def _cpu(pid: int) -> float:
    """Seconds of a process, exact where /proc/<pid>/stat counts in hundredths: its clock, as clock_getcpuclockid(3)."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0  # it has ended


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def a_free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def product(url: str, home: Path, workers: int, threads: int) -> Server:
    """The tracker, served by its own command with the settings of production."""
    port = a_free_port()
    command = [sys.executable, "-c", "from ipr_compliance.cli import main; main()", "serve"]
    settings = {
        "IPR_ENV": "production", "IPR_HOME": str(home), "IPR_DATABASE_URL": url, "IPR_SECRET_KEY": SECRET,
        "IPR_PORT": str(port), "IPR_BASE_URL": f"http://127.0.0.1:{port}", "IPR_WEB_WORKERS": str(workers),
        "IPR_WEB_THREADS": str(threads), "IPR_RATE_LIMIT": "100000000",
    }  # fmt: skip
    return Server(command, port, home / "product.log", workers, **settings)


def floor(url: str, home: Path, workers: int, threads: int) -> Server:
    """The floor, served in the same way."""
    port = a_free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(workers), "--threads",
        str(threads), "--preload", "--timeout", "300", "--no-control-socket", "--log-level", "warning", "--bind",
        f"127.0.0.1:{port}", "benchmarks.floor.app:create()",
    ]  # fmt: skip
    return Server(command, port, home / "floor.log", workers, FLOOR_DATABASE_URL=url, FLOOR_SECRET_KEY=SECRET)


class Backends:
    """The CPU of PostgreSQL's processes for one database; nothing on SQLite, whose work is the workers' own."""

    def __init__(self, url: str) -> None:
        address = sa.make_url(url)
        self._name = address.database
        self._engine = None
        if address.get_backend_name() == "postgresql":
            self._engine = sa.create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def cpu(self) -> float:
        """Seconds so far, of the processes that are there now and on this machine."""
        if self._engine is None:
            return 0.0
        with self._engine.connect() as connection:
            pids = connection.exec_driver_sql(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s OR leader_pid IS NOT NULL", (self._name,)
            ).scalars()
            return sum(_cpu(pid) for pid in pids)
