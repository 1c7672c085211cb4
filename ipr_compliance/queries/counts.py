"""Counts by component, of which only those are counted anew that something was recorded of since.

All that is counted of the records follows from the history of recommendations and reports. So what was counted in an
earlier state of it still holds for every component that no later entry is about.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.models import History, Recommendation
from ipr_compliance.queries import pulse
from ipr_compliance.queries.among import among
from ipr_compliance.queries.kept import Kept

Part = TypeVar("Part")

_history, _rec = History.__table__, Recommendation.__table__  # type: ignore[attr-defined]

MOST_ENTRIES = 1000
"""After more of them all is counted anew: an import touches most components, and looking for them takes its time."""

_SINCE = (
    sa.select(_history.c.seq, _history.c.digest, _history.c.subject, _history.c.subject_id)
    .where(_history.c.seq >= sa.bindparam("seq", type_=sa.Integer))
    .order_by(_history.c.seq)
    .limit(MOST_ENTRIES + 2)
)
_OF_REPORTS = sa.select(_rec.c.id).where(among(_rec.c.report_id, "report_ids"))
_COMPONENTS_NAMED = sa.select(_history.c.changes).where(
    _history.c.subject == sa.literal_column("'recommendation'", sa.String),
    among(_history.c.subject_id, "ids"),
    _history.c.changes.like('%"component"%'),
)


@dataclass(frozen=True)
class _Since:
    """What the entries after a state are about: which kinds of subject, and records of which components."""

    subjects: frozenset[str]
    components: frozenset[int]


@dataclass(frozen=True)
class _State:
    """The state of the history in which something was counted: its newest entry."""

    seq: int
    digest: str


@dataclass(frozen=True)
class _Counted(Generic[Part]):
    state: _State
    parts: Mapping[int, Part]


class Counts(Generic[Part]):
    """What was counted for each component, of the questions asked last, so many of them."""

    def __init__(self, most: int, *, follow: Collection[str] = ()) -> None:
        """`follow` names the subjects, beside records and reports, whose changes ask for all to be counted anew."""
        self._most, self._follow = most, frozenset(follow)
        self._answers: OrderedDict[Hashable, _Counted[Part]] = OrderedDict()
        self._lock = Lock()

    def get(
        self,
        connection: Connection,
        tree: Tree,
        asked: Hashable,
        count: Callable[[Collection[int]], Mapping[int, Part]],
    ) -> Mapping[int, Part]:
        """The counts by component in the state of this reading; `count` is asked for those of some components.

        On a connection that writes all is counted each time: a change may be made before its entry in the history.
        """
        if not pulse.stands_still(connection):
            return count(tree.by_id)
        key = connection.engine, asked
        with self._lock:
            before = self._answers.get(key)
        if before and before.state.digest == pulse.state(connection):
            return before.parts
        now = _State(pulse.newest(connection), pulse.state(connection))
        found = _Counted(now, self._counted(connection, tree, before, count))
        with self._lock:
            self._answers[key] = found
            self._answers.move_to_end(key)
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found.parts

    def _counted(
        self,
        connection: Connection,
        tree: Tree,
        before: _Counted[Part] | None,
        count: Callable[[Collection[int]], Mapping[int, Part]],
    ) -> Mapping[int, Part]:
        since = _since(connection, tree, before.state) if before else None
        if before is None or since is None or since.subjects & self._follow:
            return count(tree.by_id)
        still = {one: part for one, part in before.parts.items() if one not in since.components}
        return {**still, **(count(since.components) if since.components else {})}


_KEPT: Kept[_Since | None] = Kept(32)


def _since(connection: Connection, tree: Tree, before: _State) -> _Since | None:
    """What was recorded after that state; None where this history is another one, or too much was."""
    return _KEPT.get(connection, before, lambda: _read(connection, tree, before))


def _read(connection: Connection, tree: Tree, before: _State) -> _Since | None:
    rows = connection.execute(_SINCE, {"seq": before.seq}).all()
    if not rows or rows[0].digest != before.digest or len(rows) > MOST_ENTRIES + 1:
        return None
    about: dict[str, set[int]] = {}
    for row in rows[1:]:
        about.setdefault(row.subject, set()).add(row.subject_id)
    ids = about.get("recommendation", set())
    if reports := about.get("report"):
        ids |= set(connection.execute(_OF_REPORTS, {"report_ids": sorted(reports)}).scalars())
    return _Since(frozenset(about), _ever_of(connection, tree, ids) if ids else frozenset())


def _ever_of(connection: Connection, tree: Tree, ids: Collection[int]) -> frozenset[int]:
    """Every component that these ever belonged to: a correction can take back a move, and so an interval of it."""
    named = (json.loads(changes) for changes in connection.execute(_COMPONENTS_NAMED, {"ids": sorted(ids)}).scalars())
    codes = {code for changes in named for code in changes.get("component", {}).values() if code}
    return frozenset(component.id for code in codes if (component := tree.find(code)))
