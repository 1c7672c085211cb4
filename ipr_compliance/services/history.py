"""Adds entries to the history. Every use case ends here, in the transaction of its change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from ipr_compliance.domain.chain import Content, changes, digest
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.models import History, bulk
from ipr_compliance.queries import history


class Change(NamedTuple):
    """What was changed: for each field the old and the new value. It holds from its effective date."""

    subject: str
    subject_id: int
    kind: str
    on: date
    fields: Mapping[str, tuple[Any, Any]]
    note: str | None = None
    write_key: str | None = None


def append(session: Session, entered: Iterable[Change], *, by: Asker, at: datetime, batch: int = 2000) -> int:
    """Add the changes in order, each chained to the one before; answers the last entry's number.

    The session comes from `Database.transaction()`, whose writers take turns, so that no other entry
    can come between. `at` is the instant of recording, aware.
    """
    connection = session.connection()
    newest = history.head(connection)
    seq, previous = newest.seq, newest.digest
    rows: list[dict[str, Any]] = []
    actor, person_id, instant = by.actor, by.person_id, at.isoformat()
    for subject, subject_id, kind, on, fields, note, write_key in entered:
        seq += 1
        told = changes(fields)
        entry = Content(actor, told, kind, note, on.isoformat(), person_id, instant, subject, subject_id, write_key)
        previous = digest(previous, seq, entry)
        rows.append(
            {
                "seq": seq, "subject": subject, "subject_id": subject_id, "kind": kind, "effective_on": on,
                "recorded_at": at, "actor": actor, "person_id": person_id, "note": note, "changes": told,
                "write_key": write_key, "digest": previous,
            }
        )  # fmt: skip
        if len(rows) >= batch:
            bulk.add(connection, History.__table__, rows)  # type: ignore[attr-defined]
            rows = []
    if rows:
        bulk.add(connection, History.__table__, rows)  # type: ignore[attr-defined]
    return seq
