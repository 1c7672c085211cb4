"""A table that comes with a request: read in a process of its own, checked, kept, checked again, accepted, undone.

Nobody waits for the database while a file is read: each step opens its transaction when it has what it needs.
"""

from typing import BinaryIO

from ipr_compliance import context
from ipr_compliance.adapters import tables_apart
from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.table_guesses import shape_of
from ipr_compliance.domain.table_options import Options
from ipr_compliance.models import BatchKind
from ipr_compliance.queries import evidence, imports
from ipr_compliance.services import import_batches, import_undo
from ipr_compliance.services.evidence import plain_name
from ipr_compliance.services.import_batches import Changed, Received
from ipr_compliance.services.import_check import Checked, Situation, check, guessed, with_proposals


def situation() -> Situation:
    """For whom tables are checked in this request, and as of when."""
    zone = context.program().settings.zone
    return Situation.of(context.reading(), context.asker(), context.tree(), context.today(), zone)


def hand_in(name: str, file: BinaryIO, kind: BatchKind) -> int:
    """Keep a table, checked with what was said of the last one of its columns, or else with guesses."""
    read = _read(name, file)
    known = imports.remembered(context.reading(), shape_of(read.header))
    options = Options.from_json(known) if known else guessed(read, kind)
    at = situation()
    return _keep(name, file, kind, check(context.reading(), read, kind, with_proposals(read, kind, options, at), at))


def hand_in_as_told(name: str, file: BinaryIO, kind: BatchKind, options: Options, write_key: str | None) -> int:
    """Keep a table, checked with these options alone. Refuses with Invalid options that do not fit its columns."""
    before = imports.sent_before(context.reading(), write_key)
    if before is not None:
        return before
    read = _read(name, file)  # lets the connection go that it finds
    checked = check(context.reading(), read, kind, options, situation())
    if checked.problem:
        raise Invalid(checked.problem)
    return _keep(name, file, kind, checked, write_key)


def check_again(batch_id: int, options: Options) -> None:
    """Check a kept table with other options. Refuses with NotFound, and with Conflict what is accepted already."""
    batch = imports.one(context.reading(), context.asker(), context.tree(), batch_id)
    read, at = _kept(batch.sha256), situation()
    checked = check(context.reading(), read, batch.kind, with_proposals(read, batch.kind, options, at), at)
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        import_batches.rechecked(session, batch_id, checked)


def accept(batch_id: int, seen: str | None, write_key: str | None = None) -> None:
    """Import a kept table. Raises Changed, after it was checked anew, where it would do something else by now."""
    batch = imports.one(context.reading(), context.asker(), context.tree(), batch_id)
    read = _kept(batch.sha256)
    try:
        with context.desk(write_key) as desk:
            import_batches.accept(desk, batch_id, read, seen)
    except Changed:
        check_again(batch_id, import_batches.options_of(batch))
        raise


def undo(batch_id: int, write_key: str | None = None) -> None:
    """Take an accepted table back."""
    with context.desk(write_key) as desk:
        import_undo.undo(desk, batch_id)


def _read(name: str, file: BinaryIO) -> ReadTable:
    import_batches.may_import(context.asker())
    plain_name(name)
    context.let_go()
    return tables_apart.read(tables_apart.chunks_of(file))


def _kept(sha256: str) -> ReadTable:
    read = tables_apart.read(evidence.content(context.reading(), sha256))
    context.let_go()
    return read


def _keep(name: str, file: BinaryIO, kind: BatchKind, checked: Checked, write_key: str | None = None) -> int:
    context.let_go()
    program, received = context.program(), Received(plain_name(name), file, kind)
    with program.database.transaction(recorded=False) as session:
        return import_batches.receive(
            session, context.asker(), received, checked, now=program.now(), write_key=write_key
        )
