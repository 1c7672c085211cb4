"""Processes that record updates with files, one after the other, until they are told to end."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from multiprocessing.synchronize import Event

from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.queries import people, recommendations
from ipr_compliance.services import evidence, updates
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import EvidenceInput, UpdateInput
from tests.factories import NOW, OFFICE, TODAY


@contextmanager
def writers(url: str, ids: Sequence[int]) -> Iterator[list[multiprocessing.process.BaseProcess]]:
    """One process for each of these recommendations; at the end all have ended well."""
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload([__name__])  # each would read the whole program again
    stop = start.Event()
    crowd = [start.Process(target=_write, args=(url, found, f"writer {n}", stop)) for n, found in enumerate(ids)]
    for process in crowd:
        process.start()
    try:
        yield [*crowd]
    finally:
        stop.set()
        for process in crowd:
            process.join()
    assert [process.exitcode for process in crowd] == [0] * len(crowd)


def _write(url: str, recommendation_id: int, name: str, stop: Event) -> None:
    database, number = Database(url), 0
    with database.reading() as connection:
        tree = people.tree(connection)
    office = the_system(name, tree)
    # A breath between two: SQLite's lock is not handed on in turn, and on a busy machine one could wait in vain.
    while not stop.wait(0.02):
        number += 1
        note, key = f"{name} {number}", f"{name}-{number}"
        with database.transaction() as session:
            version = recommendations.one(session.connection(), office, recommendation_id).version
            desk = Desk(session, office, tree, TODAY, NOW, OFFICE, key)
            updates.record(desk, recommendation_id, UpdateInput(note=note, version=version))
            desk = Desk(session, office, tree, TODAY, NOW, OFFICE, f"{key}-file")
            evidence.attach(desk, recommendation_id, "proof.txt", BytesIO(note.encode()), EvidenceInput())
    database.engine.dispose()
