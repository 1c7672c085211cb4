"""Status updates by the form: they need the record's version, and leave history behind that is checked afterwards."""

from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import sqlalchemy as sa

from benchmarks.clients import Wrong, an_update
from benchmarks.tasks import Task
from benchmarks.turns import Bench, Result, Side
from ipr_compliance.database import Database
from ipr_compliance.domain.chain import digest
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.models import History
from ipr_compliance.queries import history, people
from ipr_compliance.services import history as writing
from ipr_compliance.services.history import Change

_history = History.__table__  # type: ignore[attr-defined]
_RECORDS = sa.text(
    "SELECT r.id, r.version FROM recommendation r JOIN component c ON c.id = r.component_id "
    "WHERE c.code = :code AND r.is_open ORDER BY r.id"
)
_VERSIONS = sa.text("SELECT id, version FROM recommendation")
_TAIL = sa.text("SELECT max(seq) FROM history")


@cache
def _database(url: str) -> Database:
    return Database(url)


def write(url: str) -> None:
    """Any change at all: afterwards the history has another head."""
    database = _database(url)
    now = datetime.now(UTC)
    with database.transaction() as session:
        by = the_system("benchmark", people.tree(session.connection()))
        change = Change("office", 0, "edited", now.date(), {})
        writing.append(session, [change], by=by, at=now)


class Updates:
    """The open records of one component, each with the version that it will have next."""

    NAME = "status update by form"

    def __init__(self, url: str, managed: str) -> None:
        self._database = Database(url)
        with self._database.reading() as connection:
            self._versions = {row.id: row.version for row in connection.execute(_RECORDS, {"code": managed})}
            self._before = int(connection.execute(_TAIL).scalar_one())
        self._sent = 0

    def measure(self, bench: Bench, task: Task) -> Result:
        """Take turns, then prove that all of it is in the history, chained, and nothing else."""
        result = bench.take_turns(task, self._batches)
        self.check()
        return result

    def next_one(self) -> tuple[int, int]:
        """A record and its version."""
        return next(iter(self._versions.items()))

    def sent(self, number: int, count: int) -> None:
        """So many updates of a record have been sent otherwise."""
        self._versions[number] += count
        self._sent += count

    def _batches(self, side: Side, count: int) -> list[list[bytes]]:
        """Each connection has records of its own, so that none meets a version that another has made."""
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
            if row.digest != digest(previous.digest, seq=row.seq, entry=history.content(row)):
                raise Wrong(f"The chain does not hold at entry {row.seq}.")
        self._database.engine.dispose()
