"""Status updates by the form: they need the record's version, and leave history behind that is checked afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import count, pairwise

import sqlalchemy as sa

from benchmarks.clients import Wrong, an_update
from benchmarks.load import ZONE
from benchmarks.tasks import Task
from benchmarks.turns import Bench, Result, Side
from ipr_compliance.database import Database
from ipr_compliance.domain.chain import digest
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.models import History
from ipr_compliance.queries import history, people
from ipr_compliance.services import recommendations
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import EditInput

_history = History.__table__  # type: ignore[attr-defined]
_RECORDS = sa.text(
    "SELECT r.id, r.version FROM recommendation r JOIN component c ON c.id = r.component_id "
    "WHERE c.code = :code AND r.is_open ORDER BY r.id"
)
_VERSIONS = sa.text("SELECT id, version FROM recommendation")
_LAST_RECORD = sa.text("SELECT max(id) FROM recommendation")
_SOME_RECORD = sa.text(
    "SELECT id, version, priority FROM recommendation WHERE is_open ORDER BY abs(id - :number) LIMIT 1"
)
_TAIL = sa.text("SELECT max(seq) FROM history")


@cache
def _database(url: str) -> Database:
    return Database(url)


def write(url: str) -> None:
    """A liaison makes one record more or less urgent, another each time: all that is counted of it is out of date."""
    database, now = _database(url), datetime.now(UTC)
    with database.transaction() as session:
        tree = people.tree(session.connection())
        row = session.execute(_SOME_RECORD, {"number": next(_numbers(url))}).one()
        given = EditInput(priority=not row.priority, version=row.version)
        desk = Desk(session, the_system("benchmark", tree), tree, now.astimezone(ZONE).date(), now, ZONE)
        recommendations.edit(desk, row.id, given)


@cache
def _numbers(url: str) -> Iterator[int]:
    """Numbers of records in an order that wanders through the components."""
    with _database(url).reading() as connection:
        last = connection.execute(_LAST_RECORD).scalar_one()
    return (1 + step * 7919 % last for step in count())


class Updates:
    """The open records of one component, each with the version that it will have next."""

    NAME = "status update by form"
    TASK = Task(NAME, [], [], limit=3, who="manager", status=303, floor_status=303)

    def __init__(self, url: str, managed: str) -> None:
        self._database = Database(url)
        with self._database.reading() as connection:
            self._versions = {row.id: row.version for row in connection.execute(_RECORDS, {"code": managed})}
            self._before = int(connection.execute(_TAIL).scalar_one())
        self._sent = 0

    def measure(self, bench: Bench, task: Task) -> Result:
        """Take turns, then prove that all of it is in the history, chained, and nothing else."""
        result = bench.take_turns(task, self.batches)
        self.check()
        return result

    def next_one(self) -> tuple[int, int]:
        """A record and its version."""
        return next(iter(self._versions.items()))

    def sent(self, number: int, count: int) -> None:
        """So many updates of a record have been sent otherwise."""
        self._versions[number] += count
        self._sent += count

    def batches(self, side: Side, count: int) -> list[list[bytes]]:
        """So many updates. Each connection has records of its own: none meets a version that another has made."""
        ids = list(self._versions)
        lanes = min(8, len(ids))
        visitor = side.visitors["manager"]
        found = []
        for lane in range(lanes):
            own = ids[lane::lanes]
            requests = []
            for turn in range(max(1, count // lanes)):
                number = own[turn % len(own)]
                self._sent += 1
                note = f"Step {self._sent} of the plan is done; the next one has begun at the remaining field offices."
                requests.append(an_update(number, self._versions[number], note, visitor))
                self._versions[number] += 1
            found.append(requests)
        return found

    def check(self) -> None:
        """Raise Wrong unless every update sent is in the history, and the chain holds from where it stood before."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(_history).where(_history.c.seq >= self._before).order_by(_history.c.seq)
            ).all()
            versions = {row.id: row.version for row in connection.execute(_VERSIONS)}
        wrong = [number for number, version in self._versions.items() if versions[number] != version]
        if wrong or len(rows) - 1 != self._sent:
            raise Wrong(f"{len(rows) - 1} of {self._sent} updates are in the history; other versions: {wrong[:5]}")
        for previous, row in pairwise(rows):
            if row.digest != digest(previous.digest, row.seq, history.content(row)):
                raise Wrong(f"The chain does not hold at entry {row.seq}.")
        self._database.engine.dispose()
