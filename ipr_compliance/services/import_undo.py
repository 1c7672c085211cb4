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
from ipr_compliance.services.import_orders import part
from ipr_compliance.services.orders import Told, unheard

NAMED = 20
"""So many records are named one by one in a refusal."""

LONG = 5000
"""A batch of more entries is undone as long work."""

_record, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]


def undo(desk: Desk, batch_id: int, tell: Told = unheard) -> None:
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
    touched, dated, count = _taken_back(desk, batch, part(tell, 0, 40))
    told = Change("batch", batch.id, "undone", desk.today, {"entries": (None, count)}, write_key=desk.write_key)
    history.append(desk.session, [told], by=desk.by, at=desk.now)
    touched |= dict.fromkeys(_records_of(desk, dated))
    standings.rebuild_all(
        desk.session, list(touched), desk.tree, desk.zone, next_version=True, tell=part(tell, 40, 100)
    )  # fmt: skip
    import_batches.settle(desk, batch.id, BatchState.UNDONE)


def is_long(batch: Row[Any]) -> bool:
    """Whether undoing it takes longer than a page may."""
    return batch.first_seq is not None and batch.last_seq - batch.first_seq > LONG


def _taken_back(desk: Desk, batch: Row[Any], tell: Told) -> tuple[dict[int, None], list[int], int]:
    """Enter what takes the batch back; answers its records, the reports whose day of issue went, how many entries."""
    new: set[int] = set()
    touched: dict[int, None] = {}
    dated: list[int] = []
    count = 0
    for some in batches.entries(desk.connection, batch):
        records = [entry for entry in some if entry.subject == standings.SUBJECT]
        _refuse_foreign(desk, sorted({entry.subject_id for entry in records} - touched.keys()))
        changes = _reversals(desk, records, new)
        touched |= dict.fromkeys(entry.subject_id for entry in records)
        on_reports, newly = _emptied(desk, [entry for entry in some if entry.subject == "report"])
        history.append(desk.session, [*changes, *on_reports], by=desk.by, at=desk.now)
        dated += newly
        count += len(some)
        tell(min(99, count * 100 // (batch.last_seq - batch.first_seq + 1)))
    return touched, dated, count


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


def _refuse_foreign(desk: Desk, record_ids: Sequence[int]) -> None:
    offices = sa.select(_record.c.component_id).where(_record.c.id.in_(record_ids)).distinct()
    if not all(desk.by.may(Action.EDIT, office) for office in desk.connection.execute(offices).scalars()):
        raise NotAllowed("Some of its records are not yours to keep; an administrator can undo it.")


def _reversals(desk: Desk, entries: Sequence[Row[Any]], new: set[int]) -> list[Change]:
    """For each new record that it was entered in error, for each other entry a correction of it.

    An entry of a new record comes after the one that entered it: `new` gathers those that have come.
    """
    note = "The import that brought this was undone."
    changes = []
    for entry in entries:
        if entry.kind == Kind.ENTERED:
            new.add(entry.subject_id)
            fields: dict[str, tuple[Any, Any]] = {"voided": (False, True)}
            changes.append(Change(standings.SUBJECT, entry.subject_id, Kind.VOIDED, desk.today, fields, note))
        elif entry.subject_id not in new:
            fields = {CORRECTS: (None, entry.seq)}
            changes.append(Change(standings.SUBJECT, entry.subject_id, Kind.CORRECTION, desk.today, fields, note))
    return changes


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
