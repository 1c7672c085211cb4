"""Keeps current standing and intervals what the history says they are."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.standing import BLANK, Entry, Interval, Kind, LastWord, replay, that_count, whose_move
from ipr_compliance.domain.words import Agreement, Status, WhoseMove
from ipr_compliance.models import History, Recommendation, Report, Standing, bulk
from ipr_compliance.queries.among import among
from ipr_compliance.queries.history import about_many

SUBJECT = "recommendation"

_DATES = ("due_on", "original_due_on", "implemented_on", "next_update_on", "decided_on")
_MONEY = ("questioned_cost", "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed")
_READ_AS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_DATES, date.fromisoformat), **dict.fromkeys(_MONEY, Decimal),
    "agreement": Agreement, "status": Status, "last_word": LastWord,
}  # fmt: skip
_recommendation, _standing = Recommendation.__table__, Standing.__table__  # type: ignore[attr-defined]
_KEPT_NOW = tuple(name for name in BLANK if name in Recommendation.model_fields)
_KEPT_PAST = tuple(name for name in BLANK if name in Standing.model_fields)
_FROM_STATUS = frozenset({"decided_on", "closed_on"})
_AT_ONCE = 500
_history = History.__table__  # type: ignore[attr-defined]  # SQLModel adds the table
_OF = (
    sa.select(*(_history.c[name] for name in ("seq", "subject_id", "kind", "effective_on", "recorded_at", "changes",
                                              "note")))
    .where(*about_many(SUBJECT, "ids"))
    .order_by(_history.c.subject_id, _history.c.seq)
)  # fmt: skip
_ISSUED = (
    sa.select(Recommendation.id, Report.issued_on)  # type: ignore[call-overload]
    .join(Report, Recommendation.report_id == Report.id)
    .where(among(Recommendation.id, "ids"))  # type: ignore[arg-type]
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the history of one recommendation came to, oldest interval first."""

    recommendation_id: int
    intervals: list[Interval]
    last_update_on: date | None

    @classmethod
    def replayed(cls, recommendation_id: int, entries: list[Entry], issued_on: date | None) -> Self:
        """Replay all entries of one recommendation."""
        updates = [entry.on for entry in that_count(entries) if entry.kind in {Kind.UPDATE, Kind.REPORTED}]
        return cls(recommendation_id, replay(entries, issued_on), max(updates, default=None))


def rebuild(session: Session, recommendation_id: int, tree: Tree, zone: ZoneInfo) -> None:
    """Work the standing of one recommendation out of its history again, and store it."""
    rebuild_all(session, [recommendation_id], tree, zone)


def rebuild_all(
    session: Session, recommendation_ids: Sequence[int], tree: Tree, zone: ZoneInfo,
    *, next_version: bool = False, tell: Callable[[int], None] | None = None,
) -> None:  # fmt: skip
    """Work the standings of many recommendations out of their history again, and store them, step by step.

    `next_version`: as in `store`. `tell` is told how far it is, in percent.
    """
    connection = session.connection()
    for start in range(0, len(recommendation_ids), _AT_ONCE):
        if tell:
            tell(start * 100 // len(recommendation_ids))
        ids = list(recommendation_ids[start : start + _AT_ONCE])
        issued_on = dict(connection.execute(_ISSUED, {"ids": ids}).all())
        entries: dict[int, list[Entry]] = {number: [] for number in ids}
        for row in history_of(connection, ids):
            entries[row.subject_id].append(entry(row, zone))
        rebuilt = [Rebuilt.replayed(number, entries[number], issued_on[number]) for number in ids]
        store(session, rebuilt, tree, next_version=next_version)


def history_of(connection: Connection, recommendation_ids: Sequence[int]) -> Iterable[Row[Any]]:
    """The history rows of some recommendations, as far as they tell how these stand, by recommendation and number."""
    return connection.execute(_OF, {"ids": recommendation_ids})


def entry(row: Row[Any], zone: ZoneInfo) -> Entry:
    """A history row as far as the standing is concerned; its day of recording is one of the office's zone."""
    changes = json.loads(row.changes)
    values = {name: typed(name, change["to"]) for name, change in changes.items()}
    return Entry(row.seq, Kind(row.kind), row.effective_on, row.recorded_at.astimezone(zone).date(), values)


def typed(name: str, value: Any) -> Any:
    """A tracked fact as the rules want it, from what history keeps as text."""
    read = _READ_AS.get(name)
    return value if value is None or read is None else read(value)


def store(
    session: Session, rebuilt: Sequence[Rebuilt], tree: Tree,
    *, told: Collection[str] = BLANK.keys(), next_version: bool = False,
) -> None:  # fmt: skip
    """Put standings and intervals in the place of those that are stored; with `next_version`, as a change by itself.

    Only what follows from the facts `told` by new entries is written to the recommendations: each column that is
    indexed or searched costs, also where it stays as it was.
    """
    if not rebuilt:
        return
    connection = session.connection()
    ids = [one.recommendation_id for one in rebuilt]
    connection.execute(sa.delete(Standing).where(Standing.recommendation_id.in_(ids)))  # type: ignore[attr-defined]
    # What was entered in error has no standing on any day.
    counted = [one for one in rebuilt if not one.intervals[-1].values["voided"]]
    rows = [row for one in counted for row in standing_rows(one.recommendation_id, one.intervals, tree)]
    bulk.add(connection, _standing, rows)
    left_out = (BLANK.keys() - _FROM_STATUS - set(told)) | ({"component_id"} if "component" not in told else set())
    standing_now = []
    for one in rebuilt:
        values = {
            name: value for name, value in current(one.intervals[-1].values, tree).items() if name not in left_out
        }
        standing_now.append({"id": one.recommendation_id, "last_update_on": one.last_update_on, **values})
    bulk.change(connection, _recommendation, standing_now, count="version" if next_version else "")


def current(values: Mapping[str, Any], tree: Tree) -> dict[str, Any]:
    """The columns of a recommendation that follow from how it stands now."""
    return (
        {name: values[name] for name in _KEPT_NOW} | _derived(values, tree) | {"due_order": values["due_on"] or FOREVER}
    )


def _derived(values: Mapping[str, Any], tree: Tree) -> dict[str, Any]:
    status: Status = values["status"]
    move = whose_move(status, values["last_word"], extension_pending=values["extension_pending"])
    return {
        "component_id": tree.by_code[values["component"].upper()].id,
        "whose_move": WhoseMove.NOBODY if values["voided"] else move,
        "is_open": status.is_open and not values["voided"],
    }


def standing_rows(recommendation_id: int, intervals: Iterable[Interval], tree: Tree) -> Iterable[dict[str, Any]]:
    """The rows that keep the intervals; neighbours that differ only in what is not kept become one."""
    rows: list[dict[str, Any]] = []
    last: dict[str, Any] | None = None
    for interval in intervals:
        values = interval.values
        kept = {name: values[name] for name in _KEPT_PAST} | _derived(values, tree)
        if kept == last:
            rows[-1]["until_on"] = interval.until_on
            continue
        last = kept
        rows.append(
            {"recommendation_id": recommendation_id, "from_on": interval.from_on, "until_on": interval.until_on, **kept}
        )
    return rows
