"""The standings that make up the deadline summary, counted by the database.

One statement reads the intervals of a day once, whether past or present; a second one tells when the overdue ones
were due. What is counted is counted for all components together, so that one answer serves every reader of a state.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import last_start
from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.summary import Late, Summary, Tally, age_limits, summarise
from ipr_compliance.models import Recommendation, Report, Standing
from ipr_compliance.models.types import Money
from ipr_compliance.queries import office
from ipr_compliance.queries.calculations import days_between
from ipr_compliance.queries.kept import Kept

_standing, _rec = Standing.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_report = Report.__table__  # type: ignore[attr-defined]
_at, _issued_on = _standing.c, _report.c.issued_on
_JOINED = _standing.join(_rec, _rec.c.id == _at.recommendation_id).join(_report, _report.c.id == _rec.c.report_id)


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=sa.Date)


def _if(condition: sa.ColumnElement[bool], value: Any = 1) -> sa.Case[Any]:
    return sa.case((condition, value))


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(_if(condition))


def _sum(value: sa.ColumnElement[Any], kind: Any = sa.Integer) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.coalesce(sa.func.sum(value), sa.literal(0, sa.Integer)), kind)


_ON_THE_DAY = (_at.from_on <= _day("as_of"), _at.until_on > _day("as_of"))
_STILL_TO_COME = _at.due_on >= _day("as_of")
_SLIPPED = _at.due_on > _at.original_due_on
_CLOSED = ~_at.is_open & (_at.closed_on > _day("since"))
_AGE = sa.case(
    (~_at.is_open, None),
    (_issued_on.is_(None), None),
    *((_issued_on > _day(f"age_{place}"), place) for place in range(3)),
    else_=3,
)
_KEYS = (_at.component_id, _at.status, _at.whose_move, _at.agreement, _AGE.label("age"))

_OPEN = {
    **{f"due_{days}": _count(_STILL_TO_COME & (_at.due_on <= _day(f"until_{days}"))) for days in NEAR_DAYS},
    "no_date": _count(_at.due_on.is_(None)),
    "next_due_on": sa.func.min(_if(_STILL_TO_COME, _at.due_on), type_=sa.Date),
    "beyond_window": _count(_at.due_on > _report.c.complete_by),
    "extended": _count(_at.extensions > 0),
    "extensions": _sum(_at.extensions),
    "slipped": _count(_SLIPPED),
    "days_slipped": _sum(_if(_SLIPPED, days_between(_at.original_due_on, _at.due_on))),
    "unresolved": _count(_at.decided_on.is_(None) & (_issued_on <= _day("resolution_ran_out"))),
    "no_final_action": _count(_at.decided_on <= _day("final_action_ran_out")),
    "priority": _count(_at.priority),
    "priority_overdue": _count(_at.priority & (_at.due_on < _day("as_of"))),
}
_MONEY = {
    "questioned": _sum(_at.questioned_cost, Money),
    "better_use": _sum(_at.funds_put_to_better_use, Money),
}
_PERIOD = {
    "closed": _count(_CLOSED),
    "closed_on_time": _count(_CLOSED & (_at.closed_on <= _at.due_on)),
    "closed_late": _count(_CLOSED & (_at.closed_on > _at.due_on)),
}


def _tallies(*, are_open: bool) -> sa.Select[Any]:
    measured = {"total": sa.func.count(), **_OPEN, **_MONEY, **_PERIOD}
    left_out = _PERIOD if are_open else _OPEN
    defaults = Tally._field_defaults
    columns = [
        sa.literal(defaults[name], sa.Date if name.endswith("_on") else sa.Integer) if name in left_out else value
        for name, value in measured.items()
    ]
    return (
        sa.select(*_KEYS, *(value.label(name) for name, value in zip(measured, columns, strict=True)))
        .select_from(_JOINED)
        .where(*_ON_THE_DAY, _at.is_open if are_open else ~_at.is_open)
        .group_by(*_KEYS)
    )


_TALLIES = sa.union_all(_tallies(are_open=True), _tallies(are_open=False))
_LATE = (
    sa.select(_at.component_id, _at.due_on, sa.func.count())
    .where(*_ON_THE_DAY, _at.is_open, _at.due_on < _day("as_of"))
    .group_by(_at.component_id, _at.due_on)
)


@dataclass(frozen=True)
class Counted:
    """What was counted for all components as of a day."""

    as_of: date
    tallies: tuple[Tally, ...]
    late: tuple[Late, ...]


_KEPT: Kept[Counted] = Kept(64)


def _counted(connection: Connection, as_of: date, since: date, lengths: Lengths) -> Counted:
    """Count everything as of a day, or answer what was counted before in the same state of the history."""
    return _KEPT.get(connection, (as_of, since, lengths), lambda: _count_again(connection, as_of, since, lengths))


def _count_again(connection: Connection, as_of: date, since: date, lengths: Lengths) -> Counted:
    days = {f"age_{place}": day for place, day in enumerate(age_limits(as_of))}
    days |= {f"until_{count}": as_of + timedelta(days=count) for count in NEAR_DAYS}
    days |= {
        "as_of": as_of,
        "since": since,
        "resolution_ran_out": last_start(as_of, lengths.resolution_months),
        "final_action_ran_out": last_start(as_of, lengths.final_action_months),
    }
    tallies = tuple(Tally(*row) for row in connection.execute(_TALLIES, days))
    return Counted(as_of, tallies, tuple(Late(*row) for row in connection.execute(_LATE, {"as_of": as_of})))


def summary(
    connection: Connection, asker: Asker, tree: Tree, as_of: date, component: str = "", since: date | None = None
) -> Summary:
    """The summary of all that this person may see, or of one component with those below it, as of a day.

    With `since` it is compared with that earlier day; what was closed after it and became overdue after it is counted.
    """
    visible = asker.components[Action.READ]
    if component:
        office_asked = tree.find(component)
        visible &= tree.below(office_asked.id) if office_asked else frozenset()
    lengths = office.rules(connection).lengths

    def seen(counted: Counted, previous: Summary | None = None) -> Summary:
        tallies = (tally for tally in counted.tallies if tally.component_id in visible)
        late = (one for one in counted.late if one.component_id in visible)
        return summarise(tallies, late, counted.as_of, tree, visible, previous)

    before = seen(_counted(connection, since, since, lengths)) if since else None
    return seen(_counted(connection, as_of, since or as_of, lengths), before)
