"""Planning reminders for many recommendations, and sending many messages, beside the bare work: time and peak memory.

    python -m benchmarks.reminders [--records 100000] [--messages 1000] [--database URL]…

Each database must be empty and is left full; without --database a temporary SQLite file is used. Planning is measured
as `planning.py` says, which can also be run alone. The floor of sending builds the same messages and hands them to the
same server with smtplib over one connection, and records nothing. Every step runs in a process of its own.
"""

import argparse
import multiprocessing
import smtplib
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import sqlalchemy as sa
from aiosmtpd.controller import Controller

from benchmarks import planning
from benchmarks.measuring import apart, peak
from benchmarks.planning import say
from ipr_compliance.adapters.letters import Letter
from ipr_compliance.clock import FixedClock
from ipr_compliance.jobs import deliver
from ipr_compliance.models import Message, MessageState
from ipr_compliance.program import Program
from ipr_compliance.services import deliveries
from ipr_compliance.settings import Settings

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 14, tzinfo=UTC)

LETTER = Letter(
    "2 overdue, 18 due by December 24 — OIG recommendations, PLCY",
    "Report OIG-26-01, recommendation 1 (PLCY): We recommend that the office write its procedures down.\n" * 60,
    "<p>Report OIG-26-01, recommendation 1 (PLCY): We recommend that the office write its procedures down.</p>\n" * 60,
)


@dataclass
class Measured:
    """What a step took, of time and of its own processor time, with the memory of its process in MB."""

    seconds: float
    cpu: float
    before: float
    most: float
    count: int

    def __str__(self) -> str:
        memory = f"{self.before:4.0f} MB before, at most {self.most:.0f} MB"
        return f"{self.seconds:7.2f} s, {self.cpu:6.2f} s of it computing  {self.count:7,}  {memory}"


def measured(work: Callable[[], int]) -> Measured:
    """Do it, in this process."""
    before, computed, begun = peak(), time.process_time(), time.perf_counter()
    count = work()
    return Measured(time.perf_counter() - begun, time.process_time() - computed, before, peak(), count)


def program(url: str, folder: Path, port: int = 0) -> Program:
    """The program on that database, in the morning of a day."""
    settings = Settings(
        env="development", home=folder, database_url=url, smtp_url=f"smtp://127.0.0.1:{port}" if port else ""
    )
    return Program.start(settings, FixedClock(NOW, settings.zone))


def fill_outbox(url: str, folder: Path, messages: int) -> None:
    """So many messages to be sent, and none besides."""
    ours = program(url, folder)
    with ours.database.transaction(recorded=False) as session:
        session.connection().execute(sa.update(Message).values(state=MessageState.SENT))
        for number in range(messages):
            deliveries.plan(
                session, LETTER, key=f"benchmark:{number}", kind="progress", recipient=f"official{number}@dhs.example",
                planned_for=TODAY, now=NOW, not_before=NOW, sender="oig@dhs.example",
            )  # fmt: skip


def send(url: str, folder: Path, port: int) -> Measured:
    """The product's round."""
    ours = program(url, folder, port)
    return measured(lambda: deliver.run(ours).states[MessageState.SENT])


def send_bare(port: int, messages: int) -> Measured:
    """The floor: the same messages, built and sent."""

    def work() -> int:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for number in range(messages):
                address = f"official{number}@dhs.example"
                server.send_message(bare_message(address, number), "oig@dhs.example", [address])
        return messages

    return measured(work)


def bare_message(address: str, number: int) -> EmailMessage:
    """The same message as the product's, by the standard library alone."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "oig@dhs.example", address, LETTER.subject
    message["Date"], message["Message-ID"] = format_datetime(NOW), f"<{number}@dhs.example>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(LETTER.text, cte="quoted-printable")
    message.add_alternative(LETTER.html, subtype="html", cte="quoted-printable")
    return message


class Taker:
    """Takes every message and keeps none."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802 - aiosmtpd's
        """Take it."""
        return "250 OK"


def serve(port: int, pipe: Pipe) -> None:
    """A mail server, until the other end says something."""
    controller = Controller(Taker(), hostname="127.0.0.1", port=port, ready_timeout=30)
    controller.start()
    pipe.send("ready")
    pipe.recv()
    controller.stop()


@contextmanager
def mail_server() -> Iterator[int]:
    """A mail server in a process of its own; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    processes = multiprocessing.get_context("spawn")
    ours, its = processes.Pipe()
    process = processes.Process(target=serve, args=(port, its), daemon=True)
    process.start()
    its.close()
    ours.recv()
    yield port
    ours.send("end")
    process.join()


def measure(url: str, folder: Path, records: int, messages: int) -> None:
    """One engine."""
    planning.measure(url, folder, records)
    say(f"{messages:,} messages")
    with mail_server() as port:
        floor = apart(send_bare, port, messages)
        apart(fill_outbox, url, folder, messages)
        compare("sending", apart(send, url, folder, port), floor)


def compare(name: str, product: Measured, floor: Measured) -> None:
    """The figures of one comparison."""
    say(
        f"  {name}: {product.seconds / floor.seconds:.1f} times the floor",
        f"    product {product}",
        f"    floor   {floor}",
    )


def main() -> None:
    """Measure each database that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--database", action="append", default=[])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ipr-benchmark-") as name:
        folder = Path(name)
        for url in asked.database or [f"sqlite:///{folder / 'ours.sqlite3'}"]:
            measure(url, folder, asked.records, asked.messages)


if __name__ == "__main__":
    main()
