"""Our records beside a list that an OIG keeps: which rows are which records, and where the two say something else.

Lists write numbers in their own ways, so they are compared by their letters and digits alone: case, spaces, dashes,
leading zeros and words such as "Recommendation" do not matter, and a number may have its report's number in front.
Where more than one record could be meant, none is chosen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ipr_compliance.domain.status_words import meanings
from ipr_compliance.domain.tables import Problem
from ipr_compliance.domain.words import Status

Parts = tuple[str, ...]

_PART = re.compile(r"[^\W\d_]+|\d+")
_FILLERS = frozenset({"recommendation", "recommendations", "rec", "recs", "number", "no", "nr", "num"})
_OF_AN_ID = 4
"""A number of so many parts, such as 25-E-05-040.01, names a recommendation without its report."""


class Result(StrEnum):
    """What was found out about a row of the list or about a record."""

    MATCHED = "matched"
    DIFFERS = "status-differs"
    UNCLEAR = "unclear"
    MISSING_HERE = "missing-here"
    MISSING_THERE = "missing-there"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list: `said` is its own word for the status, `status` ours for it."""

    line: int
    report_number: str
    number: str
    status: Status | None = None
    said: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record as it stands."""

    id: int
    report_number: str
    number: str
    status: Status


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the list, and the record that it is about."""

    listed: Listed
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Unclear:
    """Rows and records that cannot be told apart, and why."""

    listed: Sequence[Listed]
    recorded: Sequence[Recorded]
    reason: str


@dataclass
class Reconciliation:
    """What the list and the records say of each other. Each row of the list is in exactly one place, or a repeat."""

    matched: list[Pair] = field(default_factory=list)
    differing: list[Pair] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    missing_here: list[Listed] = field(default_factory=list)
    missing_there: list[Recorded] = field(default_factory=list)
    unreadable: list[Problem] = field(default_factory=list)
    repeats: int = 0
    """Rows that say again what another row says."""
    reports: int = 0
    """Recorded reports that the list covers, which is those it has a row about."""
    closed_unlisted: int = 0
    """Closed records of those reports that the list does not have, where it has only open ones: no difference."""


def reconcile(
    listed: Iterable[Listed], recorded: Iterable[Recorded], unreadable: Sequence[Problem] = ()
) -> Reconciliation:
    """Compare a list with the records."""
    rows, known = list(listed), _Known(recorded)
    found = Reconciliation(unreadable=list(unreadable))
    of_record: defaultdict[int, list[Listed]] = defaultdict(list)
    touched: set[int] = set()
    covered = {_parts(row.report_number) for row in rows if row.report_number}
    for row in rows:
        meant = known.meant(row)
        touched |= {one.id for one in meant}
        covered |= {_parts(one.report_number) for one in meant}
        if len(meant) == 1:
            of_record[meant[0].id].append(row)
        elif meant:
            found.unclear.append(Unclear((row,), meant, "Several records could be meant."))
        else:
            found.missing_here.append(row)
    for number, same in of_record.items():
        _settle(found, same, known.by_id[number])
    _note_missing_there(found, known, touched, covered, closed_too=any(_is_closed(row) for row in rows))
    found.unclear.sort(key=lambda one: one.listed[0].line)
    return found


def unreadable(row: Listed) -> Problem | None:
    """Why a row names no recommendation, if it does not: without its report, a number has to hold the report's."""
    if not _number(row.number, ()):
        return Problem(row.line, "number", row.number, "There is neither a letter nor a digit in the number.")
    if row.report_number or len(_parts(row.number)) >= _OF_AN_ID:
        return None
    reason = "The row has no report number, and its recommendation number holds none."
    return Problem(row.line, "report_number", "", reason)


class _Known:
    """The records by each of the ways in which a list may name them, the surest first."""

    def __init__(self, recorded: Iterable[Recorded]) -> None:
        self.by_id: dict[int, Recorded] = {}
        self._exact: defaultdict[tuple[Parts, Parts], list[Recorded]] = defaultdict(list)
        self._whole: defaultdict[Parts, list[Recorded]] = defaultdict(list)
        for one in recorded:
            self.by_id[one.id] = one
            report = _parts(one.report_number)
            number = _number(one.number, report)
            self._exact[report, number].append(one)
            for whole in {(*report, *number), _parts(one.number)}:
                if len(whole) >= _OF_AN_ID:
                    self._whole[whole].append(one)

    def meant(self, row: Listed) -> Sequence[Recorded]:
        """The records that a row may mean; none, one, or several that it does not tell apart."""
        report = _parts(row.report_number)
        for found in self._ways(row, report):
            if found:
                return found
        return ()

    def _ways(self, row: Listed, report: Parts) -> Iterator[Sequence[Recorded]]:
        if report:
            yield self._exact.get((report, _number(row.number, report)), ())
            tail = _tail(row.number)
            yield self._exact.get((report, tail), ()) if tail else ()
        else:
            yield self._whole.get(_parts(row.number), ())


def _settle(found: Reconciliation, same: Sequence[Listed], recorded: Recorded) -> None:
    said = [row for row in same if row.status is not None]
    meant = [meanings(row.said, row.status) for row in said if row.status is not None]
    common = frozenset(Status).intersection(*meant)
    if not common:
        lines = ", ".join(str(row.line) for row in said)
        found.unclear.append(Unclear(same, (recorded,), f"Lines {lines} are about the same one and contradict."))
        return
    found.repeats += len(same) - 1
    pair = Pair(said[0] if said else same[0], recorded)
    (found.matched if recorded.status in common else found.differing).append(pair)


def _note_missing_there(
    found: Reconciliation, known: _Known, touched: set[int], covered: set[Parts], *, closed_too: bool
) -> None:
    seen: set[Parts] = set()
    for one in known.by_id.values():
        report = _parts(one.report_number)
        if report not in covered:
            continue
        seen.add(report)
        if one.id in touched:
            continue
        if one.status.is_open or closed_too:
            found.missing_there.append(one)
        else:
            found.closed_unlisted += 1
    found.reports = len(seen)


def _is_closed(row: Listed) -> bool:
    return row.status is not None and not row.status.is_open


@lru_cache(maxsize=20_000)
def _parts(text: str) -> Parts:
    """The letters and the digits of a number, each run by itself: "OIG-25-04" and "oig 25 4" have the same."""
    parts = (part.lstrip("0") or "0" for part in _PART.findall(text.casefold()))
    return tuple(part for part in parts if part not in _FILLERS)


def _number(text: str, report: Parts) -> Parts:
    """A recommendation's number without its report's in front of it."""
    parts = _parts(text)
    has_it = len(report) > 1 and len(parts) > len(report) and parts[: len(report)] == report
    return parts[len(report) :] if has_it else parts


def _tail(text: str) -> Parts:
    """What stands behind the last point of a number that names its recommendation by itself."""
    before, _, after = text.rpartition(".")
    return _parts(after) if before and len(_parts(text)) >= _OF_AN_ID else ()


COLUMNS = ("result", "line", "report_number", "number", "our_status", "their_status", "note")
"""The result as a table for programs."""


def rows(found: Reconciliation) -> Iterator[Mapping[str, str | int | None]]:
    """The rows of that table, what needs somebody's attention first."""
    for pair in found.differing:
        yield _row(Result.DIFFERS, pair.listed, pair.recorded)
    for unclear in found.unclear:
        for listed in unclear.listed:
            for recorded in unclear.recorded:
                yield _row(Result.UNCLEAR, listed, recorded, unclear.reason)
    for listed in found.missing_here:
        yield _row(Result.MISSING_HERE, listed, None, listed.text or listed.title)
    for recorded in found.missing_there:
        yield _row(Result.MISSING_THERE, None, recorded)
    for problem in found.unreadable:
        note = f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        yield dict.fromkeys(COLUMNS) | {"result": Result.UNREADABLE, "line": problem.line, "note": note}
    for pair in found.matched:
        yield _row(Result.MATCHED, pair.listed, pair.recorded)


def _row(
    result: Result, listed: Listed | None, recorded: Recorded | None, note: str = ""
) -> Mapping[str, str | int | None]:  # fmt: skip
    """A record is called as it is called here; a row that is no record, as the list calls it."""
    named = recorded or listed
    return {
        "result": result,
        "line": listed.line if listed else None,
        "report_number": named.report_number if named else None,
        "number": named.number if named else None,
        "our_status": recorded.status if recorded else None,
        "their_status": (listed.said or listed.status) if listed else None,
        "note": note or None,
    }


def called(report_number: str, number: str) -> str:
    """A row of a list as it is named in a sentence, also where it lacks its report or its number."""
    return f"{report_number} no. {number}" if report_number and number else report_number or f"no. {number or '–'}"
