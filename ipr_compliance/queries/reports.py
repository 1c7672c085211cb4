"""The OIG's reports, with how many of their recommendations a person sees."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.models import History, Recommendation, Report
from ipr_compliance.queries.among import among
from ipr_compliance.queries.kept import Kept

_report, _rec = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]  # SQLModel adds the table
_history = History.__table__  # type: ignore[attr-defined]

_HIDDEN: Kept[frozenset[int]] = Kept(8)

_seen = among(_rec.c.component_id, "visible")
_issued_order = sa.func.coalesce(_report.c.issued_on, sa.literal(FOREVER, sa.Date))
_late = _rec.c.is_open & (_rec.c.due_on < sa.bindparam("today", type_=sa.Date))


@dataclass(frozen=True)
class Page:
    """Some reports, how many there are in all, and the number after which the next ones come."""

    rows: list[Row[Any]]
    total: int
    next: str | None


# A report belongs to those who see one of its recommendations; whoever keeps records also sees one that has none yet.
_of_report = sa.exists().where(_rec.c.report_id == _report.c.id).correlate(_report)
_VISIBLE = _of_report.where(_seen) | (sa.bindparam("keeps", type_=sa.Boolean).is_(sa.true()) & ~_of_report)
_SELECT = (
    sa.select(
        _report.c.id, _report.c.number, _report.c.title, _report.c.issuing_office, _report.c.issued_on,
        _report.c.link, _report.c.complete_by, _report.c.public,
        sa.func.count(_rec.c.id).label("recommendations"),
        sa.func.count(sa.case((_rec.c.is_open, 1))).label("open"),
        sa.func.count(sa.case((_late, 1))).label("overdue"),
    )
    .select_from(_report.outerjoin(_rec, (_rec.c.report_id == _report.c.id) & ~_rec.c.voided & _seen))
    .where(_VISIBLE)
    .group_by(_report.c.id)
)  # fmt: skip
_ordered = _SELECT.order_by(_issued_order.desc(), _report.c.number.desc())
_FIRST = _ordered.limit(sa.bindparam("limit", type_=sa.Integer))
_last = _report.alias("last")
_last_issued = (
    sa.select(sa.func.coalesce(_last.c.issued_on, sa.literal(FOREVER, sa.Date)))
    .where(_last.c.number == sa.bindparam("after"))
    .scalar_subquery()
)
_MORE = _FIRST.where(
    (_issued_order < _last_issued) | ((_issued_order == _last_issued) & (_report.c.number < sa.bindparam("after")))
)
_COUNT = sa.select(sa.func.count()).select_from(_report).where(_VISIBLE)
_ONE = _SELECT.where(_report.c.number == sa.bindparam("number"))
# History writes each change in one form, and a quotation mark inside a text differently: nothing else looks like this.
_TOLD_PUBLIC = (
    sa.select(_history.c.subject_id, _history.c.changes)
    .where(
        _history.c.subject == "report",
        _history.c.effective_on <= sa.bindparam("day", type_=sa.Date),
        _history.c.changes.contains('"public":{"from":', autoescape=True),
    )
    .order_by(_history.c.effective_on, _history.c.seq)
)


def page(connection: Connection, asker: Asker, today: date, *, limit: int, after: str = "") -> Page:
    """One page of the reports that this person may see: those without an issue date first, then the newest."""
    parameters = _parameters(asker, today)
    total = connection.execute(_COUNT, parameters).scalar_one()
    statement = _MORE if after else _FIRST
    given = {"after": after} if after else {}
    rows = list(connection.execute(statement, {**parameters, **given, "limit": limit + 1}))
    return Page(rows[:limit], total, rows[limit - 1].number if len(rows) > limit else None)


def one(connection: Connection, asker: Asker, number: str, today: date) -> Row[Any]:
    """The report of that number. Raises NotFound where it is not this person's to see, as if it were not there."""
    row = connection.execute(_ONE, {**_parameters(asker, today), "number": number}).first()
    if row is None:
        raise NotFound
    return row


def keeps(connection: Connection, asker: Asker, number: str) -> bool:
    """Whether this person keeps one of its recommendations; where it has none, whether they keep records at all."""
    parameters = {**_parameters(asker, FOREVER, Action.EDIT), "number": number}
    return connection.execute(_ONE, parameters).first() is not None


def not_public(connection: Connection, day: date) -> frozenset[int]:
    """The reports that were not public on that day, as history tells: everybody's, for lists that choose among theirs.

    What was said of a report later changes nothing in the days before. It is read once for a state of the history.
    """
    return _HIDDEN.get(connection, day, lambda: _not_public(connection, day))


def _not_public(connection: Connection, day: date) -> frozenset[int]:
    found: dict[int, bool] = {}
    for row in connection.execute(_TOLD_PUBLIC, {"day": day}):
        found[row.subject_id] = json.loads(row.changes)["public"]["to"]
    return frozenset(number for number, public in found.items() if not public)


def _parameters(asker: Asker, today: date, action: Action = Action.READ) -> dict[str, Any]:
    keeps = asker.may_anywhere(Action.EDIT)
    return {"visible": sorted(asker.components[action]), "keeps": keeps, "today": today}
