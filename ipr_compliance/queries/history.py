"""The history: timelines, its head, and the proof that its chain holds."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.chain import GENESIS, Content, digest
from ipr_compliance.domain.standing import CORRECTS, Kind
from ipr_compliance.models import History
from ipr_compliance.queries.among import among
from ipr_compliance.queries.kept import Kept
from ipr_compliance.queries.prepared import Prepared

_history = History.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Head:
    """The newest entry: since history is append-only, it identifies the state of everything."""

    seq: int
    digest: str


_HEAD = sa.select(_history.c.seq, _history.c.digest).order_by(_history.c.seq.desc()).limit(1)
_TOLD = (
    _history.c.seq, _history.c.kind, _history.c.effective_on, _history.c.recorded_at, _history.c.actor,
    _history.c.note, _history.c.changes,
)  # fmt: skip
_NEWEST_FIRST = (_history.c.effective_on.desc(), _history.c.seq.desc())


def _word(ours: str) -> sa.ColumnElement[str]:
    """A word of ours, written out: SQLite plans a statement anew for a bound value that a partial index asks for."""
    return sa.literal_column(f"'{ours}'", sa.String)


def _about(subject: str, subject_id: sa.ColumnElement[int]) -> tuple[sa.ColumnElement[bool], ...]:
    return _history.c.subject == _word(subject), _history.c.subject_id == subject_id


def about_many(subject: str, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions that pick the entries about the subjects whose numbers are bound as the parameter of that name."""
    return _history.c.subject == _word(subject), among(_history.c.subject_id, name)


@cache
def _of(subject: str) -> Prepared:
    about = _about(subject, sa.bindparam("subject_id", type_=sa.Integer))
    return Prepared(sa.select(*_TOLD).where(*about).order_by(*_NEWEST_FIRST))


_AT_ONCE = 500


@cache
def _of_many(subject: str) -> sa.Select[Any]:
    about = about_many(subject, "subject_ids")
    return sa.select(_history.c.subject_id, *_TOLD).where(*about).order_by(*_NEWEST_FIRST)


def updates_of(entry: sa.FromClause, recommendation_id: sa.ColumnElement[int]) -> list[sa.ColumnElement[bool]]:
    """The conditions that pick the status updates of a recommendation."""
    kinds = [_word(kind.value) for kind in (Kind.UPDATE, Kind.REPORTED)]
    return [
        entry.c.subject == _word("recommendation"), entry.c.subject_id == recommendation_id, entry.c.kind.in_(kinds),
    ]  # fmt: skip


def head(connection: Connection) -> Head:
    """The newest entry's number and digest."""
    row = connection.execute(_HEAD).first()
    return Head(*row) if row else Head(0, GENESIS)


@dataclass(frozen=True, eq=False)
class Told:
    """One entry of a timeline. It is never changed, so that what is said of it can be kept."""

    seq: int
    kind: str
    on: Any
    recorded_at: Any
    actor: str
    note: str | None
    changes: dict[str, dict[str, Any]]


_TIMELINES: Kept[tuple[Told, ...]] = Kept(512)


def newest_of(subject: str, subject_id: sa.ColumnElement[int]) -> sa.ScalarSelect[str]:
    """The digest of the newest entry about a subject, which names the state of its timeline."""
    about = _about(subject, subject_id)
    return sa.select(_history.c.digest).where(*about).order_by(_history.c.seq.desc()).limit(1).scalar_subquery()


def timeline(connection: Connection, subject: str, subject_id: int, newest: str | None = None) -> tuple[Told, ...]:
    """All entries about one subject, newest first; kept for as long as its newest entry is the one of that digest.

    The caller has found the subject for the person who asks.
    """

    def read() -> tuple[Told, ...]:
        return tuple(map(_told, _of(subject).all(connection, {"subject_id": subject_id})))

    return _TIMELINES.get(connection, (subject, subject_id), read, newest)


def timelines(connection: Connection, subject: str, subject_ids: Sequence[int]) -> dict[int, list[Told]]:
    """The same of many subjects, each newest first. The caller has found them for the person who asks."""
    found: dict[int, list[Told]] = {one: [] for one in subject_ids}
    for start in range(0, len(subject_ids), _AT_ONCE):
        some = list(subject_ids[start : start + _AT_ONCE])
        for subject_id, *rest in connection.execute(_of_many(subject), {"subject_ids": some}):
            found[subject_id].append(_told(rest))
    return found


def _told(row: Any) -> Told:
    seq, kind, on, recorded_at, actor, note, changes = row
    return Told(seq, kind, on, recorded_at, actor, note, json.loads(changes))


def content(row: Any) -> Content:
    """What an entry's digest covers."""
    return Content(
        row.actor, row.changes, row.kind, row.note, row.effective_on.isoformat(), row.person_id,
        row.recorded_at.isoformat(), row.subject, row.subject_id, row.write_key,
    )  # fmt: skip


def first_break(connection: Connection) -> int | None:
    """The number of the first entry that does not fit the chain, or None where the whole chain holds."""
    expected, previous = 1, GENESIS
    statement = sa.select(_history).order_by(_history.c.seq)
    with connection.execute(statement, execution_options={"yield_per": 2000}) as rows:
        for row in rows:
            if row.seq != expected or row.digest != digest(previous, row.seq, content(row)):
                return min(int(row.seq), expected)
            expected, previous = expected + 1, row.digest
    return None


def written_before(connection: Connection, write_key: str) -> Told | None:
    """The entry that a form or call with this key has written already, or None."""
    row = connection.execute(sa.select(*_TOLD).where(_history.c.write_key == write_key)).first()
    return _told(row) if row else None


def subject_written(connection: Connection, write_key: str) -> int | None:
    """The number of the record that a form or call with this key has made already, or None."""
    return connection.execute(sa.select(_history.c.subject_id).where(_history.c.write_key == write_key)).scalar()


def that_count(told: Iterable[Told]) -> list[Told]:
    """The entries of a timeline that no later correction has declared wrong."""
    entries = list(told)
    wrong = {entry.changes[CORRECTS]["to"] for entry in entries if entry.kind == Kind.CORRECTION}
    return [entry for entry in entries if entry.seq not in wrong]


def last_note(connection: Connection, recommendation_id: int, kind: Kind) -> str | None:
    """The note of the newest entry of that kind on a recommendation, or None where there is none."""
    return connection.execute(_newest_note(kind), {"id": recommendation_id}).scalar()


@cache
def _newest_note(kind: Kind) -> sa.Select[Any]:
    of = *_about("recommendation", sa.bindparam("id", type_=sa.Integer)), _history.c.kind == _word(kind)
    return sa.select(_history.c.note).where(*of).order_by(*_NEWEST_FIRST).limit(1)


TABLE = ("seq", "on", "recorded_at", "kind", "actor", "note", "field", "from", "to")
"""The columns of a history as a file."""


def as_table(entries: Iterable[Told]) -> Iterator[tuple[Any, ...]]:
    """A row for each field that an entry changed; an entry that changed none has one row, too."""
    for entry in entries:
        head = (entry.seq, entry.on, entry.recorded_at.isoformat(), entry.kind, entry.actor, entry.note)
        for field, change in entry.changes.items() or [(None, {})]:
            yield (*head, field, change.get("from"), change.get("to"))
