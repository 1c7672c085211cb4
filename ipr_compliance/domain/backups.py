"""Backups: what is written down of a store so that its copy can be compared with it, and which copies are kept."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

LATE_AFTER = timedelta(hours=26)
"""A backup is made each night; two hours more may pass until it is complete."""

TRY_AGAIN_AFTER = timedelta(hours=1)
"""One that fails is not begun again each minute: it may take long, and a disk that is full stays so for a while."""

_NAME = re.compile(r"tracker-(\d{4}-\d{2}-\d{2})-\d{4}\.backup", re.ASCII)


def is_late(made: datetime | None, failed: datetime | None, now: datetime) -> bool:
    """Whether somebody has to look after the backups: the newest one is too old, or an attempt has failed since.

    All are instants in UTC. Where none was made and none has failed, the first is still being made.
    """
    if failed is not None and (made is None or failed > made):
        return True
    return made is not None and now - made > LATE_AFTER


def file_name(local: datetime) -> str:
    """What a nightly backup is called, by the office's clock; the time keeps one after a restore from the day's own."""
    return f"tracker-{local:%Y-%m-%d-%H%M}.backup"


def day_of(name: str) -> date | None:
    """The day of the nightly backup of that name, or None where it is no name of ours."""
    found = _NAME.fullmatch(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Keep:
    """How many backups are kept: of the newest days, the last of each newest week, and of each newest month."""

    daily: int
    weekly: int
    monthly: int


def kept(days: Iterable[date], keep: Keep) -> frozenset[date]:
    """Which of the days that have a backup keep it; the others may go.

    A week runs from Monday to Sunday. Its last backup, and that of each month, stands for it, so one that stands for
    a week that is over is the same every night until its turn is past. Weeks and months without a backup do not count.
    """
    newest_first = sorted(set(days), reverse=True)
    weeks, months = _last_of(newest_first, _week), _last_of(newest_first, _month)
    return frozenset(newest_first[: keep.daily] + weeks[: keep.weekly] + months[: keep.monthly])


def _last_of(newest_first: Iterable[date], span: Callable[[date], tuple[int, int]]) -> list[date]:
    last: dict[tuple[int, int], date] = {}
    for day in newest_first:
        last.setdefault(span(day), day)
    return list(last.values())


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


class RowSum:
    """A digest of a table's rows that does not depend on their order: a copy may hold them in another one."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, row: bytes) -> None:
        """Take one more row, in a form in which the same row is always the same bytes."""
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(row).digest(), "big")

    def told(self) -> dict[str, Any]:
        """How many rows there were, and the sum of their SHA-256 digests, as far as 256 bits hold it."""
        return {"rows": self.rows, "digest": f"{self._sum % 2**256:064x}"}


def difference(told: Mapping[str, Any], found: Mapping[str, Any], where: str = "") -> str | None:
    """Where what was found first differs from what was told, such as “tables, history”; None where it is the same."""
    for name in sorted(told.keys() | found.keys()):
        one, other = told.get(name), found.get(name)
        place = f"{where}, {name}" if where else name
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            deeper = difference(one, other, place)
            if deeper:
                return deeper
        elif one != other:
            return place
    return None


def flaws(manifest: Mapping[str, Any]) -> list[str]:
    """What was wrong with the store itself when it was backed up: a sentence each."""
    entry, damaged = manifest["history"]["first_bad_entry"], manifest["files"]["damaged"]
    found = [] if entry is None else [f"The history does not hold: entry {entry} is bad."]
    return found + [f"The file with SHA-256 {name} is damaged." for name in damaged]
