"""What the list of the GAO-IG Act tells, and what the OIG's last semiannual report told otherwise, streamed."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain import gao_ig as rules
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.gao_ig import Outstanding
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Item, LastUpdate, Period, Scope
from ipr_compliance.domain.standing import Kind
from ipr_compliance.models import History, Recommendation, Report, Standing
from ipr_compliance.queries import progress, recommendations, reports
from ipr_compliance.queries.among import among
from ipr_compliance.queries.filters import Filter

AT_ONCE = 500

_history, _standing = History.__table__, Standing.__table__  # type: ignore[attr-defined]  # SQLModel adds the table
_rec, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]

_day: sa.BindParameter[date] = sa.bindparam("day", type_=sa.Date)
_newest = sa.func.row_number().over(
    partition_by=_history.c.subject_id, order_by=(_history.c.effective_on.desc(), _history.c.seq.desc())
)
_told = (
    sa.select(_history.c.subject_id, _history.c.effective_on, _history.c.note, _history.c.changes, _newest.label("nth"))
    .where(
        _history.c.subject == "recommendation",
        among(_history.c.subject_id, "ids"),
        _history.c.kind.in_([Kind.UPDATE.value, Kind.REPORTED.value]),
        _history.c.note.is_not(None),
        _history.c.effective_on <= _day,
    )
    .subquery()
)
_UPDATES = sa.select(_told).where(_told.c.nth == 1)
_LINKS = (
    sa.select(_rec.c.id, _report.c.link)
    .join(_report, _report.c.id == _rec.c.report_id)
    .where(among(_rec.c.id, "ids"), _report.c.link.is_not(None))
)
_THEN = sa.select(
    _standing.c.recommendation_id, _standing.c.status, _standing.c.closed_on, _standing.c.is_open,
    _standing.c.component_id,
).where(
    among(_standing.c.recommendation_id, "ids"), _standing.c.from_on <= _day, _standing.c.until_on > _day,
    among(_standing.c.component_id, "visible"),
)  # fmt: skip

Row = TypeVar("Row")


def items(
    connection: Connection, asker: Asker, tree: Tree, wanted: Scope, as_of: date, sar: Period, today: date
) -> Iterator[tuple[Outstanding, str]]:
    """The recommendations without final action by report, each with what sets it apart from that semiannual report.

    Also those of reports that are not public, which say so: the list leaves them out and counts them.
    """
    rows = _open(connection, asker, tree, wanted, as_of, today)
    hidden = reports.not_public(connection, as_of)
    long_enough = (row for row in rows if rules.published_long_enough(row.issued_on, as_of))
    for batch in _in_steps(long_enough):
        ids = [row.id for row in batch]
        updates = last_updates(connection, ids, as_of)
        links = {row.id: row.link for row in connection.execute(_LINKS, {"ids": ids})}
        then = _standings(connection, asker, ids, sar.last)
        for row in batch:
            item = progress.item(row)
            was_open = row.id in then and then[row.id].is_open
            one = Outstanding(item, links.get(row.id), updates.get(row.id), row.report_id not in hidden)
            yield one, rules.difference(sar, was_open=was_open)


def left_out(
    connection: Connection, asker: Asker, tree: Tree, wanted: Scope, as_of: date, sar: Period, today: date
) -> Iterator[tuple[Item, str]]:
    """The recommendations of that semiannual report which are not in the list, each with the reason."""
    rows, inside = _open(connection, asker, tree, wanted, sar.last, today), progress.inside(tree, wanted)
    hidden = reports.not_public(connection, as_of)
    for batch in _in_steps(row for row in rows if rules.in_semiannual(row.issued_on, sar)):
        now = _standings(connection, asker, [row.id for row in batch], as_of)
        for row in batch:
            stands = now.get(row.id)
            why = (
                rules.left_out(
                    stands.status, stands.closed_on, row.issued_on, as_of, public=row.report_id not in hidden
                )
                if stands and stands.component_id in inside
                else "It belongs to another component now."
            )
            if why:
                yield progress.item(row), why


def last_updates(connection: Connection, ids: list[int], day: date) -> dict[int, LastUpdate]:
    """The newest status update with words in it of each of these recommendations, up to a day."""
    rows = connection.execute(_UPDATES, {"ids": ids, "day": day})
    return {row.subject_id: progress.last_update(row) for row in rows}


def _open(connection: Connection, asker: Asker, tree: Tree, wanted: Scope, day: date, today: date) -> Iterator[Any]:
    asked = Filter(component=wanted.code, as_of=day, open=True, sort="report")
    return recommendations.every(connection, asker, tree, asked, today)


def _standings(connection: Connection, asker: Asker, ids: list[int], day: date) -> dict[int, Any]:
    asked = {"ids": ids, "day": day, "visible": sorted(asker.components[Action.READ])}
    return {row.recommendation_id: row for row in connection.execute(_THEN, asked)}


def _in_steps(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while step := list(islice(left, AT_ONCE)):
        yield step
