"""A recommendation's history as its page tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ipr_compliance.domain.change_words import sentences
from ipr_compliance.domain.standing import MOVES, Kind
from ipr_compliance.domain.timeline import Show, belongs
from ipr_compliance.queries.history import Told, that_count
from ipr_compliance.web.forms import Returned

SHOWS = {
    Show.ALL: "All",
    Show.UPDATES: "Updates",
    Show.DATES: "Dates",
    Show.DECISIONS: "Decisions",
    Show.FILES: "Files",
}


_BEGINNING = frozenset({Kind.ENTERED, Kind.FOUND})
_WITHOUT_VERSION = frozenset({Kind.EVIDENCE, Kind.MILESTONE})


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry, in words, made once and kept. `wrong` says that a later one has declared it so."""

    seq: int
    on: date
    actor: str
    opening: str
    note: str | None
    changes: tuple[str, ...]
    wrong: bool


@lru_cache(maxsize=512)
def in_words(timeline: tuple[Told, ...], show: Show, reasons: tuple[tuple[int, str], ...] = ()) -> tuple[Entry, ...]:
    """The entries that the reader asks for, newest first; `reasons` are those of the extensions, by number."""
    reason_of = dict(reasons)
    counting = {entry.seq for entry in that_count(timeline)}
    asked = (entry for entry in _in_order(timeline) if belongs(show, entry.kind, entry.changes))
    return tuple(_entry(entry, reason_of, wrong=entry.seq not in counting) for entry in asked)


def _in_order(timeline: Sequence[Told]) -> list[Told]:
    """Newest first; what made the record known had begun before the moves that were recorded later, as it counts."""
    moves = [entry for entry in timeline if entry.kind in MOVES]

    def day(entry: Told) -> date:
        later = [move.on for move in moves if move.seq > entry.seq] if entry.kind in _BEGINNING else []
        found: date = min((entry.on, *later))
        return found

    return sorted(timeline, key=lambda entry: (day(entry), entry.seq), reverse=True)


def _entry(told: Told, reasons: Mapping[int, str], *, wrong: bool) -> Entry:
    # What a moved date was moved for stands beside the dates; elsewhere the note stands by itself.
    note, reason = told.note, None
    if told.kind == Kind.EXTENSION_GRANTED:
        reason = reasons.get(told.changes["n"]["to"])
    elif told.kind == Kind.EDITED and all(told.changes.get("due_on", {}).values()) and "due_on" in told.changes:
        note, reason = None, told.note
    opening, *changes = sentences(told.kind, told.changes, None, reason)
    return Entry(told.seq, told.on, told.actor, opening, note, tuple(changes), wrong)


def since(timeline: Iterable[Told], version: int, back: Returned) -> list[Told]:
    """What was recorded after the person had opened the page, newest first.

    A form that does not tell the last entry that its sender saw tells the version: what came after it is at least as
    many entries, since files and steps may leave the version as it is.
    """
    if back.version is None or back.version >= version:
        return []
    newest_first = sorted(timeline, key=lambda entry: -entry.seq)
    if back.seen is not None:
        return [entry for entry in newest_first if entry.seq > back.seen]
    versions = [number for number, entry in enumerate(newest_first, 1) if entry.kind not in _WITHOUT_VERSION]
    return newest_first[: versions[version - back.version - 1]] if len(versions) >= version - back.version else []


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
