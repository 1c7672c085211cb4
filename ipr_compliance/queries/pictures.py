"""What the pictures of the dashboard show, read from the intervals by effective date.

Status and age come from the summary. For the others one statement counts two years and one the dates of a day, of whole
components, so that one answer serves every reader; single lines are read for a reader's scope.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain import pictures
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import WINDOW_MONTHS
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.pictures import Dated, Picture, Point
from ipr_compliance.domain.summary import Summary
from ipr_compliance.models import Component, Recommendation, Report, Standing
from ipr_compliance.queries.among import among
from ipr_compliance.queries.calculations import days_after, days_between, month_number
from ipr_compliance.queries.chosen import Chosen, counted, given, limit
from ipr_compliance.queries.counts import Counts
from ipr_compliance.queries.kept import Kept
from ipr_compliance.queries.summary import visible_in

NAMES = ("status", "course", "calendar", "slippage", "age")
"""The pictures, in the order in which a reader wants them."""

_standing, _rec = Standing.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_report, _component = Report.__table__, Component.__table__  # type: ignore[attr-defined]
_at = _standing.c

_PAST, _UNDATED = -1, 0
"""Stand in the place of a month; no date has these numbers."""


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=sa.Date)


def _stretches(begins: sa.ColumnElement[date], of: sa.ColumnElement[bool], *, overdue: bool) -> sa.Select[Any]:
    """How many stretches of being open, or overdue, began and ended in which months of the two years."""
    begun = sa.case((begins <= _day("first"), _PAST), else_=month_number(begins)).label("begun")
    ended = sa.case((_at.until_on <= _day("as_of"), month_number(_at.until_on))).label("ended")
    return (
        sa.select(sa.literal(overdue, sa.Boolean), _at.component_id, begun, ended, sa.func.count())
        .where(of, _at.is_open, _at.until_on > _day("first"), begins <= _day("as_of"), begins < _at.until_on)
        .group_by(_at.component_id, begun, ended)
    )


# An open one is overdue from the day after its date; where a date is set that has passed, from then on.
_LATE_FROM = sa.case((_at.from_on > _at.due_on, _at.from_on), else_=days_after(_at.due_on, sa.literal_column("1")))


def _course_of(of: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    return sa.union_all(_stretches(_at.from_on, of, overdue=False), _stretches(_LATE_FROM, of, overdue=True))


_ON_THE_DAY = (_at.from_on <= _day("as_of"), _at.until_on > _day("as_of"), _at.is_open)


def _month(day: sa.ColumnElement[date | None]) -> sa.ColumnElement[int]:
    month = month_number(day)
    last = sa.bindparam("last_month", type_=sa.Integer)
    return sa.case((day.is_(None), _UNDATED), (day < _day("as_of"), _PAST), (month > last, last + 1), else_=month)


_SLIP = days_between(_at.original_due_on, _at.due_on)
_SLIP_CLASS = sa.case(
    (_SLIP.is_(None), None),
    *((most >= _SLIP, place) for place, most in enumerate(pictures.SLIP_DAYS)),
    else_=len(pictures.SLIP_DAYS),
)
_KEYS = (
    _at.component_id,
    _month(_at.due_on).label("due"),
    _month(_at.original_due_on).label("first_agreed"),
    _SLIP_CLASS.label("slip"),
)


def _dates_of(of: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(*_KEYS, sa.func.count()).where(of, *_ON_THE_DAY).group_by(*_KEYS)


@cache
def _statements(*, chosen: bool) -> tuple[sa.CompoundSelect[Any], sa.Select[Any]]:
    """What counts the course and what counts the dates, of components or of the chosen."""
    of = limit(_standing, chosen=chosen)
    return _course_of(of), _dates_of(of)


_LINES = (
    sa.select(
        (_report.c.number + " no. " + _rec.c.number).label("name"),
        _component.c.code,
        _at.original_due_on,
        _at.due_on,
        _report.c.complete_by,
    )
    .select_from(
        _standing.join(_rec, _rec.c.id == _at.recommendation_id)
        .join(_report, _report.c.id == _rec.c.report_id)
        .join(_component, _component.c.id == _at.component_id)
    )
    .where(*_ON_THE_DAY, among(_at.component_id, "visible"))
)


@dataclass
class _Dates:
    """How many open ones of one component have which dates: by months, and by how far they slipped."""

    due: Counter[int] = field(default_factory=Counter)
    first_agreed: Counter[int] = field(default_factory=Counter)
    slips: Counter[int | None] = field(default_factory=Counter)

    def count(self, due: int, first_agreed: int, slip: int | None, total: int) -> None:
        self.due[due] += total
        self.first_agreed[first_agreed] += total
        self.slips[slip] += total

    def include(self, other: "_Dates") -> None:
        self.due += other.due
        self.first_agreed += other.first_agreed
        self.slips += other.slips


_Course = tuple[list[int], list[int]]
"""How many were open, and overdue, on each day of the course."""


@dataclass
class _Drawn:
    """What was counted of one component: its course, and the dates of the last day."""

    course: _Course
    dates: _Dates = field(default_factory=_Dates)


_COUNTS: Counts[_Drawn] = Counts(32)
_KEPT_LINES: Kept[list[Dated]] = Kept(256)


def every(
    connection: Connection, asker: Asker, tree: Tree, found: Summary, component: str = "", chosen: Chosen | None = None
) -> tuple[Picture, ...]:  # fmt: skip
    """The pictures of all that this person may see, or of one component with those below it, in order.

    `found` is their summary of the same component and the same chosen ones; the pictures show its day. What has been
    counted in the same state of the history costs no query, and one where single lines are drawn; else two more, and up
    to three that tell what was recorded since.
    """
    as_of, visible = found.as_of, visible_in(asker, tree, component)
    drawn = counted(_COUNTS, connection, as_of, partial(_count, connection, as_of), chosen)
    seen = [drawn[one] for one in drawn.keys() & visible]
    dates = _Dates()
    for one in seen:
        dates.include(one.dates)
    return (
        pictures.status(found, tree),
        pictures.course(_course([one.course for one in seen], as_of)),
        _calendar(connection, visible, dates, found, chosen),
        pictures.slippage(dates.slips, as_of),
        pictures.age(found, tree),
    )


def _count(
    connection: Connection, as_of: date, within: Mapping[str, Any], *, chosen: bool
) -> dict[int, _Drawn]:  # fmt: skip
    days = pictures.series_days(as_of)
    first_month, last_month = _number(days[0]), _number(add_months(as_of, WINDOW_MONTHS))
    course, dates = _statements(chosen=chosen)
    changes: dict[int, _Course] = defaultdict(lambda: ([0] * len(days), [0] * len(days)))
    for overdue, one, begun, ended, total in connection.execute(course, {**within, "first": days[0], "as_of": as_of}):
        change = changes[one][overdue]
        change[0 if begun == _PAST else begun - first_month] += total
        if ended is not None:
            change[ended - first_month] -= total
    # What is open on the last day has begun by then, so whatever has dates has a course.
    found = {one: _Drawn((list(accumulate(opened)), list(accumulate(late)))) for one, (opened, late) in changes.items()}
    values = {**within, "as_of": as_of, "last_month": last_month}
    for one, due, first_agreed, slip, total in connection.execute(dates, values):
        found[one].dates.count(due, first_agreed, slip, total)
    return found


def _course(seen: list[_Course], as_of: date) -> list[Point]:
    return [
        Point(day, sum(opened[place] for opened, _late in seen), sum(late[place] for _opened, late in seen))
        for place, day in enumerate(pictures.series_days(as_of))
    ]


def _calendar(
    connection: Connection, visible: frozenset[int], dates: _Dates, found: Summary, chosen: Chosen | None
) -> Picture:  # fmt: skip
    as_of = found.as_of
    if found.whole.open <= pictures.MOST_LINES:
        values = {"as_of": as_of, "visible": sorted(visible), **given(chosen)}
        statement = _LINES if chosen is None else _LINES.where(limit(_standing, chosen=True))
        lines = _KEPT_LINES.get(
            connection,
            (as_of, visible, chosen),
            lambda: [Dated(*row) for row in connection.execute(statement, values)],
        )
        return pictures.calendar_lines(lines, as_of)
    past = dates.due[_PAST], dates.first_agreed[_PAST]
    return pictures.calendar_months(_by_month(dates.due), _by_month(dates.first_agreed), past, as_of)


def _by_month(totals: Counter[int]) -> dict[date | None, int]:
    return {
        None if number == _UNDATED else date(number // 12, number % 12 + 1, 1): total
        for number, total in totals.items()
        if number != _PAST
    }


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
