"""Tables handed in on a page or by the API: received and checked, accepted as one batch, which history names."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session

from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.domain.table_guesses import shape_of
from ipr_compliance.domain.table_options import Options
from ipr_compliance.models import BatchKind, BatchState, ImportBatch, ImportLayout
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import imports as batches
from ipr_compliance.services import contents, history, import_updates, imports
from ipr_compliance.services.desk import Desk, done_before
from ipr_compliance.services.history import Change
from ipr_compliance.services.import_check import Checked, Situation, check
from ipr_compliance.services.import_staging import staged

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


def may_import(by: Asker) -> None:
    """Refuses with NotAllowed whoever keeps no records, or is no person of the office."""
    if by.person_id is None or not by.may_anywhere(Action.EDIT):
        raise NotAllowed(refusal(Action.EDIT))


def receive(
    session: Session, by: Asker, received: Received, checked: Checked, *, now: datetime, write_key: str | None = None
) -> int:
    """Keep a table and what was found in it; answers its number. A call that is sent again keeps it once.

    Refuses with NotAllowed whoever keeps no records, and with TooLarge a file of more than 32 MB.
    """
    may_import(by)
    if before := batches.sent_before(session.connection(), write_key):
        return before
    kept = contents.keep(session.connection(), received.file, SIZE_LIMIT)
    row = ImportBatch(
        kind=received.kind, file_name=received.name, sha256=kept.sha256, size=kept.size, received_by=by.person_id or 0,
        received_from=by.actor, received_at=now, write_key=write_key, **_found(checked),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0


def rechecked(session: Session, batch_id: int, checked: Checked) -> None:
    """Keep what was found in a table when it was checked once more. Refuses with Conflict what is accepted already."""
    unsettled = _batch.c.id == batch_id, _batch.c.state == BatchState.CHECKED
    if not session.connection().execute(sa.update(_batch).where(*unsettled).values(**_found(checked))).rowcount:
        raise Conflict("This table is imported already.")


def _found(checked: Checked) -> dict[str, Any]:
    outcome = checked.outcome
    return {
        "options": json.dumps(checked.options.as_json()),
        "told": json.dumps(checked.told()),
        "digest": checked.digest,
        **{name: outcome[name] for name in ("new", "changed", "unchanged")},
    }


def options_of(batch: Row[Any]) -> Options:
    """What was said of the table."""
    return Options.from_json(json.loads(batch.options))


def told_of(batch: Row[Any]) -> dict[str, Any]:
    """What was found in the table."""
    told: dict[str, Any] = json.loads(batch.told)
    return told


def accept(desk: Desk, batch_id: int, read: ReadTable, seen: str | None = None) -> None:
    """Import the whole table as one batch, if it does what was shown; `seen` is the digest of what the person saw.

    Refuses with NotFound, with Conflict what is settled, with Changed what would do something else by now, with Invalid
    a table whose columns do not fit, and with RowsRefused one with a refused row. The transaction must not be
    committed then.
    """
    batch = batches.one(desk.connection, desk.by, desk.tree, batch_id)
    if done_before(desk):
        return
    if batch.state is not BatchState.CHECKED:
        raise Conflict("This table is imported already; it is not imported twice.")
    by = replace(desk.by, via=_via(desk.by, batch))
    options = options_of(batch)
    at = Situation.of(desk.connection, by, desk.tree, desk.today, desk.zone)
    checked = check(desk.connection, read, batch.kind, options, at)
    if checked.digest != batch.digest or seen not in (None, batch.digest):
        raise Changed
    if checked.problem:
        raise Invalid(checked.problem)
    before = entries.head(desk.connection).seq
    work = import_updates.apply if batch.kind is BatchKind.UPDATES else imports.apply
    with staged(read.table(), at.shape(batch.kind), options) as ready:
        work(desk.session, ready, by=by, tree=desk.tree, today=desk.today, now=desk.now, zone=desk.zone)
    _close(desk, by, batch, before)
    if options != Options():
        _remember(desk, read, options)


def _via(by: Asker, batch: Row[Any]) -> str:
    what = f"import {batch.id} of {batch.file_name[:_LONGEST_NAME]}"
    return f"{by.via[:20]}, {what}" if by.via else what


def _close(desk: Desk, by: Asker, batch: Row[Any], before: int) -> None:
    """Close the batch: history says which file it was, and which entries are its. One that changed nothing has none."""
    if entries.head(desk.connection).seq == before:
        settle(desk, batch.id, BatchState.ACCEPTED)
        return
    told = {
        "file": batch.file_name, "sha256": batch.sha256, "new": batch.new, "changed": batch.changed,
        "unchanged": batch.unchanged, "first_entry": before + 1,
    }  # fmt: skip
    fields = {name: (None, value) for name, value in told.items()}
    change = Change("batch", batch.id, "accepted", desk.today, fields, write_key=desk.write_key)
    last = history.append(desk.session, [change], by=by, at=desk.now)
    settle(desk, batch.id, BatchState.ACCEPTED, first_seq=before + 1, last_seq=last)


def settle(desk: Desk, batch_id: int, state: BatchState, **values: Any) -> None:
    """Say what has become of a batch, and by whom."""
    who = {"state": state, "settled_from": desk.by.actor, "settled_at": desk.now}
    desk.connection.execute(sa.update(_batch).where(_batch.c.id == batch_id).values(**who, **values))


def _remember(desk: Desk, read: ReadTable, options: Options) -> None:
    """The next table of these columns begins with what was said of this one; its rows are its own."""
    said = replace(options, left_out=frozenset(), kept=frozenset())
    shape = shape_of(read.header)
    desk.connection.execute(sa.delete(_layout).where(_layout.c.shape == shape))
    row = {"shape": shape, "options": json.dumps(said.as_json()), "used_at": desk.now}
    desk.connection.execute(sa.insert(_layout), row)


def as_json(batch: Row[Any]) -> Iterator[tuple[str, Any]]:
    """A batch for programs: what it is, and what the command's preview says of it."""
    outcome: Mapping[str, Any] = told_of(batch)["outcome"]
    for name in _TOLD:
        yield name, getattr(batch, name)
    yield from outcome.items()
