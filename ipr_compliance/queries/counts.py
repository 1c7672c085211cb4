"""Counts by component, of which only those are counted anew that something was recorded of since.

What is counted of the records follows from the history of recommendations and reports; what else a question depends on
is followed, or a part of what is asked. So what was counted in an earlier state of the history still holds for every
component that no later entry is about.
"""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.models import History, Recommendation
from ipr_compliance.queries import people, pulse
from ipr_compliance.queries.among import among
from ipr_compliance.queries.history import Head, about_many
from ipr_compliance.queries.kept import Kept, Recent

Part = TypeVar("Part")

_history, _rec = History.__table__, Recommendation.__table__  # type: ignore[attr-defined]  # SQLModel adds the tables

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
    *about_many("recommendation", "ids"), _history.c.changes.like('%"component"%')
)


@dataclass(frozen=True)
class _Since:
    """What the entries after a state are about: which kinds of subject, and records of which components."""

    subjects: frozenset[str]
    components: frozenset[int]


@dataclass(frozen=True)
class _Answer(Generic[Part]):
    state: Head
    parts: Mapping[int, Part]


class Counts(Generic[Part]):
    """What was counted for each component, of the questions asked last, so many of them."""

    def __init__(self, most: int, *, follow: Collection[str] = ()) -> None:
        """`follow` names the subjects, beside records and reports, whose changes ask for all to be counted anew."""
        self._answers: Recent[_Answer[Part]] = Recent(most)
        self._follow = frozenset(follow)

    def get(
        self, connection: Connection, asked: Hashable, count: Callable[[Collection[int]], Mapping[int, Part]]
    ) -> Mapping[int, Part]:
        """The counts by component in the state of this reading; `count` is asked for those of some components.

        On a connection that writes all is counted each time: a change may be made before its entry in the history.
        """
        # The tree is that of this very state: one that was read before may not know of the newest component.
        tree = people.tree(connection)
        if not pulse.stands_still(connection):
            return count(tree.by_id)
        key, now = (connection.engine, asked), Head(pulse.newest(connection), pulse.state(connection))
        before = self._answers.get(key)
        if before and before.state == now:
            return before.parts
        found = _Answer(now, self._counted(connection, tree, before, count))
        newest = self._answers.get(key)
        # A reader of an older state leaves what another has counted in a newer one.
        if newest is None or newest.state.seq <= now.seq:
            self._answers.put(key, found)
        return found.parts

    def _counted(
        self,
        connection: Connection,
        tree: Tree,
        before: _Answer[Part] | None,
        count: Callable[[Collection[int]], Mapping[int, Part]],
    ) -> Mapping[int, Part]:
        since = _since(connection, tree, before.state) if before else None
        if before is None or since is None or since.subjects & self._follow:
            return count(tree.by_id)
        still = {one: part for one, part in before.parts.items() if one not in since.components}
        return {**still, **(count(since.components) if since.components else {})}


_KEPT: Kept[_Since | None] = Kept(32)


def _since(connection: Connection, tree: Tree, before: Head) -> _Since | None:
    """What was recorded after that state; None where this history is another one, or too much was."""
    return _KEPT.get(connection, before, lambda: _read_since(connection, tree, before))


def _read_since(connection: Connection, tree: Tree, before: Head) -> _Since | None:
    rows = connection.execute(_SINCE, {"seq": before.seq}).all()
    if not rows or rows[0].digest != before.digest or len(rows) > MOST_ENTRIES + 1:
        return None
    about: dict[str, set[int]] = {}
    for row in rows[1:]:
        about.setdefault(row.subject, set()).add(row.subject_id)
    records = about.get("recommendation", set())
    if reports := about.get("report"):
        records |= set(connection.execute(_OF_REPORTS, {"report_ids": sorted(reports)}).scalars())
    return _Since(frozenset(about), _ever_of(connection, tree, records) if records else frozenset())


def _ever_of(connection: Connection, tree: Tree, records: Collection[int]) -> frozenset[int]:
    """Every component that these ever belonged to: a correction can take back a move, and so an interval of it."""
    named = connection.execute(_COMPONENTS_NAMED, {"ids": sorted(records)}).scalars()
    changes = (json.loads(text).get("component", {}) for text in named)
    codes = {code for change in changes for code in change.values() if code}
    return frozenset(tree.by_code[code.upper()].id for code in codes)
