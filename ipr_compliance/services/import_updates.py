"""Importing a history of status updates: it dates the past of records that are there, in whatever order it comes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters.spool import Row
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.imports import AS_FOUND, Outcome
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.standing import Entry, Interval, Kind, closed_by_decision
from ipr_compliance.domain.tables import Problem, contradictions
from ipr_compliance.domain.words import Status
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.queries import history as entries
from ipr_compliance.services import history, standings
from ipr_compliance.services.history import Change
from ipr_compliance.services.import_staging import Staged
from ipr_compliance.services.imports import RowsRefused, begun, record_batch, settled
from ipr_compliance.services.orders import Told as Heard
from ipr_compliance.services.orders import unheard

_report, _record = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]

_RECORDS = (
    sa.select(
        _record.c.id, _record.c.number, _record.c.component_id, _report.c.number.label("report"), _report.c.issued_on
    )
    .join(_report, _report.c.id == _record.c.report_id)
    .where(
        _report.c.number.in_(sa.bindparam("reports", expanding=True)),
        _record.c.number.in_(sa.bindparam("numbers", expanding=True)),
        ~_record.c.voided,
    )
)
_AT_ONCE = 500
_STATUSES = {status.value: status for status in Status}


class Told(NamedTuple):
    """What one row of a history file reports; one that is recorded with the same values is the same."""

    on: date
    author: str | None
    status: Status | None
    due_on: date | None
    note: str | None

    @classmethod
    def read(cls, facts: dict[str, Any]) -> Self:
        """From what the spool keeps."""
        status, due_on = facts.get("status"), facts.get("due_on")
        return cls(
            date.fromisoformat(facts["on"]), facts.get("author"), _STATUSES[status] if status else None,
            date.fromisoformat(due_on) if due_on else None, facts.get("note"),
        )  # fmt: skip

    def tracked(self) -> dict[str, Any]:
        """What it says about the standing."""
        said = {"status": self.status, "due_on": self.due_on}
        return {name: value for name, value in said.items() if value is not None}


_MOVED = (*AS_FOUND, "due_on")
"""What may stand otherwise afterwards: what a history says, and what a table found, whose day it moves."""


@dataclass
class _Record:
    """One recommendation that the file tells about."""

    id: int
    issued_on: date | None
    told: list[Told] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Of each of what is told, where it stands in the file."""
    entries: list[Entry] = field(default_factory=list)
    said: set[Told] = field(default_factory=set)


@dataclass
class _Reader:
    """Finds out what a file's rows add to the records, for somebody who asks."""

    connection: Connection
    by: Asker
    zone: ZoneInfo
    outcome: Outcome

    def records(self, rows: Iterable[Row]) -> Iterator[list[_Record]]:
        """The records that the rows add something to, some at a time, so that memory stays flat."""
        for batch in _batches(rows):
            found = self._found(batch)
            records = [self._record(found.get(key), group) for key, group in batch]
            known = {record.id: record for record in records if record is not None}
            for row in standings.history_of(self.connection, list(known)) if known else ():
                record = known[row.subject_id]
                record.entries.append(standings.entry(row, self.zone))
                if row.kind == Kind.REPORTED:
                    record.said.add(_recorded(row))
            for record in known.values():
                self._refuse_reopening(record)
            yield [record for record in known.values() if self._adds_to(record)]

    def _found(self, batch: list[tuple[tuple[str, str], list[Row]]]) -> dict[tuple[str, str], Any]:
        reports, numbers = ({key[part] for key, _rows in batch} for part in (0, 1))
        rows = self.connection.execute(_RECORDS, {"reports": sorted(reports), "numbers": sorted(numbers)})
        return {(row.report, row.number): row for row in rows}

    def _record(self, found: Any, rows: list[Row]) -> _Record | None:
        good = [row for row in rows if row.good]
        if found is None or not self.by.may(Action.UPDATE, found.component_id):
            for row in good:
                reason = f"There is no recommendation {row.number} of report {row.report_number}; import it first."
                self.outcome.refuse([Problem(row.line, "number", row.number, reason)])
            return None
        record = _Record(found.id, found.issued_on)
        for row in good:
            told = Told.read(row.facts)
            if found.issued_on is not None and told.on < found.issued_on:
                self.outcome.refuse(contradictions(row.line, {"on": told.on}, found.issued_on))
            else:
                record.told.append(told)
                record.lines.append(row.line)
        return record

    def _refuse_reopening(self, record: _Record) -> None:
        """What people closed by the OIG's letter, a file does not silently open again or close otherwise."""
        closed_on = closed_by_decision(record.entries)
        if closed_on is None:
            return
        for line, told in zip(record.lines, record.told, strict=True):
            if told.status and told.on >= closed_on and told not in record.said:
                reason = f"It was closed on {written_out(closed_on)}; an administrator corrects that, not a file."
                self.outcome.refuse([Problem(line, "status", told.status, reason)])

    def _adds_to(self, record: _Record) -> bool:
        """Whether anything is left of what the file tells when what is said already is taken away."""
        added = []
        for told in record.told:
            if told in record.said:
                self.outcome.unchanged += 1
            else:
                record.said.add(told)
                added.append(told)
        record.told = added
        self.outcome.new += len(added)
        return bool(added)


def _batches(rows: Iterable[Row]) -> Iterator[list[tuple[tuple[str, str], list[Row]]]]:
    batch: list[tuple[tuple[str, str], list[Row]]] = []
    for key, group in groupby(rows, key=attrgetter("report_number", "number")):
        batch.append((key, list(group)))
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _recorded(row: Any) -> Told:
    changes = json.loads(row.changes)
    said = {name: changes[name]["to"] if name in changes else None for name in ("author", "status", "due_on")}
    return Told.read(said | {"on": row.effective_on.isoformat(), "note": row.note})


def preview(
    connection: Connection, staged: Staged, *, by: Asker, zone: ZoneInfo, tell: Heard = unheard
) -> Outcome:  # fmt: skip
    """What accepting the history would do."""
    outcome = begun(staged)
    for _records in _Reader(connection, by, zone, outcome).records(staged.in_order(tell)):
        pass
    return settled(outcome)


def accept(
    session: Session, staged: Staged, *, by: Asker, tree: Tree, today: date, now: datetime, zone: ZoneInfo
) -> Outcome:
    """Import the whole history as a batch of its own.

    Raises RowsRefused if a single row is refused; the transaction must not be committed then.
    """
    before = entries.head(session.connection()).seq
    outcome = carry_out(session, staged, by=by, tree=tree, today=today, now=now, zone=zone)
    if outcome.refused:
        raise RowsRefused(outcome)
    if outcome.new:
        record_batch(session, outcome, before, by=by, today=today, now=now)
    return outcome


def carry_out(
    session: Session, staged: Staged, *, by: Asker, tree: Tree, today: date, now: datetime, zone: ZoneInfo,
    tell: Heard = unheard,
) -> Outcome:  # fmt: skip
    """Record every update of the history that is not recorded yet, each effective on its day.

    If a single row is refused, the outcome says so, and the transaction must not be committed.
    """
    outcome = begun(staged)
    for records in _Reader(session.connection(), by, zone, outcome).records(staged.in_order(tell)):
        if records and not outcome.refused:
            _write(session, records, by=by, tree=tree, today=today, now=now)
    return settled(outcome)


def _write(session: Session, records: list[_Record], *, by: Asker, tree: Tree, today: date, now: datetime) -> None:
    rebuilt = []
    changes: list[Change] = []
    for record in records:
        after = record.entries[-1].seq + 1
        said = [told.tracked() for told in record.told]
        added = [
            Entry(seq, Kind.REPORTED, told.on, today, one)
            for seq, (told, one) in enumerate(zip(record.told, said, strict=True), after)
        ]
        replayed = standings.Rebuilt.replayed(record.id, record.entries + added, record.issued_on)
        rebuilt.append(replayed)
        changes += _changes(record, said, replayed.intervals)
    history.append(session, changes, by=by, at=now)
    standings.store(session, rebuilt, tree, told=_MOVED, next_version=True)


def _changes(record: _Record, said: list[dict[str, Any]], intervals: list[Interval]) -> Iterator[Change]:
    """The entries to append, in the order of their days, each with the value that held before it."""
    place, before = 0, dict(intervals[0].values)
    for told, values in zip(record.told, said, strict=True):
        while place < len(intervals) and intervals[place].from_on < told.on:
            before = dict(intervals[place].values)
            place += 1
        fields = {name: (before[name], value) for name, value in values.items()}
        before |= values
        if told.author:
            fields["author"] = (None, told.author)
        yield Change(standings.SUBJECT, record.id, Kind.REPORTED, told.on, fields, told.note)
