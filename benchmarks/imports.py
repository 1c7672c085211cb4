"""Rows a second of an import through the product, beside bare executemany of the same rows into the same tables.

    python benchmarks/imports.py [--records 20000] [--updates 8] [--database URL]…

Each database must be empty and is left full; without --database a temporary SQLite file is used. "Bare" takes the
rows that the product has written and puts them, as the driver wants them, into a second, freshly migrated database
in one transaction: the floor that no program with the same tables can beat. PostgreSQL's second database is made
beside the first.
"""

import argparse
import csv
import gc
import hashlib
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ipr_compliance.adapters.tables import opened
from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.table_options import Options
from ipr_compliance.models import BatchKind, Component, History, Recommendation, Report, Standing
from ipr_compliance.queries import people
from ipr_compliance.schema import migrate
from ipr_compliance.services import import_batches
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.import_check import Situation
from ipr_compliance.services.import_staging import staged

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
COMPONENTS = 25
PER_REPORT = 8
CHUNK = 5000
WORDS = (
    "establish", "written", "procedures", "to", "monitor", "coordinate", "review", "update", "assess", "risk", "ports",
    "seizures", "data", "quality", "guidance", "training", "strategy", "enforcement", "priorities", "quarterly",
    "inventory", "controls", "access", "contracts", "oversight",
)  # fmt: skip
TABLES = tuple(model.__table__ for model in (Component, Report, Recommendation, History, Standing))  # type: ignore[attr-defined]


class Spent(NamedTuple):
    """Seconds by the clock, and seconds of this process's own work, which other programs on the machine change less."""

    clock: float = 0.0
    work: float = 0.0

    def and_(self, other: "Spent") -> "Spent":
        """Both together."""
        return Spent(self.clock + other.clock, self.work + other.work)


def sentence(chance: random.Random, words: int) -> str:
    """Some words that read like a sentence from far away."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def write_files(folder: Path, records: int, updates: int) -> tuple[Path, Path]:
    """The same files for the same numbers; the history in no order at all."""
    chance = random.Random(records)  # noqa: S311 - data that can be made again
    table, history = folder / "recommendations.csv", folder / "updates.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["report_number", "report_title", "issued_on", "number", "text", "component", "agreement", "due_on"]
        )
        for index in range(records):
            report, number = divmod(index, PER_REPORT)
            issued_on = TODAY - timedelta(days=400 + report % 2500)
            text = f"We recommend that the office {sentence(chance, 40)}"
            due_on = issued_on + timedelta(days=chance.randrange(90, 600))
            component = f"C{chance.randrange(COMPONENTS):02}"
            rows.writerow(
                [f"OIG-{report:06}", f"Review {report}", issued_on, number + 1, text, component, "concur", due_on]
            )
    with history.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["report_number", "number", "on", "author", "status", "due_on", "note"])
        order = list(range(records * updates))
        chance.shuffle(order)
        for index in order:
            record, step = divmod(index, updates)
            report, number = divmod(record, PER_REPORT)
            on = TODAY - timedelta(days=399 + report % 2500) + timedelta(days=step * 40 + record % 30)
            status = "" if step % 3 else ("open-resolved", "closure-requested", "closed-implemented")[step // 3 % 3]
            due_on = on + timedelta(days=200) if step % 4 == 2 else ""
            rows.writerow([f"OIG-{report:06}", number + 1, on, "Program office", status, due_on, sentence(chance, 7)])
    return table, history


def prepare(database: Database) -> None:
    """Newest schema and some components."""
    migrate(database)
    with database.transaction() as session:
        for index in range(COMPONENTS):
            session.add(Component(code=f"C{index:02}", name=f"Component {index}"))


def import_file(database: Database, path: Path, *, updates: bool) -> None:
    """As the command does it."""
    with database.reading() as connection:
        tree = people.tree(connection)
    by = the_system("benchmark", tree)
    kind = BatchKind.UPDATES if updates else BatchKind.RECORDS
    shape = Situation(by, tree, TODAY, ZONE).shape(kind)
    own = import_batches.OwnFile(path.name, hashlib.sha256(path.name.encode()).hexdigest(), path.stat().st_size)
    with opened(path) as table, staged(table, shape, Options()) as ready, database.transaction() as session:
        desk = Desk(session, by, tree, TODAY, NOW, ZONE)
        import_batches.take_in(desk, own, kind, ready, table.header, Options())


def chunks(database: Database, table: sa.Table) -> Iterator[list[Any]]:
    """A table's rows as the driver gives them, without our types."""
    order = ", ".join(column.name for column in table.primary_key)
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"SELECT {', '.join(table.c.keys())} FROM {table.name} ORDER BY {order}")  # noqa: S608 - our tables
        while rows := cursor.fetchmany(CHUNK):
            yield [tuple(row) for row in rows]


def bare(source: Database, target: Database) -> Spent:
    """What bare executemany takes for all rows, commit included; reading them is not counted."""
    mark = "?" if target.is_sqlite else "%s"
    with target.engine.connect() as connection:
        raw = connection.connection
        cursor = raw.cursor()
        if target.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        spent = Spent()
        for table in TABLES:
            names = table.c.keys()
            insert = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608 - our tables
            for rows in chunks(source, table):
                spent = spent.and_(timed(lambda rows=rows, insert=insert: cursor.executemany(insert, rows)))
        return spent.and_(timed(raw.commit))


def timed(work: Callable[[], object]) -> Spent:
    """What something takes."""
    clock, own = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - clock, time.process_time() - own)


def count(database: Database) -> int:
    """All rows in the tables."""
    with database.reading() as connection:
        return sum(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in TABLES)


def peak() -> float:
    """The most memory this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(url: str, floor_url: str, records: int, updates: int, folder: Path) -> None:
    """One engine: the product, then the floor."""
    table, history = write_files(folder, records, updates)
    ours, floor = Database(url), Database(floor_url)
    prepare(ours)
    migrate(floor)
    before = peak()
    on_table = timed(lambda: import_file(ours, table, updates=False))
    after_table = peak()
    on_history = timed(lambda: import_file(ours, history, updates=True))
    after_history = peak()
    product = on_table.and_(on_history)
    floor_spent, rows = bare(ours, floor), count(ours)
    lines = (
        f"{ours.url.get_backend_name()}: {records:,} recommendations, {records * updates:,} updates, {rows:,} rows",
        f"  table    {on_table.clock:7.1f} s  {records / on_table.clock:9,.0f} rows of the file a second",
        f"  history  {on_history.clock:7.1f} s  {records * updates / on_history.clock:9,.0f} rows of the file a second",
        f"  product  {product.clock:7.1f} s  {rows / product.clock:9,.0f} rows written a second",
        f"  bare     {floor_spent.clock:7.1f} s  {rows / floor_spent.clock:9,.0f} rows written a second",
        f"  ratio    {floor_spent.clock / product.clock:7.2f}    (at least 0.25 is asked for)",
        f"  of work  {floor_spent.work / product.work:7.2f}    ({floor_spent.work:.1f} s and {product.work:.1f} s)",
        f"  memory   {before:.0f} MB before, at most {after_table:.0f} MB in the table, {after_history:.0f} MB in all",
    )
    print("\n".join(lines))  # noqa: T201 - what it is for
    ours.engine.dispose()
    floor.engine.dispose()


def beside(url: str) -> str:
    """The address of the floor's database, made empty."""
    address = sa.make_url(url)
    name = f"{address.database}_floor"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}"')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def main() -> None:
    """Measure each database that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--updates", type=int, default=8)
    parser.add_argument("--database", action="append", default=[])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ipr-benchmark-") as name:
        folder = Path(name)
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        for url in asked.database or [f"sqlite:///{folder / 'ours.sqlite3'}"]:
            floor = f"sqlite:///{folder / 'floor.sqlite3'}" if url.startswith("sqlite") else beside(url)
            measure(url, floor, asked.records, asked.updates, folder)


if __name__ == "__main__":
    main()
