"""On SQLite a boolean column is asked about by itself, or its partial indexes lie idle."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from ipr_compliance.database import Database
from ipr_compliance.models import Recommendation
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.schema import migrate
from tests.factories import TODAY, a_recommendation, an_office
from tests.setup.databases import Files

_rec = Recommendation.__table__  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (_rec.c.is_open, "recommendation.is_open"),
        (~_rec.c.voided, "NOT recommendation.voided"),
        (~sa.func.even(_rec.c.id, type_=sa.Boolean), "NOT (even(recommendation.id))"),
    ],
)
def test_a_condition_is_written_by_itself(condition: sa.ColumnElement[bool], words: str) -> None:
    written = sa.select(_rec.c.id).where(condition).compile(dialect=sqlite.dialect())
    assert str(written).endswith(f"WHERE {words}")


@pytest.mark.parametrize(
    ("wanted", "plan"),
    [
        (Filter(overdue=True, component="CBP"), "USING INDEX ix_recommendation_open_component_due"),
        (Filter(q="procedures"), "SEARCH recommendation USING INTEGER PRIMARY KEY"),
    ],
)
def test_sqlite_looks_a_list_up(sqlite_files: Files, wanted: Filter, plan: str) -> None:
    asked: list[tuple[str, Any]] = []
    with sqlite_files.copy_of("migrated", migrate) as url:
        database = Database(url)
        with database.transaction() as session:
            office = an_office(session)
            a_recommendation(session, office)
        with database.reading() as connection:
            sa.event.listen(connection, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
            recommendations.page(connection, office.keeper, office.tree, wanted, TODAY, limit=25)
            for statement, values in tuple(asked):
                if "recommendation.component_id IN" not in statement:
                    continue
                steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
                assert any(plan in step[3] for step in steps), steps
        database.engine.dispose()
