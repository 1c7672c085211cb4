"""The standings that make up the deadline summary, counted by the database.

One statement reads the intervals of the days asked for, whether past or present. It counts for whole components, so
that one answer serves every reader, and what was counted of those that nobody has changed is kept.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, partial
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
from ipr_compliance.queries.chosen import Chosen, counted, limit
from ipr_compliance.queries.counts import Counts

WORDS = ("status", "whose_move", "agreement")

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


_SLIPPED = _at.due_on > _at.original_due_on
_MONEY = {"questioned": _sum(_at.questioned_cost, Money), "better_use": _sum(_at.funds_put_to_better_use, Money)}
_KINDS = {"next_due_on": sa.Date, "questioned": Money, "better_use": Money}
_MEASURES = tuple(name for name in Tally._fields if name not in {"component_id", *WORDS, "age"})


@dataclass(frozen=True)
class _OneDay:
    """The parts of the statement that read one day; the names of its days end in its place among the days asked for."""

    place: int
    of: sa.ColumnElement[bool]
    """Which intervals are counted, whatever the day."""

    def day(self, name: str) -> sa.BindParameter[date]:
        return _day(f"{name}_{self.place}")

    @property
    def _stands(self) -> tuple[sa.ColumnElement[bool], ...]:
        return self.of, _at.from_on <= self.day("as_of"), _at.until_on > self.day("as_of")

    def tallies(self, *, are_open: bool) -> sa.Select[Any]:
        """What stood on the day, by component, words and age."""
        age = sa.case(
            (_issued_on.is_(None), None),
            *((_issued_on > self.day(f"age_{number}"), number) for number in range(3)),
            else_=3,
        )
        keys = (_at.component_id, *(_at[name] for name in WORDS), age if are_open else sa.literal(None, sa.Integer))
        measures = {"total": sa.func.count(), **_MONEY, **(self._of_open() if are_open else self._of_closed())}
        return (
            sa.select(
                sa.literal(self.place, sa.Integer).label("place"), *keys[:4], keys[4].label("age"),
                *(measures.get(name, _nothing(name)).label(name) for name in _MEASURES),
            )
            .select_from(_JOINED if are_open else _standing)
            .where(*self._stands, _at.is_open if are_open else ~_at.is_open)
            .group_by(*(keys if are_open else keys[:4]))
        )  # fmt: skip

    def late(self) -> sa.Select[Any]:
        """When the overdue ones were due; known by having no words."""
        measures = {"total": sa.func.count(), "next_due_on": _at.due_on}
        return (
            sa.select(
                sa.literal(self.place, sa.Integer), _at.component_id,
                *(sa.literal(None, _at[name].type) for name in WORDS), sa.literal(None, sa.Integer),
                *(measures.get(name, _nothing(name)) for name in _MEASURES),
            )
            .where(*self._stands, _at.is_open, _at.due_on < self.day("as_of"))
            .group_by(_at.component_id, _at.due_on)
        )  # fmt: skip

    def _of_open(self) -> dict[str, sa.ColumnElement[Any]]:
        to_come = _at.due_on >= self.day("as_of")
        return {
            **{f"due_{days}": _count(to_come & (_at.due_on <= self.day(f"until_{days}"))) for days in NEAR_DAYS},
            "no_date": _count(_at.due_on.is_(None)),
            "next_due_on": sa.func.min(_if(to_come, _at.due_on), type_=sa.Date),
            "beyond_window": _count(_at.due_on > _report.c.complete_by),
            "extended": _count(_at.extensions > 0),
            "extensions": _sum(_at.extensions),
            "slipped": _count(_SLIPPED),
            "days_slipped": _sum(_if(_SLIPPED, days_between(_at.original_due_on, _at.due_on))),
            "unresolved": _count(_at.decided_on.is_(None) & (_issued_on <= self.day("resolution_ran_out"))),
            "no_final_action": _count(_at.decided_on <= self.day("final_action_ran_out")),
            "priority": _count(_at.priority),
            "priority_overdue": _count(_at.priority & (_at.due_on < self.day("as_of"))),
        }

    def _of_closed(self) -> dict[str, sa.ColumnElement[Any]]:
        in_period = _at.closed_on > self.day("since")
        on_time, late = _at.closed_on <= _at.due_on, _at.closed_on > _at.due_on
        return {
            "closed": _count(in_period),
            "closed_on_time": _count(in_period & on_time),
            "closed_late": _count(in_period & late),
            "ever_on_time": _count(on_time),
            "ever_late": _count(late),
        }


def _nothing(name: str) -> sa.ColumnElement[Any]:
    return sa.literal(Tally._field_defaults.get(name), _KINDS.get(name, sa.Integer))


@cache
def _statement(days: int, *, chosen: bool) -> sa.CompoundSelect[Any]:
    """Everything that is counted for so many days, in one statement."""
    parts = [_OneDay(place, limit(_standing, chosen=chosen)) for place in range(days)]
    return sa.union_all(
        *(part.tallies(are_open=are_open) for part in parts for are_open in (True, False)),
        *(part.late() for part in parts),
    )


@dataclass
class _OnDay:
    """What was counted of one component as of a day."""

    tallies: list[Tally] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)


_Days = list[_OnDay]
"""Of one component as of each of the days asked for."""

_COUNTS: Counts[_Days] = Counts(64)


def _count_within(
    connection: Connection, days: list[date], since: date, lengths: Lengths, within: Mapping[str, Any], *, chosen: bool
) -> dict[int, _Days]:
    """Count what is within the limit as of those days; closed in the first one's period was what was after `since`."""
    values = dict(within)
    for place, as_of in enumerate(days):
        named = _days_of(as_of, since if place == 0 else as_of, lengths)
        values |= {f"{name}_{place}": day for name, day in named.items()}
    found: dict[int, _Days] = defaultdict(lambda: [_OnDay() for _ in days])
    for place, *row in connection.execute(_statement(len(days), chosen=chosen), values):
        tally = Tally(*row)
        on_day = found[tally.component_id][place]
        if tally.status is not None:
            on_day.tallies.append(tally)
        elif tally.next_due_on is not None:
            on_day.late.append(Late(tally.component_id, tally.next_due_on, tally.total))
    return dict(found)


def _days_of(as_of: date, since: date, lengths: Lengths) -> dict[str, date]:
    return {
        "as_of": as_of,
        "since": since,
        "resolution_ran_out": last_start(as_of, lengths.resolution_months),
        "final_action_ran_out": last_start(as_of, lengths.final_action_months),
        **{f"age_{place}": day for place, day in enumerate(age_limits(as_of))},
        **{f"until_{count}": as_of + timedelta(days=count) for count in NEAR_DAYS},
    }


def summary(
    connection: Connection, asker: Asker, tree: Tree, as_of: date, component: str = "", since: date | None = None,
    chosen: Chosen | None = None,
) -> Summary:  # fmt: skip
    """The summary of all that this person may see, or of one component with those below it, as of a day.

    With `since` it is compared with that earlier day; what was closed after it and became overdue after it is counted.
    Of the chosen ones alone it is counted anew each time: few ask for the same.
    """
    visible = visible_in(asker, tree, component)
    days = [as_of, since] if since else [as_of]
    lengths = office.rules(connection).lengths
    count = partial(_count_within, connection, days, since or as_of, lengths)
    found = counted(_COUNTS, connection, (*days, lengths), count, chosen)
    seen = [found[one] for one in found.keys() & visible]
    previous = _summarised([one[1] for one in seen], since, tree, visible) if since else None
    return _summarised([one[0] for one in seen], as_of, tree, visible, previous)


def _summarised(
    parts: list[_OnDay], as_of: date, tree: Tree, visible: frozenset[int], previous: Summary | None = None
) -> Summary:  # fmt: skip
    tallies = (tally for one in parts for tally in one.tallies)
    late = (late for one in parts for late in one.late)
    return summarise(tallies, late, as_of, tree, visible, previous)


def visible_in(asker: Asker, tree: Tree, component: str = "") -> frozenset[int]:
    """The components whose records this person may see, of all or of one with those below it."""
    visible = asker.components[Action.READ]
    if component:
        asked = tree.find(component)
        visible &= tree.below(asked.id) if asked else frozenset()
    return visible
