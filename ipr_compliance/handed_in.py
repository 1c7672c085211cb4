"""A table that comes with a request: read in a process of its own, checked, kept, checked again, accepted, undone.

Nobody waits for the database while a file is read: each step opens its transaction when it has what it needs. A table
of more rows than one request can deal with is checked, accepted and undone as long work.
"""

from typing import Any, BinaryIO

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.adapters import tables_apart
from ipr_compliance.adapters.tables_apart import ReadTable
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.domain.table_guesses import shape_of
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Layout
from ipr_compliance.models import IMPORTED, BatchKind, BatchState
from ipr_compliance.queries import evidence, history, imports
from ipr_compliance.services import import_batches, import_orders, import_undo
from ipr_compliance.services.evidence import plain_name
from ipr_compliance.services.import_batches import Changed, Received
from ipr_compliance.services.import_check import Checked, Situation, check, completed, guessed, with_proposals
from ipr_compliance.services.import_staging import staged
from ipr_compliance.working import launch


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
    return _keep(name, file, kind, read, with_proposals(read, kind, options, at), at)


def hand_in_as_told(name: str, file: BinaryIO, kind: BatchKind, options: Options, write_key: str | None) -> int:
    """Keep a table, checked with these options alone. Refuses with Invalid options that do not fit its columns."""
    before = imports.sent_before(context.reading(), write_key)
    if before is not None:
        return before
    read, at = _read(name, file), situation()  # lets the connection go that it finds
    Layout.match(read.header, at.shape(kind), options)
    return _keep(name, file, kind, read, options, at, write_key)


def hand_in_list(name: str, file: BinaryIO, options: Options, write_key: str | None) -> int:
    """Keep a list that is compared, read with these options and with guesses for the rest."""
    before = imports.sent_before(context.reading(), write_key)
    if before is not None:
        return before
    read, at = _read(name, file), situation()
    said = with_proposals(read, BatchKind.LIST, completed(read.header, BatchKind.LIST, options), at)
    return _keep(name, file, BatchKind.LIST, read, said, at, write_key)


def check_again(batch_id: int, options: Options, kinds: imports.Kinds = IMPORTED) -> None:
    """Check a kept table with other options, a long one as long work.

    Refuses with NotFound, and with Conflict what is accepted already, or has long work under way.
    """
    batch = imports.one(context.reading(), context.asker(), context.tree(), batch_id, kinds)
    import_batches.refuse_what_is_settled(batch)
    read, at = _kept(batch.sha256), situation()
    said = with_proposals(read, batch.kind, options, at)
    if read.more:
        _check_at_length(batch_id, said)
        return
    checked = check(context.reading(), read.table(), batch.kind, said, at)
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        import_batches.rechecked(session, batch_id, checked)


def accept(batch_id: int, seen: str | None, write_key: str | None = None) -> bool:
    """Import a kept table; answers whether it is done, or else long work that was begun.

    Raises Changed, after it was checked anew, where it would do something else by now.
    """
    batch = imports.one(context.reading(), context.asker(), context.tree(), batch_id)
    if batch.work_id is not None:
        return _accept_at_length(batch, seen, write_key)
    if not (write_key and history.written_before(context.reading(), write_key)):
        import_batches.refuse_what_is_not_checked(batch)
    read, options = _kept(batch.sha256), import_batches.options_of(batch)
    try:
        with (
            staged(read.table(), situation().shape(batch.kind), options) as ready,
            context.desk(write_key) as desk,
        ):
            import_batches.accept(desk, batch_id, ready, read.header, seen)
    except Changed:
        check_again(batch_id, options)
        raise
    return True


def undo(batch_id: int, write_key: str | None = None) -> bool:
    """Take an accepted table back; answers whether it is done, or else long work that was begun."""
    batch = imports.one(context.reading(), context.asker(), context.tree(), batch_id)
    if batch.state is BatchState.ACCEPTED and import_undo.is_long(batch):
        _begin(batch_id, import_orders.UNDO, key=write_key)
        return False
    with context.desk(write_key) as desk:
        import_undo.undo(desk, batch_id)
    return True


def _accept_at_length(batch: Row[Any], seen: str | None, write_key: str | None) -> bool:
    if write_key and history.written_before(context.reading(), write_key):
        return True
    under_way = imports.work_on(context.reading(), batch.work_id)
    if write_key and under_way and not under_way.state.is_over and import_orders.key_of(under_way) == write_key:
        return False
    import_batches.refuse_what_is_not_checked(batch)
    if seen not in (None, batch.digest):
        raise Conflict("This table was checked again since you looked at it; look at it once more.")
    _begin(batch.id, import_orders.ACCEPT, seen=batch.digest, key=write_key)
    return False


def _begin(batch_id: int, kind: str, **asked: str | None) -> None:
    """Begin long work on a table."""
    context.let_go()
    program = context.program()
    with program.database.transaction(recorded=False) as session:
        work_id = import_orders.ask(
            session, context.asker(), batch_id, kind, now=program.now(), zone=program.settings.zone, **asked
        )
    launch(work_id)


def _check_at_length(batch_id: int, options: Options) -> None:
    context.let_go()
    program = context.program()
    with program.database.transaction(recorded=False) as session:
        import_batches.put_back(session, batch_id, options)
        work_id = import_orders.ask(
            session, context.asker(), batch_id, import_orders.CHECK, now=program.now(), zone=program.settings.zone
        )
    launch(work_id)


def _read(name: str, file: BinaryIO) -> ReadTable:
    import_batches.may_import(context.asker())
    plain_name(name)
    context.let_go()
    return tables_apart.read(tables_apart.chunks_of(file))


def _kept(sha256: str) -> ReadTable:
    read = tables_apart.read(evidence.content(context.reading(), sha256))
    context.let_go()
    return read


def _keep(
    name: str, file: BinaryIO, kind: BatchKind, read: ReadTable, options: Options, at: Situation,
    write_key: str | None = None,
) -> int:  # fmt: skip
    """Keep a table with what it does; a long one waits to be checked, as long work that begins now."""
    if read.more:
        checked = Checked(read.header, options, {})
    else:
        checked = check(context.reading(), read.table(), kind, options, at)
    context.let_go()
    program, received = context.program(), Received(plain_name(name), file, kind)
    with program.database.transaction(recorded=False) as session:
        batch_id = import_batches.receive(
            session, context.asker(), received, checked, now=program.now(), write_key=write_key, waiting=read.more
        )
    if read.more:
        _begin(batch_id, import_orders.CHECK)
    return batch_id
