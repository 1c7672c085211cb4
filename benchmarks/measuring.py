"""Computing time, memory and processes of their own, for the benchmarks of planning and sending."""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ipr_compliance.program import Program


@dataclass
class Measured:
    """What a run took: seconds of computing, in all, and the memory of its process before and at most, in MB."""

    computing: float
    seconds: float
    before: float
    most: float
    messages: int
    steps: int = 0
    words: str = ""
    """A digest of all that the messages say and of the ledger's new rows."""

    def __str__(self) -> str:
        return (
            f"{self.computing:6.2f} s computing, {self.seconds:6.2f} s in all; {self.messages:,} messages, "
            f"{self.steps:,} steps; {self.before:.0f} MB before, at most {self.most:.0f} MB"
        )


class Meter:
    """Computing time of this process and of the server's processes that it will be connected to."""

    def __init__(self, ours: Program) -> None:
        self._servers: set[int] = set()
        if not ours.database.is_sqlite:
            sa.event.listen(ours.database.engine, "connect", self._note)
        with ours.database.engine.connect():
            pass  # a connection is there before the clock begins

    def _note(self, connection: Any, _record: Any) -> None:
        self._servers.add(connection.info.backend_pid)

    def read(self) -> float:
        """Seconds so far."""
        ticks = os.sysconf("SC_CLK_TCK")
        served = 0.0
        for process in self._servers:
            fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            served += (int(fields[11]) + int(fields[12])) / ticks
        return time.process_time() + served


def measured(meter: Meter, work: Callable[[], int]) -> Measured:
    """Do it, in this process; it answers how many messages it has planned."""
    before, computed, begun = peak(), meter.read(), time.perf_counter()
    messages = work()
    return Measured(meter.read() - computed, time.perf_counter() - begun, before, peak(), messages)


def peak() -> float:
    """The most memory this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(work: Callable[..., Any], *values: Any) -> Any:
    """Do it in a new process, so that nobody else's memory counts. What this process has needed would count too."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *values).result()
