"""The standings that make up the deadline summary, counted by the database."""

from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.summary import Summary, Tally, age_limits, summarise
from ipr_compliance.domain.words import Status
from ipr_compliance.models import Recommendation, Report, Standing

_rec, _standing, _report = Recommendation.__table__, Standing.__table__, Report.__table__  # type: ignore[attr-defined]


@cache
def _tallies(*, past: bool) -> sa.Select[Any]:
    at = _standing if past else _rec
    joined = (_standing.join(_rec, _rec.c.id == _standing.c.recommendation_id) if past else _rec).join(
        _report, _report.c.id == _rec.c.report_id
    )
    # Closed ones are counted by status alone: what they were due and how old they are no longer matters.
    due = sa.case((at.c.is_open, at.c.due_on)).label("due_on")
    age = sa.case(
        (~at.c.is_open, None),
        (_report.c.issued_on.is_(None), None),
        *((_report.c.issued_on > sa.bindparam(f"age_{number}", type_=sa.Date), number) for number in range(3)),
        else_=3,
    ).label("age")
    statement = (
        sa.select(at.c.component_id, at.c.status, due, age, at.c.whose_move, sa.func.count().label("count"))
        .select_from(joined)
        .where(at.c.component_id.in_(sa.bindparam("visible", expanding=True)))
        .group_by(at.c.component_id, at.c.status, due, age, at.c.whose_move)
    )
    if not past:
        statement = statement.where(~_rec.c.voided)
    else:
        day: sa.BindParameter[date] = sa.bindparam("as_of", type_=sa.Date)
        statement = statement.where(_standing.c.from_on <= day, _standing.c.until_on > day)
    return statement


def summary(connection: Connection, asker: Asker, tree: Tree, as_of: date, today: date, component: str = "") -> Summary:
    """The summary of all that this person may see, or of one component with those below it, as of a day."""
    visible = asker.components[Action.READ]
    if component:
        office = tree.find(component)
        visible &= tree.below(office.id) if office else frozenset()
    parameters: dict[str, Any] = {f"age_{number}": day for number, day in enumerate(age_limits(as_of))}
    parameters["visible"] = sorted(visible)
    past = as_of < today
    if past:
        parameters["as_of"] = as_of
    rows = connection.execute(_tallies(past=past), parameters)
    return summarise((Tally(row[0], Status(row[1]), *row[2:]) for row in rows), as_of, tree, visible)
