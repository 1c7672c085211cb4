"""How every change to a recommendation is made: found for the person, checked, versioned, entered in history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import Conflict, NotAllowed, Stale
from ipr_compliance.domain.standing import BLANK, MOVES, Kind, LastWord
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import Situation
from ipr_compliance.models import Recommendation
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services import history, standings
from ipr_compliance.services.history import Change

_recommendation = Recommendation.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Desk:
    """Where a change is made: the transaction, who makes it, and when.

    `today` is the office's date, `now` the instant of recording; a `write_key` lets the change happen once only,
    however often it is sent.
    """

    session: Session
    by: Asker
    tree: Tree
    today: date
    now: datetime
    zone: ZoneInfo
    write_key: str | None = None

    @property
    def connection(self) -> Connection:
        """The connection of the transaction."""
        return self.session.connection()


def find(desk: Desk, recommendation_id: int, action: Action) -> Row[Any]:
    """The record, for somebody who wants to do this to it.

    Raises NotFound where it is not theirs to see, NotAllowed where it is theirs to see only, and Conflict where it was
    entered in error.
    """
    record = records.one(desk.connection, desk.by, recommendation_id)
    if not desk.by.may(action, record.component_id):
        raise NotAllowed(refusal(action))
    if record.voided:
        raise Conflict("This record was entered in error; nothing more is recorded on it.")
    return record


def done_before(desk: Desk) -> entries.Told | None:
    """The entry that this very form or call has written already, or None: a retry has one effect."""
    return entries.written_before(desk.connection, desk.write_key) if desk.write_key else None


def made_before(desk: Desk) -> int | None:
    """The number of the record that this very form or call has made already, or None."""
    return entries.subject_written(desk.connection, desk.write_key) if desk.write_key else None


def enter(
    desk: Desk, record: Row[Any], version: int | None, kind: Kind, on: date, facts: Mapping[str, Any],
    note: str | None = None,
) -> int:  # fmt: skip
    """Enter the facts as the record's next change, holding from a day on; answers the entry's number.

    Raises Stale where the record is no longer at the version that the person saw. What only adds to the record, a file
    or a step of the plan, may name none: it overwrites nobody, and leaves the version that others saw as it is.
    """
    # An update is dated today, so it is the newest; nothing else follows from it that a replay would have to find.
    newest = {"last_update_on": on} if kind is Kind.UPDATE else {}
    if version is not None:
        _take(desk, record.id, version, newest)
    before = record._asdict()
    fields = {name: (before.get(name), value) for name, value in facts.items()}
    change = Change(standings.SUBJECT, record.id, kind, on, fields, note, desk.write_key)
    seq = history.append(desk.session, [change], by=desk.by, at=desk.now)
    if kind is Kind.CORRECTION or facts.keys() & BLANK.keys():
        standings.rebuild(desk.session, record.id, desk.tree, desk.zone)
    return seq


def situation(desk: Desk, record: Row[Any]) -> Situation:
    """How the record stands, for the rules of moving it."""
    return situated(record, entries.timeline(desk.connection, standings.SUBJECT, record.id), desk.today)


def situated(record: Row[Any], timeline: Sequence[entries.Told], today: date) -> Situation:
    """The same from a timeline that was read already."""
    return situation_of(record.status, record.last_word, record.issued_on, timeline, today)


def situation_of(
    status: Status, last_word: LastWord, issued_on: date | None, timeline: Sequence[entries.Told], today: date
) -> Situation:  # fmt: skip
    """The same of a record of which no more is at hand."""
    told = entries.that_count(timeline)
    # What a history file dates is as firm as what people recorded; what a table found began some day before.
    moves = [
        entry.on for entry in told if entry.kind in MOVES or (entry.kind == Kind.REPORTED and "status" in entry.changes)
    ]
    begun = issued_on or min((entry.on for entry in told), default=today)
    analysed = any(entry.kind == Kind.DECISION for entry in told)
    return Situation(status, last_word, analysed, issued_on, max((begun, *moves)))


def _take(desk: Desk, recommendation_id: int, version: int, also: Mapping[str, Any]) -> None:
    taken = desk.connection.execute(
        sa.update(_recommendation)
        .where(_recommendation.c.id == recommendation_id, _recommendation.c.version == version)
        .values(version=_recommendation.c.version + 1, **also)
    )
    if taken.rowcount != 1:
        newest = sa.select(_recommendation.c.version).where(_recommendation.c.id == recommendation_id)
        raise Stale(desk.connection.execute(newest).scalar_one())
