"""Compares the rows of a table with what is recorded: what is new, what changes, what contradicts, what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.adapters.spool import Row
from ipr_compliance.domain import imports as rules
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import Conflict, Outcome, plain
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.standing import BLANK
from ipr_compliance.domain.tables import Problem, contradictions
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.services.import_staging import by_report, typed

_report, _record = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]

_REPORTS = sa.select(_report.c.id, _report.c.number, _report.c.title, _report.c.issued_on, _report.c.complete_by).where(
    _report.c.number.in_(sa.bindparam("numbers", expanding=True))
)
_RECORDS = sa.select(
    _record.c.id, _record.c.report_id, _record.c.number, _record.c.component_id,
    *(_record.c[name] for name in BLANK if name in _record.c),
).where(_record.c.report_id.in_(sa.bindparam("ids", expanding=True)), ~_record.c.voided)  # fmt: skip

_OF_REPORT = {"report_title": "title", "issued_on": "issued_on"}
"""A table's columns that are facts of the report, and what they are called there."""


@dataclass
class ReportPlan:
    """What one report's rows come to."""

    number: str
    recorded: Any = None
    facts: dict[str, Any] = field(default_factory=dict)
    """Of the report: what is not recorded yet."""
    new: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changed: list[tuple[int, dict[str, tuple[Any, Any]]]] = field(default_factory=list)

    @property
    def issued_on(self) -> date | None:
        """The day of issue once this plan is carried out."""
        recorded: date | None = self.recorded.issued_on if self.recorded else None
        return recorded or self.facts.get("issued_on")


@dataclass(frozen=True, slots=True)
class Compared:
    """One good row beside what is recorded: new, changed (with old and new values) or unchanged."""

    line: int
    report_number: str
    number: str
    kind: str
    text: str
    fields: Mapping[str, tuple[str, str]]
    recommendation_id: int | None = None


@dataclass
class Planner:
    """Plans an import for somebody, as of today in the office's zone; notes in the outcome what it finds."""

    connection: Connection
    by: Asker
    tree: Tree
    today: date
    outcome: Outcome
    compared: list[Compared] | None = None
    """Where there is a list, each row that is not refused is noted in it; a table of any length is not."""

    def plans(self, rows: Iterable[Row]) -> Iterator[list[ReportPlan]]:
        """Plans for all rows in order, some reports at a time, so that memory stays flat."""
        for batch in by_report(rows):
            reports = self._reports([number for number, _rows in batch])
            records = self._records([report.id for report in reports.values()])
            plans = []
            for number, group in batch:
                report = reports.get(number)
                plans.append(
                    self._plan(ReportPlan(number, report), group, records.get(report.id, {}) if report else {})
                )
            yield plans

    def _reports(self, numbers: Sequence[str]) -> dict[str, Any]:
        return {row.number: row for row in self.connection.execute(_REPORTS, {"numbers": numbers})}

    def _records(self, report_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        if report_ids:
            for row in self.connection.execute(_RECORDS, {"ids": report_ids}):
                found.setdefault(row.report_id, {})[row.number] = row
        return found

    def _plan(self, plan: ReportPlan, rows: list[Row], recorded: dict[str, Any]) -> ReportPlan:
        seen = {number for number, row in recorded.items() if self.by.may(Action.READ, row.component_id)}
        unmentioned = set(seen)
        stated: list[tuple[str, int, dict[str, Any]]] = []
        for number, group in groupby(rows, key=attrgetter("number")):
            unmentioned.discard(number)
            told = self._one_of(plan.number, number, list(group))
            if told is not None:
                stated.append((number, *told))
        self._plan_report(plan, stated, shown=bool(seen) or not recorded)
        for number, line, facts in stated:
            self._plan_record(plan, number, line, facts, recorded.get(number))
        self.outcome.reports_new += plan.recorded is None and bool(plan.new)
        self.outcome.reports_changed += plan.recorded is not None and bool(plan.facts)
        missing = [{"report_number": plan.number, "number": number} for number in sorted(unmentioned)]
        self.outcome.note(self.outcome.missing, missing)
        return plan

    def _one_of(self, report_number: str, number: str, rows: list[Row]) -> tuple[int, dict[str, Any]] | None:
        """The line and facts of the rows about one recommendation, which must not contradict each other."""
        good = [row for row in rows if row.good]
        contradicting = [(row, rules.opposed(good[0].facts, row.facts)) for row in good[1:]]
        contradicting = [(row, columns) for row, columns in contradicting if columns]
        if contradicting:
            lines = [good[0], *(row for row, _columns in contradicting)]
            columns = ", ".join(sorted({name for _row, names in contradicting for name in names}))
            for row in lines:
                others = " and ".join(str(other.line) for other in lines if other is not row)
                reason = f"Recommendation {number} of {report_number} is told otherwise on line {others} ({columns})."
                self.outcome.refuse([Problem(row.line, "number", number, reason)])
            return None
        return (good[0].line, typed(good[0].facts)) if good else None

    def _plan_report(self, plan: ReportPlan, stated: list[tuple[str, int, dict[str, Any]]], *, shown: bool) -> None:
        first: dict[str, tuple[int, Any]] = {}
        for _number, line, facts in sorted(stated, key=lambda one: one[1]):
            for column in _OF_REPORT:
                value = facts.pop(column, None)
                if value is None:
                    continue
                said_on, said = first.setdefault(column, (line, value))
                if said != value:
                    reason = f"Line {said_on} says otherwise of report {plan.number}: {plain(said)}."
                    self.outcome.refuse([Problem(line, column, plain(value), reason)])
        for column, (line, value) in first.items():
            ours = getattr(plan.recorded, _OF_REPORT[column]) if plan.recorded else None
            if ours is None:
                plan.facts[_OF_REPORT[column]] = value
            elif ours != value:
                reason = "The report is recorded otherwise; correct it on the report's page."
                # Of a report with other components' recommendations only, nothing is told.
                self._conflict(plan.number, None, line, column, ours if shown else None, value, reason)

    def _plan_record(self, plan: ReportPlan, number: str, line: int, facts: dict[str, Any], ours: Any) -> None:
        problems = contradictions(line, facts, plan.issued_on)
        if ours is None and rules.becomes_closed_without_status(facts):
            reason = "A new recommendation with a date of closing needs a status that is closed."
            problems.append(Problem(line, "status", plain(facts.get("status")), reason))
        problems += self._not_theirs(line, facts["component"], ours)
        if problems:
            self.outcome.refuse(problems)
        elif ours is None:
            plan.new.append((number, facts))
            self.outcome.new += 1
            self._note(plan.number, number, line, "new", facts, {name: (None, value) for name, value in facts.items()})
        else:
            self._compare(plan, number, line, facts, ours)

    def _not_theirs(self, line: int, component: str, ours: Any) -> list[Problem]:
        if not self.by.may(Action.EDIT, self.tree.by_code[component.upper()].id):
            return [Problem(line, "component", component, f"You do not keep the records of {component}.")]
        if ours is not None and not self.by.may(Action.EDIT, ours.component_id):
            return [Problem(line, "number", ours.number, "A recommendation of this number is not yours to keep.")]
        return []

    def _compare(self, plan: ReportPlan, number: str, line: int, facts: dict[str, Any], ours: Any) -> None:
        values = dict(ours._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        values["component"] = self.tree.by_id[ours.component_id].code
        for column, reason in rules.disagreements(values, facts):
            self._conflict(plan.number, number, line, column, values[column], facts[column], reason)
        if fields := rules.corrected(values, facts):
            plan.changed.append((ours.id, fields))
            self.outcome.changed += 1
        else:
            self.outcome.unchanged += 1
        self._note(plan.number, number, line, "changed" if fields else "unchanged", facts, fields, ours.id)

    def _note(
        self, report_number: str, number: str, line: int, kind: str, facts: Mapping[str, Any],
        fields: Mapping[str, tuple[Any, Any]], recommendation_id: int | None = None,
    ) -> None:  # fmt: skip
        if self.compared is not None:
            told = {name: (plain(old), plain(new)) for name, (old, new) in fields.items()}
            self.compared.append(Compared(line, report_number, number, kind, facts["text"], told, recommendation_id))

    def _conflict(
        self, report_number: str, number: str | None, line: int, column: str, ours: Any, theirs: Any, reason: str
    ) -> None:
        conflict = Conflict(line, report_number, number, column, plain(ours), plain(theirs), reason)
        self.outcome.note(self.outcome.conflicts, [conflict])
