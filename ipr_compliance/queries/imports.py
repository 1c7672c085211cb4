"""Tables that were handed in: their list, one of them, and what is remembered of columns."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.models import IMPORTED, BatchKind, History, ImportBatch, ImportLayout, Work

_batch, _layout = ImportBatch.__table__, ImportLayout.__table__  # type: ignore[attr-defined]
_history, _work = History.__table__, Work.__table__  # type: ignore[attr-defined]
_AT_ONCE = 2000
Kinds = frozenset[BatchKind]
ANY_KIND: Kinds = frozenset(BatchKind)

_LISTED = [column for column in _batch.c if column.name not in {"told", "options"}]


@dataclass(frozen=True)
class Page:
    """A page of the list, newest first; `next` is where the next one goes on."""

    rows: list[Row[Any]]
    total: int
    next: int | None


def _theirs(asker: Asker, tree: Tree, kinds: Kinds) -> list[sa.ColumnElement[bool]]:
    """A table may tell of any component, so it is seen by who handed it in, and by who keeps all records."""
    if not asker.may_anywhere(Action.EDIT):
        raise NotAllowed(refusal(Action.EDIT))
    of_kinds = [_batch.c.kind.in_(sorted(kinds))]
    return of_kinds if asker.may_everywhere(Action.EDIT, tree) else [*of_kinds, _batch.c.received_by == asker.person_id]


def page(
    connection: Connection, asker: Asker, tree: Tree, *, limit: int = 25, after: int | None = None,
    kinds: Kinds = IMPORTED,
) -> Page:  # fmt: skip
    """The tables of those kinds that this person may see. Raises NotAllowed for who keeps no records."""
    theirs = _theirs(asker, tree, kinds)
    total = connection.execute(sa.select(sa.func.count()).select_from(_batch).where(*theirs)).scalar_one()
    older = [_batch.c.id < after] if after is not None else []
    newest = sa.select(*_LISTED).where(*theirs, *older).order_by(_batch.c.id.desc()).limit(limit + 1)
    rows = list(connection.execute(newest))
    return Page(rows[:limit], int(total), rows[limit - 1].id if len(rows) > limit else None)


def one(
    connection: Connection, asker: Asker, tree: Tree, batch_id: int, kinds: Kinds = IMPORTED
) -> Row[Any]:  # fmt: skip
    """A table with all that was said of it. Raises NotFound for another kind, and for what is not this person's."""
    row = connection.execute(sa.select(_batch).where(_batch.c.id == batch_id, *_theirs(asker, tree, kinds))).first()
    if row is None:
        raise NotFound
    return row


def sent_before(connection: Connection, write_key: str | None) -> int | None:
    """The table that this very call has handed in already, or None."""
    if write_key is None:
        return None
    return connection.execute(sa.select(_batch.c.id).where(_batch.c.write_key == write_key)).scalar()


def remembered(connection: Connection, shape: str) -> dict[str, Any] | None:
    """What was said of the last accepted table with these columns, or None."""
    found = connection.execute(sa.select(_layout.c.options).where(_layout.c.shape == shape)).scalar()
    return json.loads(found) if found else None


def work_on(connection: Connection, work_id: int | None) -> Row[Any] | None:
    """The last long work on a table, if any. The caller has found the table for the person who asks."""
    if work_id is None:
        return None
    return connection.execute(sa.select(_work).where(_work.c.id == work_id)).first()


def entries(connection: Connection, batch: Row[Any]) -> Iterator[list[Row[Any]]]:
    """What the batch entered in history, in order, some at a time; its closing entry is not among them."""
    wanted = _history.c.subject.in_(("recommendation", "report"))
    for first in range(batch.first_seq, batch.last_seq + 1, _AT_ONCE):
        last = min(first + _AT_ONCE - 1, batch.last_seq)
        found = sa.select(_history).where(_history.c.seq.between(first, last), wanted).order_by(_history.c.seq)
        yield list(connection.execute(found))


def touched_since(connection: Connection, subject: str, batch: Row[Any]) -> set[int]:
    """Which of the batch's records, or reports, something else has happened to since."""
    entry, later = _history.alias(), _history.alias()
    statement = (
        sa.select(entry.c.subject_id)
        .join(later, (later.c.subject == entry.c.subject) & (later.c.subject_id == entry.c.subject_id))
        .where(
            entry.c.subject == subject, entry.c.seq.between(batch.first_seq, batch.last_seq),
            later.c.seq > batch.last_seq,
        )
        .distinct()
    )  # fmt: skip
    return set(connection.execute(statement).scalars())
