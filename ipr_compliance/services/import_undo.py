"""Undoing a batch while nothing else has happened to its records: what it brought was entered in error."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, NotAllowed
from ipr_compliance.domain.standing import CORRECTS, Kind
from ipr_compliance.models import BatchState, Recommendation, Report
from ipr_compliance.queries import imports as batches
from ipr_compliance.services import history, import_batches, standings
from ipr_compliance.services.desk import Desk, done_before
from ipr_compliance.services.history import Change

NAMED = 20
"""So many records are named one by one in a refusal."""

_record, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]
_NEXT_VERSION = sa.update(_record).where(_record.c.id == sa.bindparam("record")).values(version=_record.c.version + 1)


def undo(desk: Desk, batch_id: int) -> None:
    """Take a batch back: its new records were entered in error, its changes are corrected, its files of facts emptied.

    A report that it brought stays, without recommendations. Refuses with NotFound, with Conflict a batch that is not
    accepted or to whose records something else has happened (it names them), and with NotAllowed whoever does not keep
    all of them.
    """
    batch = batches.one(desk.connection, desk.by, desk.tree, batch_id)
    if done_before(desk):
        return
    if batch.state is not BatchState.ACCEPTED:
        raise Conflict("Only a table that was imported, and not undone yet, can be undone.")
    if batch.first_seq is None:
        raise Conflict("This table changed nothing, so there is nothing to undo.")
    _refuse_what_went_on(desk, batch)
    made = batches.entries(desk.connection, batch)
    records = [entry for entry in made if entry.subject == standings.SUBJECT]
    _refuse_foreign(desk, {entry.subject_id for entry in records})
    changes, touched = _reversals(desk, records)
    on_reports, dated = _emptied(desk, [entry for entry in made if entry.subject == "report"])
    told = Change("batch", batch.id, "undone", desk.today, {"entries": (None, len(made))}, write_key=desk.write_key)
    history.append(desk.session, [*changes, *on_reports, told], by=desk.by, at=desk.now)
    desk.connection.execute(_NEXT_VERSION, [{"record": one} for one in touched])
    also = _records_of(desk, dated)
    standings.rebuild_all(desk.session, [*touched, *(one for one in also if one not in touched)], desk.tree, desk.zone)
    import_batches.settle(desk, batch.id, BatchState.UNDONE)


def _refuse_what_went_on(desk: Desk, batch: Row[Any]) -> None:
    records = batches.touched_since(desk.connection, standings.SUBJECT, batch)
    reports = batches.touched_since(desk.connection, "report", batch)
    if not records and not reports:
        return
    names = [f"{row.report} no. {row.number}" for row in _named(desk, sorted(records)[:NAMED])]
    numbers = sa.select(_report.c.number).where(_report.c.id.in_(sorted(reports)[:NAMED]))
    names += [f"report {number}" for number in desk.connection.execute(numbers).scalars()]
    more = len(records) + len(reports) - len(names)
    others = f" and {more:,} more" if more > 0 else ""
    raise Conflict(f"It cannot be undone: something else has happened since to {', '.join(names)}{others}.")


def _named(desk: Desk, record_ids: Sequence[int]) -> list[Row[Any]]:
    statement = (
        sa.select(_report.c.number.label("report"), _record.c.number)
        .join(_report, _report.c.id == _record.c.report_id)
        .where(_record.c.id.in_(record_ids))
        .order_by(_report.c.number, _record.c.number_order)
    )
    return list(desk.connection.execute(statement))


def _refuse_foreign(desk: Desk, record_ids: set[int]) -> None:
    offices = sa.select(_record.c.component_id).where(_record.c.id.in_(sorted(record_ids))).distinct()
    if not all(desk.by.may(Action.EDIT, office) for office in desk.connection.execute(offices).scalars()):
        raise NotAllowed("Some of its records are not yours to keep; an administrator can undo it.")


def _reversals(desk: Desk, entries: Sequence[Row[Any]]) -> tuple[list[Change], list[int]]:
    """For each new record that it was entered in error, for each other entry a correction of it."""
    new = dict.fromkeys(entry.subject_id for entry in entries if entry.kind == Kind.ENTERED)
    touched = dict.fromkeys(entry.subject_id for entry in entries)
    note = "The import that brought this was undone."
    changes = [Change(standings.SUBJECT, one, Kind.VOIDED, desk.today, {"voided": (False, True)}, note) for one in new]
    changes += [
        Change(standings.SUBJECT, entry.subject_id, Kind.CORRECTION, desk.today, {CORRECTS: (None, entry.seq)}, note)
        for entry in entries
        if entry.subject_id not in new
    ]
    return changes, list(touched)


def _emptied(desk: Desk, entries: Sequence[Row[Any]]) -> tuple[list[Change], list[int]]:
    """Facts of reports that the batch filled in are empty again; answers also the reports whose day of issue went."""
    changes, dated = [], []
    for entry in entries:
        if entry.kind != Kind.EDITED:
            continue
        told = json.loads(entry.changes)
        fields = {name: (change["to"], change["from"]) for name, change in told.items()}
        before = {name: _as_kept(name, change["from"]) for name, change in told.items()}
        desk.connection.execute(sa.update(_report).where(_report.c.id == entry.subject_id).values(**before))
        changes.append(Change("report", entry.subject_id, Kind.EDITED, desk.today, fields, "An import was undone."))
        dated += [entry.subject_id] if "issued_on" in told else []
    return changes, dated


def _as_kept(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value is not None and name != "title" else value


def _records_of(desk: Desk, report_ids: Sequence[int]) -> list[int]:
    return list(desk.connection.execute(sa.select(_record.c.id).where(_record.c.report_id.in_(report_ids))).scalars())
