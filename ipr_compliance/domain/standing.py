"""How a recommendation stands on any day, worked out from its history and from nothing else.

An entry says what it changed and from which day that holds (its effective date). Replaying the entries
by effective date gives one interval for each stretch of days on which nothing changed; the last interval
is how it stands now. Entries may arrive in any order: a backdated one splits the interval it falls into.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from ipr_compliance.domain.dates import FOREVER
from ipr_compliance.domain.words import Agreement, Status, WhoseMove


class Kind(StrEnum):
    """What kind of thing an entry in a recommendation's history tells."""

    ENTERED = "entered"
    FOUND = "found"
    REPORTED = "reported"
    UPDATE = "update"
    EDITED = "edited"
    RESPONSE = "response"
    DECISION = "decision"
    EXTENSION_ASKED = "extension-asked"
    EXTENSION_GRANTED = "extension-granted"
    EXTENSION_REFUSED = "extension-refused"
    EXTENSION_LAPSED = "extension-lapsed"
    CLOSURE = "closure"
    MILESTONE = "milestone"
    EVIDENCE = "evidence"
    CORRECTION = "correction"
    VOIDED = "entered-in-error"


CORRECTS = "corrects"
"""Under this name a correction's changes carry the number of the entry that was wrong."""


class LastWord(StrEnum):
    """Who spoke last about the plan: it decides whose move an unresolved recommendation is."""

    COMPONENT = "component"
    OIG = "oig"


class Entry(NamedTuple):
    """One history entry of one recommendation, as far as its standing is concerned."""

    seq: int
    kind: Kind
    on: date
    recorded_on: date
    values: Mapping[str, Any]


class Interval(NamedTuple):
    """How it stood from a day up to, but not including, another."""

    from_on: date
    until_on: date
    values: Mapping[str, Any]


BLANK: Mapping[str, Any] = {
    "text": "",
    "component": None,
    "responsible_official": None,
    "responsible_email": None,
    "agreement": Agreement.NONE,
    "status": Status.RESPONSE_DUE,
    "last_word": LastWord.OIG,
    "due_on": None,
    "original_due_on": None,
    "extensions": 0,
    "priority": False,
    "questioned_cost": None,
    "unsupported_cost": None,
    "funds_put_to_better_use": None,
    "costs_agreed": None,
    "better_use_agreed": None,
    "plan": None,
    "implemented_on": None,
    "next_update_on": None,
    "extension_pending": False,
    "successor": None,
    "repeats": None,
    "voided": False,
    "decided_on": None,
    "closed_on": None,
}
"""Every fact that history tracks, with its value before anything was said.

`decided_on`, the day of the management decision, and `closed_on` are derived from the statuses.
"""

MOVES = frozenset({Kind.RESPONSE, Kind.DECISION, Kind.CLOSURE})
"""The kinds of entries by which people move a recommendation from one status to another."""


EXTENDABLE = frozenset({Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED})
"""While the component works on an answered recommendation its date can be extended; a request ends with that."""


def whose_move(status: Status, last_word: LastWord, *, extension_pending: bool = False) -> WhoseMove:
    """Who is expected to act next; it follows from the standing alone."""
    if not status.is_open:
        return WhoseMove.NOBODY
    if extension_pending and status in EXTENDABLE:
        return WhoseMove.LIAISON
    if status is Status.CLOSURE_REQUESTED:
        return WhoseMove.OIG
    if status is Status.OPEN_UNRESOLVED and last_word is LastWord.COMPONENT:
        return WhoseMove.OIG
    return WhoseMove.COMPONENT


def replay(entries: Iterable[Entry], issued_on: date | None = None) -> list[Interval]:
    """The intervals that the entries give, oldest first, the last one without end.

    The record begins on the day its report was issued, where that is known. Entries of one day apply
    in the order of their numbers.
    """
    intervals: list[Interval] = []
    before: Mapping[str, Any] = BLANK
    for entry_on, entry in _by_effective_date(that_count(entries), issued_on):
        told = {name: value for name, value in entry.values.items() if name in BLANK}
        if intervals and not told:
            continue
        values = {**before, **told}
        _derive(before, values, entry_on)
        if intervals and values == before:
            continue
        if intervals:
            last = intervals.pop()
            if last.from_on != entry_on:
                intervals.append(Interval(last.from_on, entry_on, last.values))
        intervals.append(Interval(entry_on, FOREVER, values))
        before = values
    return intervals


def _by_effective_date(entries: list[Entry], issued_on: date | None) -> Iterator[tuple[date, Entry]]:
    has_history = any(entry.kind is Kind.REPORTED for entry in entries)

    def effective(entry: Entry) -> date:
        if entry.kind is Kind.ENTERED and issued_on is not None:
            return issued_on
        if entry.kind is Kind.FOUND:
            # A table tells how things stand when it is read; where a history file exists, it alone dates the past.
            found_on = max(entry.on, entry.recorded_on) if has_history else entry.on
            # Who later records a move of an earlier day says that what the table found had begun by then.
            moves = (later.on for later in entries if later.seq > entry.seq and later.kind in MOVES)
            return min((found_on, *moves))
        return entry.on

    # What a record was entered with comes first, whatever its day.
    dated = sorted((entry.kind is not Kind.ENTERED, effective(entry), entry.seq, entry) for entry in entries)
    begins = dated[0][1] if dated else None
    for _later, day, _seq, entry in dated:
        yield (day if begins is None else max(day, begins)), entry


def that_count(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that count: not those that a later correction names as wrong."""
    told = list(entries)
    wrong = {entry.values.get(CORRECTS) for entry in told if entry.kind is Kind.CORRECTION}
    return [entry for entry in told if entry.seq not in wrong] if wrong else told


def _derive(before: Mapping[str, Any], after: dict[str, Any], on: date) -> None:
    status = after["status"]
    if status.is_open:
        after["closed_on"] = None
    elif status is not before["status"]:
        after["closed_on"] = on
    if after["decided_on"] is None and (status is Status.OPEN_RESOLVED or not status.is_open):
        # The management decision is the first acceptance of the plan or, where none came before, the closing.
        after["decided_on"] = on


def closed_by_decision(entries: Iterable[Entry]) -> date | None:
    """The day on which a recorded decision of the OIG closed it, or None where none that counts did."""
    decisions = [entry for entry in that_count(entries) if entry.kind is Kind.DECISION and "status" in entry.values]
    last = max(decisions, key=lambda entry: (entry.on, entry.seq), default=None)
    return last.on if last is not None and not last.values["status"].is_open else None


def standing_on(intervals: Iterable[Interval], day: date) -> Mapping[str, Any] | None:
    """The facts as they stood on that day, or None where the record did not exist yet."""
    for interval in intervals:
        if interval.from_on <= day < interval.until_on:
            return interval.values
    return None
