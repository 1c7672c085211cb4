"""Whose turn an open recommendation is for one person, and by which date it is placed among their work.

A recommendation is placed by its due date. Where its component is to report, and the next status update is overdue or
owed within two weeks, it is placed by that day if it comes first: the rhythm of reporting to the OIG (DHS Directive
077-01) runs whatever the due date is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from ipr_compliance.domain.deadlines import NEAR_DAYS
from ipr_compliance.domain.words import Status, WhoseMove

UPDATE_NEAR_DAYS = 14
"""From so many days before a status update is owed it is work: the first reminder of it goes out then."""

ANSWERED = frozenset({Status.RESPONSE_DUE, Status.OPEN_UNRESOLVED})
"""In these an answer to the OIG is owed, and no status update before it."""


class Turn(IntEnum):
    """The groups of a person's work, in the order in which they want to be seen."""

    DECIDE = 0
    NEEDS_YOU = 1
    SOON = 2
    WAITING = 3
    LATER = 4


@dataclass(frozen=True)
class Bounds:
    """The last days of what needs somebody now, of the updates among it, and of what comes soon."""

    now_until: date
    update_until: date
    soon_until: date

    @classmethod
    def on(cls, today: date) -> "Bounds":
        """As they lie on a day of the office."""
        near, _middle, far = NEAR_DAYS
        return cls(*(today + timedelta(days=days) for days in (near, UPDATE_NEAR_DAYS, far)))


@dataclass(frozen=True)
class Owed:
    """The date that an item is placed by, None where it has none, and whether a status update is what is owed then."""

    on: date | None
    update: bool = False


def owed(status: Status, whose_move: WhoseMove, due_on: date | None, update_by: date | None, bounds: Bounds) -> Owed:
    """What is owed first; `update_by` is the day by which the next status update is."""
    reports = whose_move is WhoseMove.COMPONENT and status not in ANSWERED
    if not reports or update_by is None or update_by > bounds.update_until:
        return Owed(due_on)
    return Owed(due_on) if due_on is not None and due_on <= update_by else Owed(update_by, update=True)


def turn(status: Status, whose_move: WhoseMove, first: Owed, bounds: Bounds, *, decides: bool = False) -> Turn:
    """The group that an open recommendation is in; who `decides` may grant the time that is asked for."""
    if whose_move is WhoseMove.LIAISON and decides:
        return Turn.DECIDE
    if whose_move is not WhoseMove.COMPONENT:
        return Turn.WAITING
    # An answer that is owed to the OIG has no due date of its own.
    if status in ANSWERED or (first.on is not None and first.on <= bounds.now_until):
        return Turn.NEEDS_YOU
    return Turn.SOON if first.on is not None and first.on <= bounds.soon_until else Turn.LATER


def action(status: Status, whose_move: WhoseMove) -> str:
    """What the button of an item says."""
    if whose_move is WhoseMove.LIAISON:
        return "Decide on the extension asked for"
    return _ANSWERS.get(status, "Record an update")


_ANSWERS = {Status.RESPONSE_DUE: "Answer the recommendation", Status.OPEN_UNRESOLVED: "Answer the OIG"}
