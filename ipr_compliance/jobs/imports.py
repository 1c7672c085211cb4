"""Checks, imports and undoes long tables, as long work."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, datetime
from typing import IO, Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection, Row
from sqlmodel import Session

from ipr_compliance.adapters import tables_apart
from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.queries import evidence
from ipr_compliance.queries import imports as batches
from ipr_compliance.services import import_batches, import_check, import_undo
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.import_batches import Changed
from ipr_compliance.services.import_check import Situation
from ipr_compliance.services.import_orders import part
from ipr_compliance.services.import_staging import staged
from ipr_compliance.services.orders import Told
from ipr_compliance.services.work import Made

_READ = 30
"""Where reading ends and comparing begins, in percent of the whole."""


def check(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, Any], _target: IO[bytes], tell: Told, *,
    today: date, now: datetime,  # noqa: ARG001 - as each kind of work is called
) -> Made:  # fmt: skip
    """What accepting the table would do, kept as it ends."""
    batch = batches.one(connection, asker, tree, asked["batch"], batches.ANY_KIND)
    at, options = _situation(connection, asker, tree, asked, today), import_batches.options_of(batch)
    with tables_apart.opened(evidence.content(connection, batch.sha256), part(tell, 0, _READ)) as table:
        checked = import_check.check(connection, table, batch.kind, options, at, part(tell, _READ, 100))

    def enter(session: Session, _file: BinaryIO) -> None:
        import_batches.rechecked(session, batch.id, checked)

    return Made(enter=enter)


def accept(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, Any], _target: IO[bytes], tell: Told, *,
    today: date, now: datetime,
) -> Made:  # fmt: skip
    """The import of the table: read before anybody waits for the database, written in one transaction."""
    batch = batches.one(connection, asker, tree, asked["batch"])
    at, open_until = _situation(connection, asker, tree, asked, today), ExitStack()
    with ExitStack() as stack:
        table = _table(stack, connection, batch, tell)
        ready = stack.enter_context(staged(table, at.shape(batch.kind), import_batches.options_of(batch)))
        open_until = stack.pop_all()

    def enter(session: Session, _file: BinaryIO) -> None:
        desk = Desk(session, asker, tree, today, now, at.zone, asked.get("key"))
        try:
            import_batches.accept(desk, batch.id, ready, table.header, asked.get("seen"), part(tell, _READ, 100))
        except Changed as changed:
            raise Conflict(
                "Nothing was imported: records have changed since this table was checked. Check it again, look at it, "
                "then accept."
            ) from changed

    return Made(enter=enter, let_go=open_until.close)


def undo(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, Any], _target: IO[bytes], tell: Told, *,
    today: date, now: datetime,
) -> Made:  # fmt: skip
    """The undoing of an import."""
    batch = batches.one(connection, asker, tree, asked["batch"])

    def enter(session: Session, _file: BinaryIO) -> None:
        desk = Desk(session, asker, tree, today, now, ZoneInfo(asked["zone"]), asked.get("key"))
        import_undo.undo(desk, batch.id, tell)

    return Made(enter=enter)


def _situation(
    connection: Connection, asker: Asker, tree: Tree, asked: Mapping[str, Any], today: date
) -> Situation:  # fmt: skip
    return Situation.of(connection, asker, tree, today, ZoneInfo(asked["zone"]))


def _table(stack: ExitStack, connection: Connection, batch: Row[Any], tell: Told) -> Table:
    return stack.enter_context(
        tables_apart.opened(evidence.content(connection, batch.sha256), part(tell, 0, _READ))
    )  # fmt: skip
