"""A recommendation as it stood on a past day, worked out from its history."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Row

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.domain.standing import Entry, Kind, replay, standing_on, whose_move
from ipr_compliance.queries.history import Told, that_count
from ipr_compliance.services.standings import typed


def as_it_stood(record: Row[Any], timeline: Iterable[Told], day: date, tree: Tree, zone: ZoneInfo) -> Any:
    """The record with the facts of that day. Raises NotFound where it did not exist yet."""
    told = list(timeline)
    facts = standing_on(replay((_entry(one, zone) for one in told), record.issued_on), day)
    if facts is None:
        raise NotFound("On that day this recommendation did not exist yet.")
    updates = [one.on for one in that_count(told) if one.kind in {Kind.UPDATE, Kind.REPORTED} and one.on <= day]
    return SimpleNamespace(
        **record._asdict()
        | dict(facts)
        | {
            "text": facts["text"] or record.text,
            "component_id": tree.by_code[facts["component"].upper()].id,
            "whose_move": whose_move(facts["status"], facts["last_word"], extension_pending=facts["extension_pending"]),
            "last_update_on": max(updates, default=None),
        }
    )


def _entry(told: Told, zone: ZoneInfo) -> Entry:
    values = {name: typed(name, change["to"]) for name, change in told.changes.items()}
    return Entry(told.seq, Kind(told.kind), told.on, told.recorded_at.astimezone(zone).date(), values)


def steps_then(timeline: Iterable[Told], day: date) -> list[Any]:
    """The steps of the corrective action as they were planned and done on that day, in the order of their dates."""
    steps: dict[int, dict[str, Any]] = {}
    told = sorted(timeline, key=lambda one: one.seq)
    for entry in (one for one in told if one.kind == Kind.MILESTONE and one.on <= day):
        n = entry.changes["n"]["to"]
        step = steps.setdefault(n, dict.fromkeys(("title", "owner", "due_on", "original_due_on", "done_on", "note")))
        for name, change in entry.changes.items():
            if name.startswith("milestone_"):
                fact = name.removeprefix("milestone_")
                step[fact] = date.fromisoformat(change["to"]) if fact.endswith("_on") else change["to"]
        step |= {"n": n, "original_due_on": step["original_due_on"] or step["due_on"], "note": entry.note}
    return [SimpleNamespace(**step) for step in sorted(steps.values(), key=lambda step: (step["due_on"], step["n"]))]
