"""Tables as batches, which history names: handed in, checked and accepted, or taken in at once by the command."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session

from ipr_compliance.domain.imports import Outcome
from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import Conflict, NotAllowed
from ipr_compliance.domain.table_guesses import shape_of
from ipr_compliance.domain.table_options import Options
from ipr_compliance.models import BatchKind, BatchState, ImportBatch, ImportLayout
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import imports as batches
from ipr_compliance.services import contents, history, import_updates, imports, turns
from ipr_compliance.services.desk import Desk, done_before
from ipr_compliance.services.history import Change
from ipr_compliance.services.import_check import Checked, digest
from ipr_compliance.services.import_plan import Noted
from ipr_compliance.services.import_staging import Staged
from ipr_compliance.services.imports import RowsRefused
from ipr_compliance.services.orders import Told, unheard

SIZE_LIMIT = 32 * 1024**2
_LONGEST_NAME = 100
_TOLD = (
    "id", "state", "kind", "file_name", "sha256", "received_at", "received_from", "settled_at", "settled_from",
    "digest",
)  # fmt: skip

_batch, _layout = ImportBatch.__table__, ImportLayout.__table__  # type: ignore[attr-defined]


class Changed(Conflict):
    """Accepting the table would no longer do what was shown; it is checked and shown again."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was imported: records have changed since this table was checked. It is checked anew below; look "
            "at it again, then accept."
        )


@dataclass(frozen=True)
class Received:
    """A file as it was handed in: its name is safe to show."""

    name: str
    file: BinaryIO
    kind: BatchKind


@dataclass(frozen=True)
class OwnFile:
    """A file of the operator's, as it is known by."""

    name: str
    sha256: str
    size: int


def may_import(by: Asker) -> None:
    """Refuses with NotAllowed whoever keeps no records, or is no person of the office."""
    if by.person_id is None or not by.may_anywhere(Action.EDIT):
        raise NotAllowed(refusal(Action.EDIT))


def receive(
    session: Session, by: Asker, received: Received, checked: Checked, *, now: datetime, write_key: str | None = None,
    waiting: bool = False,
) -> int:  # fmt: skip
    """Keep a table and what was found in it; answers its number. A call that is sent again keeps it once.

    One that is `waiting` is still to be checked. Refuses with NotAllowed whoever keeps no records, and with TooLarge a
    file of more than 32 MB.
    """
    may_import(by)
    turns.take(session, by)
    if before := batches.sent_before(session.connection(), write_key):
        return before
    kept = contents.keep(session.connection(), received.file, SIZE_LIMIT)
    row = ImportBatch(
        kind=received.kind, file_name=received.name, sha256=kept.sha256, size=kept.size, received_by=by.person_id,
        received_from=by.actor, received_at=now, write_key=write_key,
        state=BatchState.WAITING if waiting else BatchState.CHECKED, **_found(checked),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0


_SETTLED = "This table is imported already."


def put_back(session: Session, batch_id: int, options: Options) -> None:
    """Have a table wait to be checked again, with other options. Refuses with Conflict what is accepted already."""
    _unsettled(session, batch_id, options=json.dumps(options.as_json()), state=BatchState.WAITING)


def rechecked(session: Session, batch_id: int, checked: Checked) -> None:
    """Keep what was found in a table when it was checked once more. Refuses with Conflict what is accepted already."""
    _unsettled(session, batch_id, state=BatchState.CHECKED, **_found(checked))


def _unsettled(session: Session, batch_id: int, **values: Any) -> None:
    unsettled = _batch.c.id == batch_id, _batch.c.state.in_((BatchState.WAITING, BatchState.CHECKED))
    if not session.connection().execute(sa.update(_batch).where(*unsettled).values(**values)).rowcount:
        raise Conflict(_SETTLED)


def refuse_what_is_settled(batch: Row[Any]) -> None:
    """Refuses with Conflict a table that is imported already, before anybody reads it."""
    if batch.state not in {BatchState.WAITING, BatchState.CHECKED}:
        raise Conflict(_SETTLED)


def _found(checked: Checked) -> dict[str, Any]:
    outcome = checked.outcome
    return {
        "options": json.dumps(checked.options.as_json()),
        "told": json.dumps(checked.told()),
        "digest": checked.digest,
        **{name: getattr(outcome, name) for name in ("new", "changed", "unchanged")},
    }


def options_of(batch: Row[Any]) -> Options:
    """What was said of the table."""
    return Options.from_json(json.loads(batch.options))


def told_of(batch: Row[Any]) -> dict[str, Any]:
    """What was found in the table."""
    told: dict[str, Any] = json.loads(batch.told)
    return told


def accept(
    desk: Desk, batch_id: int, ready: Staged, header: Sequence[str], seen: str | None = None, tell: Told = unheard
) -> None:  # fmt: skip
    """Import the whole table as one batch, if it does what was shown; `seen` is the digest of what the person saw.

    It is compared with what is recorded once, while it is written. Refuses with NotFound, with Conflict what is settled
    or still to be checked, with Changed what would do something else by now, and with RowsRefused a table with a
    refused row. The transaction must not be committed then.
    """
    batch = batches.one(desk.connection, desk.by, desk.tree, batch_id)
    if done_before(desk):
        return
    refuse_what_is_not_checked(batch)
    if seen not in (None, batch.digest):
        raise Changed
    by, options, noted = replace(desk.by, via=_via(desk.by, batch)), options_of(batch), Noted()
    before = entries.head(desk.connection).seq
    outcome = _carried_out(replace(desk, by=by), batch.kind, ready, options, noted, tell)
    if digest(options, outcome, noted) != batch.digest:
        raise Changed
    if outcome.refused:
        raise RowsRefused(outcome)
    _close(desk, by, batch, before)
    if options != Options():
        _remember(desk, header, options)


def refuse_what_is_not_checked(batch: Row[Any]) -> None:
    """Refuses with Conflict a table that is still to be checked, and one that is imported already."""
    if batch.state is BatchState.WAITING:
        raise Conflict("This table has not been checked to its end; check it, and look at it, before it is imported.")
    if batch.state is not BatchState.CHECKED:
        raise Conflict("This table is imported already; it is not imported twice.")


def take_in(
    desk: Desk, file: OwnFile, kind: BatchKind, ready: Staged, header: Sequence[str], options: Options,
    tell: Told = unheard,
) -> Outcome:  # fmt: skip
    """Import the operator's own file at once, as a batch that the page shows and undoes; its bytes stay with them.

    One that changes nothing leaves no batch. Refuses with RowsRefused a table with a refused row; the transaction must
    not be committed then.
    """
    noted, before = Noted(), entries.head(desk.connection).seq
    outcome = _carried_out(desk, kind, ready, options, noted, tell)
    if outcome.refused:
        raise RowsRefused(outcome)
    if outcome.changes_something:
        checked = Checked(header, options, {}, outcome, noted)
        row = ImportBatch(
            kind=kind, file_name=file.name, sha256=file.sha256, size=file.size, received_from=desk.by.actor,
            received_at=desk.now, **_found(checked),
        )  # fmt: skip
        desk.session.add(row)
        desk.session.flush()
        _close(desk, desk.by, row, before)
    return outcome


def _carried_out(
    desk: Desk, kind: BatchKind, ready: Staged, options: Options, noted: Noted, tell: Told
) -> Outcome:  # fmt: skip
    how: dict[str, Any] = {
        "by": desk.by, "tree": desk.tree, "today": desk.today, "now": desk.now, "zone": desk.zone, "tell": tell
    }  # fmt: skip
    if kind is BatchKind.UPDATES:
        return import_updates.carry_out(desk.session, ready, **how)
    return imports.carry_out(desk.session, ready, noted=noted, kept=options.kept, **how)


def _via(by: Asker, batch: Row[Any]) -> str:
    what = f"import {batch.id} of {batch.file_name[:_LONGEST_NAME]}"
    return f"{by.via[:20]}, {what}" if by.via else what


def _close(desk: Desk, by: Asker, batch: Row[Any] | ImportBatch, before: int) -> None:
    """Close the batch: history says which file it was, and which entries are its. One that changed nothing has none."""
    if entries.head(desk.connection).seq == before:
        settle(desk, batch.id or 0, BatchState.ACCEPTED)
        return
    told = {
        "file": batch.file_name, "sha256": batch.sha256, "new": batch.new, "changed": batch.changed,
        "unchanged": batch.unchanged, "first_entry": before + 1,
    }  # fmt: skip
    fields = {name: (None, value) for name, value in told.items()}
    change = Change("batch", batch.id or 0, "accepted", desk.today, fields, write_key=desk.write_key)
    last = history.append(desk.session, [change], by=by, at=desk.now)
    settle(desk, batch.id or 0, BatchState.ACCEPTED, first_seq=before + 1, last_seq=last)


def settle(desk: Desk, batch_id: int, state: BatchState, **values: Any) -> None:
    """Say what has become of a batch, and by whom."""
    who = {"state": state, "settled_from": desk.by.actor, "settled_at": desk.now}
    desk.connection.execute(sa.update(_batch).where(_batch.c.id == batch_id).values(**who, **values))


def _remember(desk: Desk, header: Sequence[str], options: Options) -> None:
    """The next table of these columns begins with what was said of this one; its rows are its own."""
    said = replace(options, left_out=frozenset(), kept=frozenset())
    shape = shape_of(header)
    desk.connection.execute(sa.delete(_layout).where(_layout.c.shape == shape))
    row = {"shape": shape, "options": json.dumps(said.as_json()), "used_at": desk.now}
    desk.connection.execute(sa.insert(_layout), row)


def as_json(batch: Row[Any]) -> Iterator[tuple[str, Any]]:
    """A batch for programs: what it is, and what the command's preview says of it."""
    outcome: Mapping[str, Any] = told_of(batch)["outcome"]
    for name in _TOLD:
        yield name, getattr(batch, name)
    yield from outcome.items()
