"""Several processes change one recommendation at once: every acknowledged change is there, once."""

import multiprocessing

import pytest

from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Stale
from ipr_compliance.queries import history, people, recommendations
from ipr_compliance.services import updates
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import UpdateInput
from tests.factories import NOW, OFFICE, TODAY, a_recommendation, an_office

PROCESSES, UPDATES = 4, 200


def work(url: str, recommendation_id: int, name: str) -> None:
    """Record updates as a person does who, told that the record has changed, looks again and saves again."""
    database = Database(url)
    with database.reading() as connection:
        tree = people.tree(connection)
    office = the_system(name, tree)
    for number in range(UPDATES):
        while True:
            with database.reading() as connection:
                version = recommendations.one(connection, office, recommendation_id).version
            try:
                with database.transaction() as session:
                    desk = Desk(session, office, tree, TODAY, NOW, OFFICE, f"{name}-{number}")
                    updates.record(desk, recommendation_id, UpdateInput(note=f"{name} {number}", version=version))
                break
            except Stale:
                continue
    database.engine.dispose()


@pytest.fixture
def recommendation_id(database):
    with database.transaction() as session:
        return a_recommendation(session, an_office(session))


def test_four_processes_lose_and_double_nothing(database, database_url, recommendation_id):
    start = multiprocessing.get_context("spawn")
    crowd = [
        start.Process(target=work, args=(database_url, recommendation_id, f"process {number}"))
        for number in range(PROCESSES)
    ]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join()
    assert [process.exitcode for process in crowd] == [0] * PROCESSES
    with database.reading() as connection:
        notes = [entry.note for entry in history.timeline(connection, "recommendation", recommendation_id)]
        assert history.first_break(connection) is None
    told = sorted(note for note in notes if note)
    assert told == sorted(f"process {process} {number}" for process in range(PROCESSES) for number in range(UPDATES))
