from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.database import Database
from ipr_compliance.domain.words import Status
from ipr_compliance.models import History, Recommendation, Report
from ipr_compliance.queries.among import among
from ipr_compliance.queries.prepared import Prepared
from tests.factories import TODAY, a_recommendation, an_office

_rec, _report, _history = (model.__table__ for model in (Recommendation, Report, History))  # type: ignore[attr-defined]
_OF_EACH_KIND = (
    sa.select(
        _rec.c.id, _rec.c.status, _rec.c.due_on, _rec.c.questioned_cost, _rec.c.priority, _rec.c.closed_on,
        _report.c.number.label("report"), _history.c.recorded_at, sa.literal(7).label("seven"),
    )
    .join(_report, _report.c.id == _rec.c.report_id)
    .join(_history, (_history.c.subject_id == _rec.c.id) & (_history.c.subject == "recommendation"))
    .where(
        among(_rec.c.id, "ids"), _rec.c.due_on <= sa.bindparam("until", type_=sa.Date),
        _rec.c.status == sa.bindparam("status", type_=_rec.c.status.type),
        _history.c.recorded_at < sa.bindparam("before", type_=_history.c.recorded_at.type),
    )
    .order_by(_rec.c.id)
)  # fmt: skip


def test_values_are_written_and_read_as_otherwise(session: Session) -> None:
    office = an_office(session)
    facts = {"due_on": TODAY, "questioned_cost": Decimal("1234.50"), "priority": True}
    ids = [a_recommendation(session, office, number=str(n), **facts) for n in (1, 2)]
    values: dict[str, Any] = {
        "ids": ids, "until": date(2999, 1, 1), "status": Status.RESPONSE_DUE,
        "before": datetime(2999, 1, 1, tzinfo=UTC), "not asked for": 1,
    }  # fmt: skip
    prepared, connection = Prepared(_OF_EACH_KIND), session.connection()
    for some in (ids, ids[:1], []):
        asked = values | {"ids": some}
        usual = [row._asdict() for row in connection.execute(_OF_EACH_KIND, asked)]
        assert [row._asdict() for row in prepared.all(connection, asked)] == usual
        assert len(usual) == len(some)
    first = prepared.first(connection, values)
    assert first is not None
    assert (first.status, first[2], first.questioned_cost, first.priority) == (
        Status.RESPONSE_DUE, TODAY, Decimal("1234.50"), True,
    )  # fmt: skip
    assert prepared.first(connection, values | {"ids": []}) is None


def test_a_change_tells_what_it_changed(session: Session) -> None:
    number = a_recommendation(session, an_office(session), due_on=TODAY)
    change = sa.update(_rec).where(_rec.c.id == sa.bindparam("of", type_=sa.Integer), _rec.c.due_on == TODAY)
    moved = change.values(due_on=sa.bindparam("day", type_=sa.Date)).returning(_rec.c.id, _rec.c.due_on)
    prepared, connection, day = Prepared(moved), session.connection(), date(2027, 1, 2)
    assert prepared.first(connection, {"of": number, "day": day}) == (number, day)
    assert prepared.first(connection, {"of": number, "day": day}) is None
    assert connection.scalar(sa.select(_rec.c.due_on)) == day


def test_what_fails_in_the_database_fails_as_otherwise_and_tells_no_values(database: Database) -> None:
    nowhere = Prepared(sa.select(sa.column("secret")).select_from(sa.table("nowhere")).where(sa.column("a") == "typed"))
    with pytest.raises(sa.exc.DBAPIError, match="nowhere") as told, database.reading() as connection:
        nowhere.all(connection, {})
    assert "typed" not in str(told.value)
