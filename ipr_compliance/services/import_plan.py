"""Compares the rows of a table with what is recorded: what is new, what changes, what contradicts, what is missing."""

import hashlib
from collections import Counter
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
from ipr_compliance.domain.chain import canonical
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.imports import Conflict, Outcome, plain
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.standing import BLANK, LastWord
from ipr_compliance.domain.tables import Problem, contradictions
from ipr_compliance.domain.words import Status
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.queries import history as entries
from ipr_compliance.queries.among import among
from ipr_compliance.services.desk import situation_of
from ipr_compliance.services.import_staging import by_report, typed
from ipr_compliance.services.standings import SUBJECT

SHOWN = 100
"""So many rows of each kind are kept to be shown; all others are counted."""

Cells = frozenset[tuple[int, str]]

_report, _record = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]

_REPORTS = sa.select(_report.c.id, _report.c.number, _report.c.title, _report.c.issued_on, _report.c.complete_by).where(
    _report.c.number.in_(sa.bindparam("numbers", expanding=True))
)
_RECORDS = sa.select(
    _record.c.id, _record.c.report_id, _record.c.number, _record.c.component_id,
    *(_record.c[name] for name in BLANK if name in _record.c),
).where(among(_record.c.report_id, "ids"), ~_record.c.voided)  # fmt: skip

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
    decided: list[tuple[int, date, dict[str, tuple[Any, Any]]]] = field(default_factory=list)
    """Decisions of the OIG: of which record, from which day on, what they change."""

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


class Noted:
    """What the rows of a table come to: the first of each kind, to be shown, and a digest of all, to know it again."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._first: dict[str, list[Compared]] = {}
        self.columns: Counter[str] = Counter()
        """How many changes there are in each column."""
        self.ids: list[tuple[str, str, int]] = []
        """Which recommendations have conflicts: report, number and ours."""

    def note(self, row: Compared) -> None:
        """Note a row. What a new one says, the file says; of others it matters what is recorded."""
        told = [row.line, row.kind, row.recommendation_id, None if row.kind == "new" else row.fields]
        self._digest.update(canonical(told).encode())
        if row.kind == "changed":
            self.columns.update(row.fields.keys())
        first = self._first.setdefault(row.kind, [])
        first.append(row)
        if len(first) > 10 * SHOWN:
            self._first[row.kind] = self._shortened(first)

    @staticmethod
    def _shortened(rows: list[Compared]) -> list[Compared]:
        return sorted(rows, key=lambda row: row.line)[:SHOWN]

    @property
    def rows(self) -> list[Compared]:
        """The first of each kind, in the order of the file."""
        return [row for rows in self._first.values() for row in self._shortened(rows)]

    @property
    def digest(self) -> str:
        """The same wherever the rows come to the same."""
        return self._digest.hexdigest()


@dataclass
class Planner:
    """Plans an import for somebody, as of today in the office's zone; notes in the outcome what it finds."""

    connection: Connection
    by: Asker
    tree: Tree
    today: date
    outcome: Outcome
    noted: Noted | None = None
    """Where it is wanted, what each row that is not refused comes to."""
    kept: Cells = frozenset()
    """Where what is recorded stays, whatever the table says: line (0: all) and column."""

    def __post_init__(self) -> None:
        self._timelines: dict[int, list[entries.Told]] = {}

    def plans(self, rows: Iterable[Row]) -> Iterator[list[ReportPlan]]:
        """Plans for all rows in order, some reports at a time, so that memory stays flat."""
        for batch in by_report(rows):
            reports = self._reports([number for number, _rows in batch])
            records = self._records([report.id for report in reports.values()])
            recorded = {number: records.get(report.id, {}) for number, report in reports.items()}
            self._timelines = self._of_moved(batch, recorded)
            yield [
                self._plan(ReportPlan(number, reports.get(number)), group, recorded.get(number, {}))
                for number, group in batch
            ]

    def _of_moved(
        self, batch: list[tuple[str, list[Row]]], recorded: Mapping[str, Mapping[str, Any]]
    ) -> dict[int, list[entries.Told]]:  # fmt: skip
        """The timelines of the records that the rows may move."""
        moved = []
        for number, group in batch:
            for row in group:
                ours, theirs = recorded.get(number, {}).get(row.number), row.facts.get("status")
                if ours is not None and theirs and rules.moves_without_papers(ours.status, Status(theirs)):
                    moved.append(ours.id)
        return entries.timelines(self.connection, SUBJECT, moved) if moved else {}

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
            elif ours != value and not self._keeps(line, column):
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

    def _keeps(self, line: int, column: str) -> bool:
        return (line, column) in self.kept or (0, column) in self.kept

    def _compare(self, plan: ReportPlan, number: str, line: int, facts: dict[str, Any], ours: Any) -> None:
        said = {name: value for name, value in facts.items() if not self._keeps(line, name)} if self.kept else facts
        values = dict(ours._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        values["component"] = self.tree.by_id[ours.component_id].code
        fields = rules.corrected(values, said)
        if fields:
            plan.changed.append((ours.id, fields))
        if moved := self._decision(plan, ours, said):
            plan.decided.append(moved)
            fields = {**fields, "status": moved[2]["status"]}
            said = {name: value for name, value in said.items() if name not in rules.DECIDED}
        for column, reason in rules.disagreements(values, said):
            self._conflict(plan.number, number, line, column, values[column], said[column], reason)
            if self.noted is not None:
                self.noted.ids.append((plan.number, number, ours.id))
        self.outcome.changed += bool(fields)
        self.outcome.unchanged += not fields
        self._note(plan.number, number, line, "changed" if fields else "unchanged", facts, fields, ours.id)

    def _decision(
        self, plan: ReportPlan, ours: Any, said: Mapping[str, Any]
    ) -> tuple[int, date, dict[str, tuple[Any, Any]]] | None:  # fmt: skip
        """The decision of the OIG that a row tells, where the moves allow whoever imports to record it like this."""
        timeline = self._timelines.get(ours.id)
        if timeline is None or said.get("status", ours.status) is ours.status:
            return None
        if not self.by.may(Action.RECORD_DECISION, ours.component_id):
            return None
        stands = situation_of(ours.status, ours.last_word, plan.issued_on, timeline, self.today)
        on = rules.decision(stands, said, self.today)
        if on is None:
            return None
        return ours.id, on, {"status": (ours.status, said["status"]), "last_word": (ours.last_word, LastWord.OIG)}

    def _note(
        self, report_number: str, number: str, line: int, kind: str, facts: Mapping[str, Any],
        fields: Mapping[str, tuple[Any, Any]], recommendation_id: int | None = None,
    ) -> None:  # fmt: skip
        if self.noted is not None:
            told = {name: (plain(old), plain(new)) for name, (old, new) in fields.items()}
            self.noted.note(Compared(line, report_number, number, kind, facts["text"], told, recommendation_id))

    def _conflict(
        self, report_number: str, number: str | None, line: int, column: str, ours: Any, theirs: Any, reason: str
    ) -> None:
        conflict = Conflict(line, report_number, number, column, plain(ours), plain(theirs), reason)
        self.outcome.note(self.outcome.conflicts, [conflict])
