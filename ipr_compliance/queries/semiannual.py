"""The audit reports behind the semiannual tables, streamed one by one with the standings of their recommendations."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Period, Scope
from ipr_compliance.domain.semiannual import ZERO, Agreed, AuditReport, Part, Stretch
from ipr_compliance.domain.standing import CORRECTS, Kind
from ipr_compliance.models import History, Recommendation, Report, Standing
from ipr_compliance.queries import progress
from ipr_compliance.queries.among import among

_history, _report = History.__table__, Report.__table__  # type: ignore[attr-defined]  # SQLModel adds the table
_rec, _standing = Recommendation.__table__, Standing.__table__  # type: ignore[attr-defined]

REPORTS_AT_ONCE = 250

_since: sa.BindParameter[date] = sa.bindparam("since", type_=sa.Date)
_until: sa.BindParameter[date] = sa.bindparam("until", type_=sa.Date)
_joined = _standing.join(_rec, _rec.c.id == _standing.c.recommendation_id).join(
    _report, _report.c.id == _rec.c.report_id
)
_visible = among(_standing.c.component_id, "visible")
_STRETCHES = (
    sa.select(
        _report.c.id.label("report_id"), _report.c.number.label("report_number"), _report.c.title, _report.c.issued_on,
        _rec.c.id, _rec.c.number,
        (_rec.c.costs_agreed.is_not(None) | _rec.c.better_use_agreed.is_not(None)).label("has_agreed"),
        _standing.c.from_on, _standing.c.until_on, _standing.c.component_id, _standing.c.questioned_cost,
        _standing.c.unsupported_cost, _standing.c.funds_put_to_better_use, _standing.c.decided_on,
        _standing.c.closed_on,
    )
    .select_from(_joined)
    .where(_visible, _standing.c.from_on <= _until, _standing.c.until_on > _since, _report.c.issued_on.is_not(None))
    .order_by(
        _report.c.issued_on, _report.c.number, _report.c.id, _rec.c.number_order, _rec.c.id, _standing.c.from_on
    )
)  # fmt: skip

_ENTRIES = (
    sa.select(_history.c.subject_id, _history.c.seq, _history.c.kind, _history.c.effective_on, _history.c.changes)
    .where(
        _history.c.subject == "recommendation",
        among(_history.c.subject_id, "ids"),
        _history.c.kind.in_([kind.value for kind in (Kind.FOUND, Kind.EDITED, Kind.DECISION, Kind.CORRECTION)]),
    )
    .order_by(_history.c.subject_id, _history.c.seq)
)

_UNDATED = (
    sa.select(
        sa.func.count(sa.distinct(_report.c.id)).label("reports"),
        *(sa.func.coalesce(sa.func.sum(_standing.c[name]), ZERO).label(name)
          for name in ("questioned_cost", "funds_put_to_better_use")),
    )
    .select_from(_joined)
    .where(
        _visible, among(_standing.c.component_id, "inside"), _report.c.issued_on.is_(None),
        _standing.c.from_on <= _until, _standing.c.until_on > _until,
        (_standing.c.questioned_cost > ZERO) | (_standing.c.funds_put_to_better_use > ZERO),
    )
)  # fmt: skip


def reports(
    connection: Connection, asker: Asker, tree: Tree, wanted: Scope, period: Period, since: date | None = None
) -> Iterator[AuditReport]:
    """Every report issued by the period's last day that this person sees some of, by date of issue.

    Standings are told from the day before the period on, or from an earlier day where one is named.
    """
    asked = {
        "visible": sorted(asker.components[Action.READ]),
        "since": since or period.day_before,
        "until": period.last,
    }
    inside = progress.inside(tree, wanted)
    with connection.execute(_STRETCHES, asked, execution_options={"yield_per": 1000}) as rows:
        grouped = groupby(rows, key=attrgetter("report_id"))
        told = (_report_of(list(group), inside) for _id, group in grouped)
        while batch := list(islice(told, REPORTS_AT_ONCE)):
            agreed = _agreed(connection, [number for _report, ids in batch for number in ids])
            for report, ids in batch:
                yield _with_agreed(report, agreed) if ids else report


def undated(connection: Connection, asker: Asker, tree: Tree, wanted: Scope, day: date) -> Any:
    """How many reports with amounts have no date of issue, and the sums of these amounts on that day."""
    visible = sorted(asker.components[Action.READ])
    asked = {"visible": visible, "inside": sorted(progress.inside(tree, wanted)), "until": day}
    return connection.execute(_UNDATED, asked).one()


def _report_of(rows: list[Any], inside: frozenset[int]) -> tuple[AuditReport, list[int]]:
    """The report, and those of its recommendations whose decisions name amounts."""
    first = rows[0]
    parts = tuple(_part(list(group), inside) for _id, group in groupby(rows, key=attrgetter("id")))
    decided = {part.id for part in parts if part.decided_on is not None}
    named = list(dict.fromkeys(row.id for row in rows if row.has_agreed and row.id in decided))
    return AuditReport(first.report_id, first.report_number, first.title, first.issued_on, parts), named


def _part(rows: list[Any], inside: frozenset[int]) -> Part:
    last = rows[-1]
    return Part(
        last.id, last.number, tuple(_stretch(row, inside) for row in rows), last.decided_on, last.closed_on
    )  # fmt: skip


def _stretch(row: Any, inside: frozenset[int]) -> Stretch:
    return Stretch(
        row.from_on, row.until_on, row.component_id in inside,
        row.questioned_cost or ZERO, row.unsupported_cost or ZERO, row.funds_put_to_better_use or ZERO,
    )  # fmt: skip


def _with_agreed(report: AuditReport, agreed: Mapping[int, tuple[Agreed, ...]]) -> AuditReport:
    return replace(report, parts=tuple(replace(part, agreed=agreed.get(part.id, ())) for part in report.parts))


def _agreed(connection: Connection, ids: list[int]) -> dict[int, tuple[Agreed, ...]]:
    if not ids:
        return {}
    rows = connection.execute(_ENTRIES, {"ids": ids})
    return {number: tuple(_named(list(group))) for number, group in groupby(rows, key=attrgetter("subject_id"))}


def _named(rows: Iterable[Any]) -> Iterator[Agreed]:
    """What the entries that count say was agreed to.

    A decision says it from its day on. A table tells what a decision said, whenever that was: it takes the place of
    all that was said before.
    """
    told = [(row, json.loads(row.changes)) for row in rows]
    wrong = {changes[CORRECTS]["to"] for row, changes in told if row.kind == Kind.CORRECTION}
    said: dict[str, list[tuple[date, Decimal | None]]] = {"costs_agreed": [], "better_use_agreed": []}
    for row, changes in told:
        for name, amounts in said.items():
            if name not in changes or row.seq in wrong:
                continue
            value = changes[name]["to"]
            amount = None if value is None else Decimal(value)
            if row.kind == Kind.DECISION:
                amounts.append((row.effective_on, amount))
            else:
                amounts[:] = [(date.min, amount)]
    yield from (Agreed(on, costs=amount) for on, amount in said["costs_agreed"])
    yield from (Agreed(on, better_use=amount) for on, amount in said["better_use_agreed"])
