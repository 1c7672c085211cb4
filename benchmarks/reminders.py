"""Planning reminders for many recommendations, and sending many messages, beside the bare work: time and peak memory.

    python benchmarks/reminders.py [--records 100000] [--messages 1000] [--database URL]…

Each database must be empty and is left full; without --database a temporary SQLite file is used. The floor of planning
is the same plan written as SQL that the database carries out by itself: steps of every open recommendation towards its
official and its mailbox, one message for each address, with the excerpts that a digest lists. It is rolled back, so
its commit is not even counted. It runs for the first day, when everything that is near or overdue is told at once,
and for the day after. The floor of sending builds the same messages and hands them to the same server with smtplib over
one connection, and records nothing. Every step runs in a process of its own.
"""

import argparse
import multiprocessing
import resource
import smtplib
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from aiosmtpd.controller import Controller

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.adapters.mail import Envelope
from ipr_compliance.clock import FixedClock
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.jobs import deliver, remind
from ipr_compliance.models import Message, MessageState, Recommendation, Report
from ipr_compliance.program import Program
from ipr_compliance.queries import people
from ipr_compliance.services import components, deliveries
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import RecommendationInput, ReportInput
from ipr_compliance.settings import Settings

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 14, tzinfo=UTC)
COMPONENTS, OFFICIALS, PER_REPORT, CHUNK = 25, 200, 8, 5000
SPREAD = 730
"""The due dates lie in so many days, half of them past."""

LETTER = Letter(
    "2 overdue, 18 due by December 24 — OIG recommendations, PLCY",
    "Report OIG-26-01, recommendation 1 (PLCY): We recommend that the office write its procedures down.\n" * 60,
    "<p>Report OIG-26-01, recommendation 1 (PLCY): We recommend that the office write its procedures down.</p>\n" * 60,
)

STEP = "CASE WHEN days < 0 THEN -(-days / 7 * 7) {rungs} END"
RUNGS = " ".join(f"WHEN days <= {rung} THEN {rung}" for rung in (0, 1, 7, 14, 30, 60, 90))
FLOOR = """
CREATE TEMPORARY TABLE told AS
WITH watched AS (
  SELECT r.id, r.due_on, {days} AS days, lower(trim(r.responsible_email)) AS official, lower(c.mailbox) AS mailbox,
    'Report ' || p.number || ', recommendation ' || r.number || ' (' || c.code || '): ' || substr(r.text, 1, 200)
    AS line
  FROM recommendation r JOIN report p ON p.id = r.report_id JOIN component c ON c.id = r.component_id
  WHERE r.is_open AND r.due_order <= {until}
), towards AS (
  SELECT id, due_on, days, line, official AS recipient FROM watched WHERE official IS NOT NULL
  UNION ALL
  SELECT id, due_on, days, line, mailbox FROM watched WHERE mailbox IS NOT NULL AND mailbox <> coalesce(official, '')
)
SELECT id, due_on, days, line, recipient, {step} AS step FROM towards;
ANALYZE told;
CREATE TEMPORARY TABLE due AS
SELECT t.* FROM told t LEFT JOIN (
  SELECT recipient, recommendation_id, due_on, min(step) AS step FROM reminder WHERE event = 'due-date' GROUP BY 1, 2, 3
) last ON last.recipient = t.recipient AND last.recommendation_id = t.id AND last.due_on = t.due_on
WHERE last.step IS NULL OR last.step > t.step;
ANALYZE due;
INSERT INTO message (key, kind, recipient, planned_for, planned_at, not_before, rfc_message_id, subject, text, html,
  state, attempts)
SELECT 'digest:' || recipient || ':' || {today}, 'digest', recipient, {today}, {now}, {now}, '<' || recipient || '>',
  'A subject', {joined}, {joined}, 'planned', 0
FROM told WHERE recipient IN (SELECT recipient FROM due) GROUP BY recipient;
INSERT INTO reminder (recipient, recommendation_id, event, due_on, step, message_id)
SELECT t.recipient, t.id, 'due-date', t.due_on, t.step, m.id
FROM due t JOIN message m ON m.key = 'digest:' || t.recipient || ':' || {today}
"""
SQLITE = {
    "days": "CAST(julianday(r.due_on) - julianday({today}) AS INTEGER)",
    "joined": "coalesce(group_concat(line, char(10)) FILTER (WHERE days >= 0), '')",
    "today": "'{day}'", "until": "'{until}'", "now": "'2026-11-24 14:00:00.000000'",
}  # fmt: skip
POSTGRESQL = {
    "days": "r.due_on - {today}",
    "joined": "coalesce(string_agg(line, chr(10)) FILTER (WHERE days >= 0), '')",
    "today": "DATE '{day}'", "until": "DATE '{until}'", "now": "TIMESTAMPTZ '2026-11-24 14:00:00Z'",
}  # fmt: skip


Result = TypeVar("Result")


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


def peak() -> float:
    """The most memory this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(work: Callable[..., Result], *values: Any) -> Result:
    """Do it in a new process, so that nobody else's memory counts. What this process has needed would count too."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *values).result()


def program(url: str, folder: Path, port: int = 0, day: date = TODAY) -> Program:
    """The program on that database, in the morning of a day."""
    settings = Settings(
        env="development", home=folder, database_url=url, smtp_url=f"smtp://127.0.0.1:{port}" if port else ""
    )
    return Program.start(settings, FixedClock(NOW + (day - TODAY), settings.zone))


def prepare(url: str, folder: Path, records: int) -> None:
    """An office with 25 components, and so many open recommendations, all like one that was recorded as people do."""
    ours = program(url, folder)
    ours.migrate()
    with ours.database.transaction() as session:
        for index in range(COMPONENTS):
            tree = people.tree(session.connection())
            components.add(
                session, f"C{index:02}", f"Component {index}", tree=tree, by=the_system("benchmark", tree), today=TODAY,
                now=NOW, mailbox=f"mailbox{index}@c{index:02}.example",
            )  # fmt: skip
        tree = people.tree(session.connection())
        desk = Desk(session, the_system("benchmark", tree), tree, TODAY, NOW, ours.settings.zone)
        keeping.add_report(desk, ReportInput(number="R-0"))
        first = keeping.add(
            desk,
            RecommendationInput(
                report_number="R-0", number="1", component="C00", due_on=TODAY,
                text="We recommend that the office establish written procedures to monitor the data's quality. " * 4,
            ),
        )  # fmt: skip
        rec, report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]
        connection = session.connection()
        pattern = dict(connection.execute(sa.select(rec).where(rec.c.id == first)).mappings().one())
        reports = connection.execute(sa.select(report)).mappings().one()
        ids = [component.id for _depth, component in tree.in_order()]
        for start in range(1, records, CHUNK):
            numbers = range(start, min(start + CHUNK, records))
            new = [{**reports, "id": n + 1, "number": f"R-{n}"} for n in numbers if n % PER_REPORT == 0]
            connection.execute(sa.insert(report), new)
            connection.execute(sa.insert(rec), [alike(pattern, first + number, ids) for number in numbers])
    if not ours.database.is_sqlite:
        with ours.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    ours.database.engine.dispose()


def alike(pattern: dict[str, Any], number: int, ids: list[int]) -> dict[str, Any]:
    """Another recommendation, with another date and owner."""
    due_on = TODAY + timedelta(days=number * 37 % SPREAD - SPREAD // 2)
    return pattern | {
        "id": number, "number": str(number), "report_id": (number - 1) // PER_REPORT * PER_REPORT + 1,
        "due_on": due_on, "due_order": due_on, "component_id": ids[number % len(ids)],
        "responsible_email": f"Official{number % OFFICIALS}@dhs.example",
    }  # fmt: skip


def plan(url: str, folder: Path, day: date) -> Measured:
    """The product's plan of a day."""
    ours = program(url, folder, day=day)
    return measured(lambda: remind.run(ours, day))


def plan_in_sql(url: str, folder: Path, day: date) -> Measured:
    """The floor: the same plan by the database alone, undone at the end."""
    database = program(url, folder).database
    words = {name: text.format(today="{today}", day=day, until=day + timedelta(days=90))
             for name, text in (SQLITE if database.is_sqlite else POSTGRESQL).items()}  # fmt: skip
    words["step"] = STEP.format(rungs=RUNGS)
    words["days"] = words["days"].format(today=words["today"])
    statements = FLOOR.format(**words).split(";\n")

    def work() -> int:
        with database.engine.connect() as connection, connection.begin() as transaction:
            counts = [connection.exec_driver_sql(statement).rowcount for statement in statements]
            transaction.rollback()
        return counts[4]

    return measured(work)


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
                envelope = Envelope("oig@dhs.example", address, f"<{number}@dhs.example>", NOW, TODAY, LETTER)
                server.send_message(envelope.message(), "oig@dhs.example", [address])
        return messages

    return measured(work)


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
    apart(prepare, url, folder, records)
    say(f"{sa.make_url(url).get_backend_name()}, {records:,} open recommendations, {messages:,} messages")
    for name, day in (("first day", TODAY), ("day after", TODAY + timedelta(days=1))):
        floor, product = apart(plan_in_sql, url, folder, day), apart(plan, url, folder, day)
        compare(f"planning, {name}", product, floor)
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


def say(*lines: str) -> None:
    """To whoever runs this."""
    print("\n".join(lines), flush=True)  # noqa: T201 - what it is for


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
