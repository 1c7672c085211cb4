"""Server CPU per request and requests a second of the product's pages, beside a hand-written floor in the same run.

    python -m benchmarks.pages /tmp/bench --postgresql postgresql+psycopg://ipr@127.0.0.1/bench

Makes and loads what is not there yet (100,000 recommendations take some minutes), serves the product and the floor on a
copy of each database, checks every page's answer, takes turns between the two, and prints the tables for the README.
"""

import argparse
import json
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import data, load, servers, tables
from benchmarks.clients import Generator, Visitor, Wrong
from benchmarks.data import right_answers
from benchmarks.tasks import Task, all_tasks
from benchmarks.turns import Bench, Result, Side
from benchmarks.updates import Updates, write
from ipr_compliance.database import Database
from ipr_compliance.schema import migrate

RECORDS = (1_000, 10_000, 100_000)
THREADS = 4


def say(text: str) -> None:
    """On the terminal, while it runs."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - what it is run for


def made_and_loaded(folder: Path, records: int, url: str) -> None:
    """Make the files and fill the database where that has not been done."""
    today = datetime.now(load.ZONE).date()
    if not (folder / "answers.json").exists():
        say(f"{records:,}: making the tables")
        data.write(folder, records, today)
    done = folder / f"office-{sa.make_url(url).get_backend_name()}.json"
    if not done.exists():
        say(f"{records:,}: loading {sa.make_url(url).get_backend_name()}")
        try:
            load.load(folder, url)
        except BaseException:
            done.unlink(missing_ok=True)
            raise


@contextmanager
def a_copy(url: str) -> Iterator[str]:
    """The address of a copy that this run may write to; PostgreSQL makes it beside the original."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        original = Path(address.database or "")
        copy = original.with_name("run.sqlite3")
        for left in original.parent.glob("run.sqlite3*"):
            left.unlink()
        shutil.copyfile(original, copy)
        yield _migrated(f"sqlite:///{copy}")
        for left in original.parent.glob("run.sqlite3*"):
            left.unlink()
        return
    name = f"{address.database}_run"
    engine = sa.create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{address.database}"')
        yield _migrated(address.set(database=name).render_as_string(hide_password=False))
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    engine.dispose()


def _migrated(url: str) -> str:
    """The address of a database that may have been loaded before the newest migration was written."""
    database = Database(url)
    migrate(database)
    database.engine.dispose()
    return url


def side(url: str, folder: Path, server: servers.Server, *, floor: bool = False) -> Side:
    """The viewer, the manager and the program of one server."""
    engine = sa.make_url(url).get_backend_name()
    office = json.loads((folder / f"office-{engine}.json").read_text(encoding="utf-8"))
    people = {"api": Visitor(server.port, {"Authorization": f"Bearer {office['token']}"})}
    for number, (who, email) in enumerate(zip(("viewer", "manager"), office["people"], strict=False), 1):
        people[who] = Visitor(server.port)
        if floor:
            people[who].begin(number)
        else:
            people[who].log_in(email, office["password"])
    return Side(server, people)


def measured(folder: Path, records: int, url: str, asked: argparse.Namespace) -> Iterator[Result | Wrong]:
    """Every page on one database; one that answers wrongly is not timed."""
    made_and_loaded(folder, records, url)
    right = right_answers(folder, datetime.now(load.ZONE).date())
    with (
        a_copy(url) as copy,
        servers.product(copy, folder, asked.workers, THREADS).wait() as product,
        servers.floor(copy, folder, asked.workers, THREADS).wait() as floor,
    ):
        ours, theirs = side(url, folder, product), side(url, folder, floor, floor=True)
        generator = Generator()
        bench = Bench(
            ours, theirs, generator, servers.Backends(copy), lambda: write(copy), turns=asked.turns,
            seconds=asked.seconds,
        )  # fmt: skip
        try:
            for task in all_tasks(right, ours.visitors["api"]):
                if _wanted(task.name, asked.pages):
                    yield _or_wrong(bench.measure, task)
            if _wanted(Updates.NAME, asked.pages):
                yield _or_wrong(partial(Updates(copy, load.MANAGED).measure, bench), Updates.TASK)
            say(f"most memory of one worker: product {product.peak():.0f} MB, floor {floor.peak():.0f} MB")
        finally:
            generator.close()


def _or_wrong(measure: Callable[[Task], Result], task: Task) -> Result | Wrong:
    try:
        return measure(task)
    except Wrong as problem:
        return problem


def _wanted(name: str, parts: list[str]) -> bool:
    return not parts or any(part in name for part in parts)


def main() -> None:
    """Measure what is asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files and the SQLite databases are kept")
    parser.add_argument("--records", type=int, action="append", help="by default 1,000, 10,000 and 100,000")
    parser.add_argument("--postgresql", default="", help="beginning of the addresses: _1000 and so on is added")
    parser.add_argument("--no-sqlite", action="store_true")
    parser.add_argument("--pages", action="append", default=[], help="only pages with this in their name")
    parser.add_argument("--workers", type=int, default=2, help="of the product and of the floor, each")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="about how long a turn takes")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run that is told to end ends its servers
    results: list[dict[str, Any]] = []
    wrong = 0
    for records in asked.records or RECORDS:
        folder = asked.folder / str(records)
        urls = [] if asked.no_sqlite else [f"sqlite:///{folder / 'tracker.sqlite3'}"]
        urls += [f"{asked.postgresql}_{records}"] if asked.postgresql else []
        for url in urls:
            engine = sa.make_url(url).get_backend_name()
            for result in measured(folder, records, url, asked):
                if isinstance(result, Wrong):
                    say(f"{engine} {records:>7,} {result}")
                    wrong += 1
                    continue
                say(f"{engine} {records:>7,} {tables.line(result)}")
                results.append({"engine": engine, "records": records, **asdict(result)})
                (asked.folder / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(tables.markdown(results))  # noqa: T201 - what it is run for
    if wrong:
        raise SystemExit(f"{wrong} pages answered wrongly and were not timed.")


if __name__ == "__main__":
    main()
