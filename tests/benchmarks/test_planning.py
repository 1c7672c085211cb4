"""The floor of planning plans the same, or its figures say nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks import planning
from ipr_compliance.models import Reminder
from ipr_compliance.queries.reminders import LISTED
from ipr_compliance.schema import migrate
from tests.setup.databases import Databases

RECORDS = 300


@pytest.fixture
def full(databases: Databases, tmp_path: Path) -> Iterator[str]:
    with databases.copy_of("migrated", migrate) as url:
        planning.prepare(url, tmp_path, RECORDS)
        yield url


def test_the_floor_plans_the_same_messages_and_writes_the_same_ledger(full: str, tmp_path: Path) -> None:
    for day in (planning.TODAY, planning.TODAY + timedelta(days=1)):
        floor, product = (plan(full, tmp_path, day) for plan in (planning.plan_in_sql, planning.plan))
        assert (floor.messages, floor.steps, floor.words) == (product.messages, product.steps, product.words)
        assert product.messages
    ours = planning.program(full, tmp_path)
    with ours.database.reading() as connection:
        listed = connection.execute(sa.select(sa.func.count()).where(Reminder.event == LISTED)).scalar_one()
    ours.database.engine.dispose()
    assert listed
