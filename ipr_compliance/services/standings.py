"""Keeps current standing and intervals what the history says they are."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.standing import Entry, Interval, Kind, LastWord, replay, whose_move
from ipr_compliance.domain.words import Agreement, Status
from ipr_compliance.models import History, Recommendation, Report, Standing

SUBJECT = "recommendation"

_DATES = frozenset({"due_on", "original_due_on"})
_MONEY = frozenset(
    {"questioned_cost", "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed"}
)
_WORDS = {"agreement": Agreement, "status": Status, "last_word": LastWord}
_KEPT = frozenset(Standing.model_fields)


def rebuild(session: Session, recommendation_id: int, tree: Tree, zone: ZoneInfo) -> None:
    """Work the standing of one recommendation out of its history again, and store it."""
    connection = session.connection()
    rows = connection.execute(
        sa.select(History)
        .where(History.subject == SUBJECT, History.subject_id == recommendation_id)  # type: ignore[arg-type]
        .order_by(History.seq)  # type: ignore[arg-type]
    )
    issued_on = connection.execute(
        sa.select(Report.issued_on)  # type: ignore[call-overload]
        .join(Recommendation, Recommendation.report_id == Report.id)
        .where(Recommendation.id == recommendation_id)
    ).scalar()
    entries = [_entry(row, zone) for row in rows]
    intervals = replay(entries, issued_on)
    updates = [entry.on for entry in entries if entry.kind in {Kind.UPDATE, Kind.REPORTED}]
    _store(session, recommendation_id, intervals, max(updates, default=None), tree)


def _entry(row: Any, zone: ZoneInfo) -> Entry:
    changes = json.loads(row.changes)
    values = {name: typed(name, change["to"]) for name, change in changes.items()}
    return Entry(row.seq, Kind(row.kind), row.effective_on, row.recorded_at.astimezone(zone).date(), values)


def typed(name: str, value: Any) -> Any:
    """A tracked fact as the rules want it, from what history keeps as text."""
    if value is None:
        return None
    if name in _DATES:
        return date.fromisoformat(value)
    if name in _MONEY:
        return Decimal(value)
    return _WORDS[name](value) if name in _WORDS else value


def _store(
    session: Session, recommendation_id: int, intervals: list[Interval], last_update_on: date | None, tree: Tree
) -> None:
    connection = session.connection()
    connection.execute(sa.delete(Standing).where(Standing.recommendation_id == recommendation_id))  # type: ignore[arg-type]
    connection.execute(sa.insert(Standing), list(standing_rows(recommendation_id, intervals, tree)))
    connection.execute(
        sa.update(Recommendation)
        .where(Recommendation.id == recommendation_id)  # type: ignore[arg-type]
        .values(**current(intervals[-1].values, tree), last_update_on=last_update_on)
    )


def current(values: Mapping[str, Any], tree: Tree) -> dict[str, Any]:
    """The columns of a recommendation that follow from how it stands now."""
    known = {name: value for name, value in values.items() if name in Recommendation.model_fields}
    status = Status(values["status"])
    return {
        **known,
        "component_id": tree.by_code[values["component"].upper()].id,
        "whose_move": whose_move(status, values["last_word"]),
        "due_order": values["due_on"] or FOREVER,
        "is_open": status.is_open,
    }


def standing_rows(recommendation_id: int, intervals: Iterable[Interval], tree: Tree) -> Iterable[dict[str, Any]]:
    """The rows that keep the intervals; neighbours that differ only in what is not kept become one."""
    merged: list[dict[str, Any]] = []
    for interval in intervals:
        kept = {name: value for name, value in current(interval.values, tree).items() if name in _KEPT}
        if merged and all(merged[-1][name] == value for name, value in kept.items()):
            merged[-1]["until_on"] = interval.until_on
            continue
        row = {"recommendation_id": recommendation_id, "from_on": interval.from_on, "until_on": interval.until_on}
        merged.append(row | kept)
    return merged
