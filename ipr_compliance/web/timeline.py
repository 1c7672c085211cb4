"""A recommendation's history as its page tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipr_compliance.domain.change_words import sentences
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.timeline import Show, belongs
from ipr_compliance.queries.history import Told, that_count

SHOWS = {
    Show.ALL: "All",
    Show.UPDATES: "Updates",
    Show.DATES: "Dates",
    Show.DECISIONS: "Decisions",
    Show.FILES: "Files",
}


@dataclass(frozen=True)
class Entry:
    """One entry, in words. `wrong` says that a later one has declared it so."""

    seq: int
    on: date
    actor: str
    opening: str
    note: str | None
    changes: Sequence[str]
    wrong: bool


def in_words(timeline: Sequence[Told], show: Show, reasons: Mapping[int, str]) -> list[Entry]:
    """The entries that the reader asks for, newest first; `reasons` are those of the extensions, by number."""
    counting = {entry.seq for entry in that_count(timeline)}
    asked = (entry for entry in timeline if belongs(show, entry.kind, entry.changes))
    return [_entry(entry, reasons, wrong=entry.seq not in counting) for entry in asked]


def _entry(told: Told, reasons: Mapping[int, str], *, wrong: bool) -> Entry:
    # What a moved date was moved for stands beside the dates; elsewhere the note stands by itself.
    note, reason = told.note, None
    if told.kind == Kind.EXTENSION_GRANTED:
        reason = reasons.get(told.changes["n"]["to"])
    elif told.kind == Kind.EDITED and all(told.changes.get("due_on", {}).values()) and "due_on" in told.changes:
        note, reason = None, told.note
    opening, *changes = sentences(told.kind, told.changes, None, reason)
    return Entry(told.seq, told.on, told.actor, opening, note, changes, wrong)


def since(timeline: Iterable[Told], seen: int | None, version: int) -> list[Told]:
    """What was recorded after the version that the person had seen, newest first: each entry is one version."""
    newest_first = sorted(timeline, key=lambda entry: -entry.seq)
    return newest_first[: max(0, version - seen)] if seen else []


def merged(typed: Mapping[str, str], changed: Iterable[Told]) -> dict[str, str]:
    """What was typed, where fields that the person left as they were follow the changes of others."""
    values = dict(typed)
    for entry in sorted(changed, key=lambda entry: entry.seq):
        for name, change in entry.changes.items():
            if name in values and values[name] == as_typed(change.get("from")):
                values[name] = as_typed(change["to"])
    return values


def as_typed(value: Any) -> str:
    """A fact, from a record or from history, as its field in a form shows it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
