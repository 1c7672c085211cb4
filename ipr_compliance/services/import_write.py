"""Writes what an import has planned, many records at a time, each with its history, standing and intervals."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.deadlines import window_end
from ipr_compliance.domain.imports import as_found
from ipr_compliance.domain.numbers import counting_order
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.standing import Entry, Kind, replay
from ipr_compliance.models import Recommendation, Report, Standing, bulk
from ipr_compliance.queries import office
from ipr_compliance.services import history, standings
from ipr_compliance.services.history import Change
from ipr_compliance.services.import_plan import ReportPlan

_report, _record = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_standing = Standing.__table__  # type: ignore[attr-defined]
_FILL = {
    name: sa.update(_report).where(_report.c.id == sa.bindparam("report")).values({name: sa.bindparam("value")})
    for name in ("title", "issued_on", "complete_by")
}


@dataclass
class Rows:
    """What one step writes, gathered so that each table gets one statement."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    intervals: list[dict[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    touched: dict[int, None] = field(default_factory=dict)


class Writer:
    """Writes in one transaction, whose writers take turns: the numbers it gives to new rows are nobody else's."""

    def __init__(self, session: Session, by: Asker, tree: Tree, today: date, now: datetime, zone: ZoneInfo) -> None:
        self._session, self._connection = session, session.connection()
        self._by, self._tree, self._today, self._now, self._zone = by, tree, today, now, zone
        self._window = office.rules(self._connection).lengths.window_months
        self._next_report = self._highest(_report) + 1
        self._next_record = self._highest(_record) + 1

    def _highest(self, table: sa.Table) -> int:
        return int(self._connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one())

    def write(self, plans: list[ReportPlan]) -> None:
        """Write some reports' plans."""
        rows = Rows()
        for plan in plans:
            report_id = self._report(plan, rows)
            for number, facts in plan.new:
                self._new(report_id, number, facts, plan.issued_on, rows)
            for record_id, fields in plan.changed:
                rows.changes.append(Change(standings.SUBJECT, record_id, Kind.EDITED, self._today, fields))
                rows.touched[record_id] = None
            for record_id, on, fields in plan.decided:
                rows.changes.append(Change(standings.SUBJECT, record_id, Kind.DECISION, on, fields))
                rows.touched[record_id] = None
        for table, values in ((_report, rows.reports), (_record, rows.records), (_standing, rows.intervals)):
            bulk.add(self._connection, table, values)
        if rows.changes:
            history.append(self._session, rows.changes, by=self._by, at=self._now)
        if rows.touched:
            standings.rebuild_all(self._session, list(rows.touched), self._tree, self._zone, next_version=True)

    def _report(self, plan: ReportPlan, rows: Rows) -> int:
        if plan.recorded is not None:
            if plan.facts:
                self._fill_in(plan, rows)
            return int(plan.recorded.id)
        if not plan.new:
            return 0
        report_id, self._next_report = self._next_report, self._next_report + 1
        values = {
            "title": plan.facts.get("title"),
            "issued_on": plan.issued_on,
            "complete_by": window_end(plan.issued_on, self._window),
        }
        told = {name: (None, value) for name, value in {"number": plan.number, **values}.items() if value is not None}
        rows.reports.append({"id": report_id, "number": plan.number, **values})
        rows.changes.append(Change("report", report_id, Kind.ENTERED, plan.issued_on or self._today, told))
        return report_id

    def _fill_in(self, plan: ReportPlan, rows: Rows) -> None:
        facts = dict(plan.facts)
        if "issued_on" in facts:
            if plan.recorded.complete_by is None:
                facts["complete_by"] = window_end(facts["issued_on"], self._window)
            # A record begins with its report's issue: all of the report's, in the file or not, are worked out again.
            ids = self._connection.execute(
                sa.select(_record.c.id).where(_record.c.report_id == plan.recorded.id)
            ).scalars()
            rows.touched |= dict.fromkeys(ids)
        for name, value in facts.items():
            self._connection.execute(_FILL[name], {"report": plan.recorded.id, "value": value})
        told = {name: (None, value) for name, value in facts.items()}
        rows.changes.append(Change("report", plan.recorded.id, Kind.EDITED, self._today, told))

    def _new(self, report_id: int, number: str, facts: dict[str, Any], issued_on: date | None, rows: Rows) -> None:
        record_id, self._next_record = self._next_record, self._next_record + 1
        steps = as_found(facts, issued_on, self._today)
        rows.changes += [Change(standings.SUBJECT, record_id, step.kind, step.on, step.fields) for step in steps]
        entries = [
            Entry(seq, step.kind, step.on, self._today, {name: new for name, (_old, new) in step.fields.items()})
            for seq, step in enumerate(steps)
        ]
        intervals = replay(entries, issued_on)
        rows.intervals += standings.standing_rows(record_id, intervals, self._tree)
        rows.records.append(
            {
                "id": record_id,
                "report_id": report_id,
                "number": number,
                "number_order": counting_order(number),
                "version": 1,
                "last_update_on": None,
                **standings.current(intervals[-1].values, self._tree),
            }
        )

    def finish(self) -> None:
        """PostgreSQL gives numbers by a sequence, which has to know of those given here."""
        if self._connection.dialect.name == "postgresql":
            for name in ("report", "recommendation"):
                self._connection.execute(_SET_SEQUENCE[name])


def _set_sequence(name: str) -> sa.TextClause:
    return sa.text(
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608 - names of tables above
    )


_SET_SEQUENCE = {name: _set_sequence(name) for name in ("report", "recommendation")}
