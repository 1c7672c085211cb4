"""What a recommendation's clocks are worked out from, gathered from its record and its history."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from ipr_compliance.domain.clocks import Facts
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import Status
from ipr_compliance.queries.history import Told

ANSWERED = frozenset({Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED, Status.CLOSURE_REQUESTED})


def facts(record: Any, counting: Iterable[Told], zone: ZoneInfo) -> Facts:
    """The facts of the record's clocks; the entries are those that count, in any order.

    A closeout letter is sent on the day on which it was recorded at the office, not on that of the implementation.
    """
    told = sorted(counting, key=lambda entry: (entry.on, entry.seq))
    responses = [entry.on for entry in told if _answers(entry)]
    closures = [entry.recorded_at.astimezone(zone).date() for entry in told if entry.kind == Kind.CLOSURE]
    return Facts(
        status=record.status,
        issued_on=record.issued_on,
        responded_on=next(iter(responses), None),
        decided_on=record.decided_on,
        implemented_on=record.implemented_on,
        closure_requested_on=closures[-1] if closures else record.closed_on,
        closed_on=record.closed_on,
        due_on=record.due_on,
        complete_by=record.complete_by,
        last_update_on=record.last_update_on,
        next_update_on=record.next_update_on,
    )


def _answers(entry: Told) -> bool:
    """Whether the entry tells that a response came: itself, or by a standing that only a response leads to."""
    status = entry.changes.get("status", {}).get("to")
    return entry.kind == Kind.RESPONSE or (entry.kind in {Kind.REPORTED, Kind.FOUND} and status in ANSWERED)
