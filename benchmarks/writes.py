"""Acknowledged status updates a second, with history and hash chain, from one process and from four.

    python benchmarks/writes.py sqlite:////tmp/bench.sqlite3 postgresql+psycopg://ipr@127.0.0.1/bench

Each address must be an empty database. Every update is one transaction with the durability of the product
(SQLite: WAL with synchronous FULL; PostgreSQL: as its server is set). The floor beside it is one INSERT into
a bare table with the same durability.
"""

import multiprocessing
import sys
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ipr_compliance import schema
from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Stale
from ipr_compliance.queries import people, recommendations
from ipr_compliance.services import components, updates
from ipr_compliance.services import recommendations as keeping
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import RecommendationInput, ReportInput, UpdateInput

TODAY, NOW, ZONE = date(2026, 11, 24), datetime(2026, 11, 24, 14, tzinfo=UTC), ZoneInfo("America/New_York")
UPDATES = 800


def prepare(url: str) -> list[int]:
    """An office with one component and eight recommendations; answers their ids."""
    database = Database(url)
    schema.migrate(database)
    with database.transaction() as session:
        nobody = people.tree(session.connection())
        components.add(session, "DHS", "Department", tree=nobody, by=the_system("b", nobody), today=TODAY, now=NOW)
        tree = people.tree(session.connection())
        office = the_system("benchmark", tree)
        desk = Desk(session, office, tree, TODAY, NOW, ZONE)
        keeping.add_report(desk, ReportInput(number="R-1"))
        ids = [
            keeping.add(
                desk, RecommendationInput(report_number="R-1", number=str(n), component="DHS", text="We recommend.")
            )
            for n in range(8)
        ]
        session.connection().exec_driver_sql("CREATE TABLE bare (id INTEGER, note TEXT)")
    database.engine.dispose()
    return ids


def update(url: str, ids: list[int], count: int) -> None:
    """Record so many updates, each read and written as the page does."""
    database = Database(url)
    with database.reading() as connection:
        tree = people.tree(connection)
    office = the_system("benchmark", tree)
    for number in range(count):
        recommendation_id = ids[number % len(ids)]
        while True:
            with database.reading() as connection:
                version = recommendations.one(connection, office, recommendation_id).version
            given = UpdateInput(note=f"Step {number} is done; the next one has begun.", version=version)
            try:
                with database.transaction() as session:
                    updates.record(Desk(session, office, tree, TODAY, NOW, ZONE), recommendation_id, given)
                break
            except Stale:
                continue
    database.engine.dispose()


def insert(url: str, _ids: list[int], count: int) -> None:
    """The floor: so many bare rows, each in a transaction of its own."""
    database = Database(url)
    for number in range(count):
        with database.transaction(recorded=False) as session:
            session.connection().execute(sa.text("INSERT INTO bare VALUES (:id, 'x')"), {"id": number})
    database.engine.dispose()


def rate(work: object, url: str, ids: list[int], processes: int) -> float:
    """Acknowledged writes a second over all processes."""
    share = UPDATES // processes
    crowd = [multiprocessing.Process(target=work, args=(url, ids, share)) for _ in range(processes)]  # type: ignore[arg-type]
    begun = time.perf_counter()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if any(one.exitcode for one in crowd):
        raise SystemExit("A process failed.")
    return UPDATES / (time.perf_counter() - begun)


def main() -> None:
    """Measure each database given."""
    for url in sys.argv[1:]:
        ids = prepare(url)
        for processes in (1, 4):
            floor, ours = rate(insert, url, ids, processes), rate(update, url, ids, processes)
            engine = sa.make_url(url).get_backend_name()
            print(f"{engine}, {processes} process(es): {ours:.0f} updates/s, floor {floor:.0f}/s, {ours / floor:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
