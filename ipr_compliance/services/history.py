"""Adds entries to the history. Every use case ends here, in the transaction of its change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session

from ipr_compliance.domain.chain import changes, digest
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
    recorded_at = at.isoformat()
    for change in entered:
        seq += 1
        row: dict[str, Any] = {
            "actor": by.actor,
            "changes": _as_text(change.fields),
            "kind": change.kind,
            "note": change.note,
            "on": change.on.isoformat(),
            "person_id": by.person_id,
            "recorded_at": recorded_at,
            "subject": change.subject,
            "subject_id": change.subject_id,
            "write_key": change.write_key,
        }
        previous = digest(previous, seq=seq, entry=row)
        del row["on"]
        row |= {"seq": seq, "digest": previous, "effective_on": change.on, "recorded_at": at}
        rows.append(row)
        if len(rows) >= batch:
            bulk.add(connection, History.__table__, rows)  # type: ignore[attr-defined]
            rows = []
    if rows:
        bulk.add(connection, History.__table__, rows)  # type: ignore[attr-defined]
    return seq


def _as_text(fields: Mapping[str, tuple[Any, Any]]) -> str:
    return changes({name: (_plain(old), _plain(new)) for name, (old, new) in fields.items()})


def _plain(value: Any) -> Any:
    if value is None or type(value) is str:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
