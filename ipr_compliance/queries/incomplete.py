"""Records that lack something: what those who keep them have to find out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.words import Status
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.queries.among import among

_rec, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]  # SQLModel adds the table

SHOWN = 20
"""How many of them the page shows."""


@dataclass(frozen=True)
class Incomplete:
    """The first records that lack something, and how many there are; a report has no id of a recommendation."""

    rows: Sequence[Any]
    total: int


def _no(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(column, "") == ""


def _lacks(absent: sa.ColumnElement[bool], words: str) -> sa.ColumnElement[str]:
    return sa.case((absent, sa.literal(words)), else_="")


_kept = among(_rec.c.component_id, "kept") & ~_rec.c.voided
_no_official = _no(_rec.c.responsible_official)
_no_date = (_rec.c.status == Status.OPEN_RESOLVED) & _rec.c.due_on.is_(None)
_of_report = sa.exists().where(_rec.c.report_id == _report.c.id).correlate(_report)
_LACKING = sa.union_all(
    sa.select(
        sa.null().label("id"),
        _report.c.number.label("report_number"),
        sa.literal("").label("number"),
        sa.literal("").label("number_order"),
        _lacks(_no(_report.c.title), "title").label("first"),
        _lacks(_report.c.issued_on.is_(None), "issue date").label("second"),
    ).where(_no(_report.c.title) | _report.c.issued_on.is_(None), _of_report.where(_kept) | ~_of_report),
    sa.select(
        _rec.c.id,
        _report.c.number,
        _rec.c.number,
        _rec.c.number_order,
        _lacks(_no_official, "responsible official"),
        _lacks(_no_date, "due date"),
    )
    .select_from(_rec.join(_report, _report.c.id == _rec.c.report_id))
    .where(_rec.c.is_open, _kept, _no_official | _no_date),
).subquery("lacking")
_FIRST = (
    sa.select(_LACKING, sa.func.count().over().label("total"))
    .order_by(_LACKING.c.report_number, _LACKING.c.number_order, _LACKING.c.id)
    .limit(SHOWN)
)


def records(connection: Connection, asker: Asker) -> Incomplete:
    """The reports and open recommendations that this person keeps and that lack something; none for who keeps none.

    A report lacks its title or issue date; a recommendation its responsible official or, once the OIG has accepted
    the plan, its due date.
    """
    kept = asker.components[Action.EDIT]
    rows = connection.execute(_FIRST, {"kept": sorted(kept)}).all() if kept else []
    return Incomplete(rows, rows[0].total if rows else 0)
