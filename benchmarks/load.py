"""Loads the made tables through the product's own import, into an office with people.

    python -m benchmarks.load /tmp/bench/1000 sqlite:////tmp/bench/1000/tracker.sqlite3

The database must be empty or, on PostgreSQL, not exist. Beside the tables `office.json` gets the people's addresses,
their password and a token of the API.
"""

import argparse
import gc
import json
import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from benchmarks.data import TREE
from ipr_compliance.adapters.tables import opened
from ipr_compliance.clock import Clock
from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Shape
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import people as askers
from ipr_compliance.schema import migrate
from ipr_compliance.services import components, import_updates, imports, people, tokens
from ipr_compliance.services.import_staging import staged

ZONE = ZoneInfo("America/New_York")
PASSWORD = "only for this measurement"  # noqa: S105 - of an office that is made and thrown away
MANAGED = "CBP-OFO"
"""The component whose program manager reports updates."""

PEOPLE = (
    ("viewer@dhs.example", "The department's leadership", Role.VIEWER, ()),
    ("manager@cbp-ofo.example", "Program manager, Field Operations", Role.PROGRAM_MANAGER, (MANAGED,)),
    ("admin@dhs.example", "Administrator", Role.ADMIN, ()),
)


def create(url: str) -> None:
    """Make the database where it is a PostgreSQL's and not there."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return
    engine = sa.create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = connection.exec_driver_sql("SELECT 1 FROM pg_database WHERE datname = %s", (address.database,)).first()
        if known is None:
            connection.exec_driver_sql(f'CREATE DATABASE "{address.database}"')
    engine.dispose()


def load(folder: Path, url: str) -> dict[str, float]:
    """Load everything; gives the seconds of each step."""
    create(url)
    database = Database(url)
    migrate(database)
    clock = Clock(ZONE)
    token = add_office(database, clock)
    office = {"token": token, "password": PASSWORD, "people": [email for email, *_rest in PEOPLE], "managed": MANAGED}
    (folder / f"office-{database.url.get_backend_name()}.json").write_text(json.dumps(office), encoding="utf-8")
    gc.freeze()
    seconds = {
        kind: sum(import_file(database, path, clock, updates=kind == "updates") for path in _parts(folder, kind))
        for kind in ("recommendations", "updates")
    }
    if not database.is_sqlite:
        # What autovacuum would do a minute later, in the middle of the measurement.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    database.engine.dispose()
    return seconds


def _parts(folder: Path, kind: str) -> list[Path]:
    return sorted(folder.glob(f"{kind}-*.csv"), key=lambda path: int(path.stem.rpartition("-")[2]))


def add_office(database: Database, clock: Clock) -> str:
    """The components and the people; gives the viewer's token."""
    today, now = clock.today(), clock.now()
    with database.transaction() as session:
        for code, parent, name, _weight in TREE:
            tree = askers.tree(session.connection())
            by = the_system("benchmark", tree)
            components.add(session, code, name, tree=tree, by=by, today=today, now=now, parent=parent or None)
        tree = askers.tree(session.connection())
        by = the_system("benchmark", tree)
        for email, name, role, codes in PEOPLE:
            given = people.PersonInput(email=email, name=name)
            people.add(session, given, PASSWORD, role, codes, tree=tree, by=by, today=today, now=now)
        return tokens.add(session, PEOPLE[0][0], tokens.TokenInput(name="benchmark"), by=by, today=today, now=now)


def import_file(database: Database, path: Path, clock: Clock, *, updates: bool) -> float:
    """Import as the command does it; gives the seconds."""
    started = time.perf_counter()
    with database.reading() as connection:
        tree = askers.tree(connection)
    today: date = clock.today()
    by = the_system("benchmark", tree)
    shape = Shape.of_updates(today) if updates else Shape.of_records(tree, today)
    accept = import_updates.accept if updates else imports.accept
    with opened(path) as table, staged(table, shape, Options()) as ready, database.transaction() as session:
        accept(session, ready, by=by, tree=tree, today=today, now=clock.now(), zone=ZONE)
    return time.perf_counter() - started


def main() -> None:
    """Load one database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("database")
    asked = parser.parse_args()
    for step, seconds in load(asked.folder, asked.database).items():
        print(f"{step}: {seconds:.1f} s")  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
