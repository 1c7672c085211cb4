"""Planning a day's reminders for many recommendations, beside the same plan in bare SQL: computing time and memory.

    python -m benchmarks.planning [--records 100000] [--database URL]…

Each database must be empty and is left full; without --database a temporary SQLite file is used. The floor is the same
plan by hand: all clocks, steps, recipients and the ledger are worked out by the database in a few statements, with what
is listed in each message; Python only renders the messages, with the product's templates, and the rows are written as
the product's are. That both come to the same messages, word for word, and to the same rows of the ledger is checked.
It runs for the first day, when everything that is near or overdue is told at once, and for the day after. The floor's
transaction is rolled back, so its commit is not even counted. Every run has a process of its own. Computing time is
that of this process and, on PostgreSQL, of the server's process behind its connections: others' work on the machine
does not count.
"""

import argparse
import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import planning_sql
from benchmarks.measuring import Measured, Meter, apart, measured
from ipr_compliance.adapters import letters
from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.clock import FixedClock
from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.digests import GROUPS, WORST, Digest, Group, Item, Owed
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.recipients import AddressBook
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, To
from ipr_compliance.domain.reminders import step_on, steps_between
from ipr_compliance.domain.words import Status, WhoseMove
from ipr_compliance.domain.working_days import WorkingDays
from ipr_compliance.jobs import remind
from ipr_compliance.models import Message, Milestone, Person, Recommendation, Reminder, Report, RoleGrant, bulk
from ipr_compliance.program import Program
from ipr_compliance.queries import people, reminders
from ipr_compliance.services import components
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import RecommendationInput, ReportInput
from ipr_compliance.settings import Settings

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 14, tzinfo=UTC)
COMPONENTS, OFFICIALS, PER_REPORT, CHUNK = 25, 200, 8, 5000
SPREAD = 730
"""The due dates lie in so many days, half of them past."""

OLDEST = 1500
"""No report is older than so many days."""

BASE_URL = "http://127.0.0.1:8000"

S = Status
STATUSES = (S.RESPONSE_DUE, S.OPEN_UNRESOLVED, S.OPEN_RESOLVED, S.OPEN_RESOLVED, S.OPEN_RESOLVED, S.CLOSURE_REQUESTED)


def program(url: str, folder: Path, day: date = TODAY) -> Program:
    """The program on that database, in the morning of a day."""
    settings = Settings(env="development", home=folder, database_url=url, base_url=BASE_URL)
    return Program.start(settings, FixedClock(NOW + (day - TODAY), settings.zone))


def prepare(url: str, folder: Path, records: int) -> None:
    """An office with 25 components, their liaisons and heads, and open recommendations in every state."""
    ours = program(url, folder)
    ours.migrate()
    with ours.database.transaction() as session:
        for index in range(COMPONENTS):
            tree = people.tree(session.connection())
            components.add(
                session, f"C{index:02}", f"Component {index}", tree=tree, by=the_system("benchmark", tree), today=TODAY,
                now=NOW, parent=f"C{index % 5:02}" if index > 4 else None,
                mailbox=f"mailbox{index}@c{index:02}.example", head_email=f"head{index}@c{index:02}.example",
            )  # fmt: skip
        tree = people.tree(session.connection())
        desk = Desk(session, the_system("benchmark", tree), tree, TODAY, NOW, ours.settings.zone)
        keeping.add_report(desk, ReportInput(number="R-0", issued_on=TODAY))
        text = "We recommend that the office establish written procedures to monitor the data's quality. " * 4
        given = RecommendationInput(report_number="R-0", number="1", component="C00", due_on=TODAY, text=text)
        _fill(session.connection(), keeping.add(desk, given), [one.id for _depth, one in tree.in_order()], records)
    if not ours.database.is_sqlite:
        with ours.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    ours.database.engine.dispose()


def _fill(connection: sa.Connection, first: int, ids: list[int], records: int) -> None:
    rec, report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]
    pattern = dict(connection.execute(sa.select(rec).where(rec.c.id == first)).mappings().one())
    reports = dict(connection.execute(sa.select(report)).mappings().one())
    for number in ids[5:]:
        values = {"email": f"liaison{number}@dhs.example", "name": "A liaison", "password_hash": ""}
        person = connection.execute(sa.insert(Person).returning(Person.id), values).scalar_one()
        connection.execute(sa.insert(RoleGrant), {"person_id": person, "role": "liaison", "component_id": number})
    for start in range(1, records, CHUNK):
        numbers = range(start, min(start + CHUNK, records))
        new = [_report(reports, n) for n in numbers if n % PER_REPORT == 0]
        bulk.add(connection, report, new)
        made = [alike(pattern, first + number, ids) for number in numbers]
        bulk.add(connection, rec, made)
        steps = [step for one in made if one["status"] is S.OPEN_RESOLVED for step in _steps(one["id"])]
        bulk.add(connection, Milestone.__table__, steps)  # type: ignore[attr-defined]


def _report(reports: dict[str, Any], number: int) -> dict[str, Any]:
    issued_on = TODAY - timedelta(days=number * 13 % OLDEST)
    return reports | {
        "id": number + 1, "number": f"R-{number}", "issued_on": issued_on, "complete_by": add_months(issued_on, 18),
    }  # fmt: skip


def _steps(recommendation_id: int) -> Iterator[dict[str, Any]]:
    for n in range(recommendation_id % 3):
        due_on = TODAY + timedelta(days=(recommendation_id * 11 + n * 37) % 300 - 60)
        yield {
            "recommendation_id": recommendation_id, "n": n + 1, "title": f"Step {n + 1} of the plan", "due_on": due_on,
            "original_due_on": due_on, "done_on": TODAY if recommendation_id % 4 == 0 else None,
        }  # fmt: skip


def alike(pattern: dict[str, Any], number: int, ids: list[int]) -> dict[str, Any]:
    """Another recommendation, in another state and with other dates and owners."""
    status = STATUSES[number % len(STATUSES)]
    due_on = TODAY + timedelta(days=number * 37 % SPREAD - SPREAD // 2)
    issued_on = TODAY - timedelta(days=(number - 1) // PER_REPORT * PER_REPORT * 13 % OLDEST)
    resolved = status in {S.OPEN_RESOLVED, S.CLOSURE_REQUESTED}
    answered = status is not S.RESPONSE_DUE
    waits = status is S.CLOSURE_REQUESTED or (status is S.OPEN_UNRESOLVED and number % 4 == 1)
    return pattern | {
        "id": number, "number": str(number), "report_id": (number - 1) // PER_REPORT * PER_REPORT + 1,
        "due_on": due_on, "due_order": due_on, "component_id": ids[number % len(ids)], "status": status,
        "whose_move": WhoseMove.OIG if waits else WhoseMove.COMPONENT, "priority": number % 20 == 0,
        "responsible_email": f"Official{number % OFFICIALS}@dhs.example",
        "decided_on": min(TODAY, issued_on + timedelta(days=200)) if resolved else None,
        "implemented_on": TODAY - timedelta(days=number % 50) if resolved and number % 5 == 0 else None,
        "last_update_on": TODAY - timedelta(days=number * 7 % 120) if answered else None,
        "next_update_on": TODAY + timedelta(days=number % 60) if number % 10 == 0 else None,
    }  # fmt: skip


def plan(url: str, folder: Path, day: date) -> Measured:
    """The product's plan of a day."""
    ours = program(url, folder, day)
    done = measured(Meter(ours), lambda: remind.run(ours, day))
    with ours.database.reading() as connection:
        done.steps, done.words = outcome(connection, day)
    ours.database.engine.dispose()
    return done


def outcome(connection: sa.Connection, day: date) -> tuple[int, str]:
    """How many steps there are in the ledger, and a digest of them and of the day's messages."""
    told, said = hashlib.sha256(), [Message.recipient, Message.subject, Message.text, Message.html]
    for row in connection.execute(sa.select(*said).where(Message.planned_for == day).order_by(Message.recipient)):
        told.update(repr(tuple(row)).encode())
    columns = [Reminder.recipient, Reminder.recommendation_id, Reminder.event, Reminder.due_on, Reminder.step]
    steps = 0
    for row in connection.execute(sa.select(*columns).order_by(*columns)):
        steps += 1
        told.update(repr(tuple(row)).encode())
    return steps, told.hexdigest()


def plan_in_sql(url: str, folder: Path, day: date) -> Measured:
    """The floor: the same plan by the database, undone at the end."""
    ours = program(url, folder, day)
    meter = Meter(ours)
    with ours.database.engine.connect() as connection:
        transaction = connection.begin()
        done = measured(meter, lambda: _plan_in_sql(connection, day))
        done.steps, done.words = outcome(connection, day)
        transaction.rollback()
    ours.database.engine.dispose()
    return done


def _plan_in_sql(connection: sa.Connection, day: date) -> int:
    lengths, words = Lengths(), planning_sql.WORDS[connection.dialect.name]
    facts = {
        "response": lengths.response_days, "closeout": lengths.closeout_days, "update": lengths.update_days,
        "today": day, "week": day + timedelta(days=7),
    }  # fmt: skip
    said = {name: text.format(**facts) for name, text in words.items()} | {"worst": WORST}
    _tables(connection, day, lengths)
    for statement in planning_sql.NEAR.format(**said).split(";\n"):
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"ANALYZE {statement.split()[3]}")
    messages = [_message(recipient, digest, day) for recipient, digest in _digests(connection, day, said)]
    connection.execute(sa.insert(Message), messages)
    skipped = [
        {"recipient": recipient, "recommendation_id": number, "event": event, "due_on": due, "step": missed}
        for recipient, number, event, due, step, before in connection.execute(
            sa.text("SELECT * FROM due WHERE before IS NOT NULL").columns(due=sa.Date)
        )
        for missed in steps_between(before, step, DEFAULTS[event])
    ]
    connection.exec_driver_sql(planning_sql.WRITTEN.format(**said))
    bulk.add(connection, Reminder.__table__, skipped)  # type: ignore[attr-defined]
    connection.exec_driver_sql(planning_sql.ONLY_LISTED.format(**said))
    return len(messages)


def _tables(connection: sa.Connection, day: date, lengths: Lengths) -> None:
    """What SQL cannot know: steps on working days, ends of months, and the addresses of the components."""
    working, tree = WorkingDays(federal(day)), people.tree(connection)
    book, oldest = AddressBook(tree, reminders.liaisons(connection)), OLDEST + 400
    kept = {
        "step": ("event TEXT, due DATE, step INTEGER, late INTEGER, PRIMARY KEY (event, due)", [
            (event.value, due, step_on(due, day, rule, working), (day - due).days) for event, rule in DEFAULTS.items()
            for due in (day + timedelta(days=number) for number in range(-oldest, rule.horizon + 1))
        ]),
        "telling": ("event TEXT, who TEXT, from_late INTEGER", [
            (event.value, to.value, None) for event, rule in DEFAULTS.items() for to in rule.to
        ] + [
            (event.value, to.value, days) for event, rule in DEFAULTS.items() for to, days in rule.escalation.items()
        ]),
        "address": ("component_id INTEGER, who TEXT, address TEXT", [
            (number, to.value, address) for number in tree.by_id for to in To
            for address in book.told(number, None, None, (to,)).addresses
        ]),
        "ends": ("day DATE PRIMARY KEY, resolution DATE, final_action DATE", [
            (one, add_months(one, lengths.resolution_months), add_months(one, lengths.final_action_months))
            for one in (day - timedelta(days=number) for number in range(oldest))
        ]),
    }  # fmt: skip
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for name, (columns, rows) in kept.items():
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} ({columns})")
        values = [tuple(str(one) if isinstance(one, date) else one for one in row) for row in rows]
        marks = ", ".join([mark] * len(values[0]))
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", values)  # noqa: S608 - our own names


def _digests(connection: sa.Connection, day: date, said: dict[str, Any]) -> Iterator[tuple[str, Digest]]:
    """What each message lists: the database has chosen, counted and sorted it."""
    counts = {row[0]: row[1:] for row in connection.exec_driver_sql(planning_sql.COUNTS.format(**said))}
    codes: dict[str, list[str]] = {}
    for recipient, code in connection.exec_driver_sql(planning_sql.CODES.format(**said)):
        codes.setdefault(recipient, []).append(code)
    rhythms = reminders.rhythms(connection)
    owed: dict[int, list[Owed]] = {}
    titles: dict[tuple[int, date], tuple[str, ...]] = {}
    owing = "SELECT id, event, due FROM owing WHERE id IN (SELECT id FROM listed)"
    steps = "SELECT recommendation_id, due_on, title FROM milestone WHERE done_on IS NULL ORDER BY 1, 2, n"
    for number, due, title in connection.execute(sa.text(steps).columns(due_on=sa.Date)):
        titles[number, due] = (*titles.get((number, due), ()), title)
    for number, event, due in connection.execute(sa.text(owing).columns(due=sa.Date)):
        about = titles.get((number, due), ()) if event == Event.MILESTONE else ()
        owed.setdefault(number, []).append(Owed(Event(event), due, about))
    listed = connection.execute(sa.text("SELECT * FROM listed ORDER BY recipient, part, place").columns(due_on=sa.Date))
    for recipient, rows in groupby(listed, key=lambda row: row[0]):
        parts: list[list[Item]] = [[] for _part in GROUPS]
        for _recipient, part, _place, number, *row in rows:
            report_number, own, text, code, status, move, due_on = row
            facts = (text, code, Status(status), WhoseMove(move), due_on, tuple(owed[number]))
            parts[part].append(Item(number, report_number, own, *facts))
        numbers = [*counts[recipient], *(len(part) for part in parts[2:])]
        groups = {name: Group(*both) for name, both in zip(GROUPS, zip(numbers, parts, strict=True), strict=True)}
        yield recipient, Digest(recipient, day, codes[recipient], **groups, rhythm=rhythms.get(recipient))


def _message(recipient: str, digest: Digest, day: date) -> dict[str, Any]:
    letter = letters.write("digest", digest=digest, base_url=BASE_URL)
    return {
        "key": f"digest:{recipient}:{day}", "kind": "digest", "recipient": recipient, "planned_for": day,
        "planned_at": NOW, "not_before": NOW, "rfc_message_id": f"<{recipient}>", "subject": letter.subject,
        "text": letter.text, "html": letter.html, "state": "planned", "attempts": 0, "earlier_attempts": 0,
    }  # fmt: skip


def measure(url: str, folder: Path, records: int) -> None:
    """One engine."""
    apart(prepare, url, folder, records)
    say(f"{sa.make_url(url).get_backend_name()}, {records:,} open recommendations")
    for name, day in (("first day", TODAY), ("day after", TODAY + timedelta(days=1))):
        floor, product = apart(plan_in_sql, url, folder, day), apart(plan, url, folder, day)
        say(
            f"  planning, {name}: {product.computing / floor.computing:.1f} times the floor",
            f"    product {product}",
            f"    floor   {floor}",
        )
        if (product.messages, product.steps, product.words) != (floor.messages, floor.steps, floor.words):
            raise SystemExit("The floor has not planned the same.")


def say(*lines: str) -> None:
    """To whoever runs this."""
    print("\n".join(lines), flush=True)  # noqa: T201 - what it is for


def main() -> None:
    """Measure each database that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--database", action="append", default=[])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ipr-benchmark-") as name:
        folder = Path(name)
        for url in asked.database or [f"sqlite:///{folder / 'ours.sqlite3'}"]:
            measure(url, folder, asked.records)


if __name__ == "__main__":
    main()
