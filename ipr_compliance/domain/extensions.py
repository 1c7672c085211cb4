"""Extensions: a component asks for a later date, somebody else decides; the original date never changes."""

from datetime import date

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.domain.standing import EXTENDABLE
from ipr_compliance.domain.words import Status

LIMIT = 2
"""Granted extensions after which the departmental liaison decides; the office may set another number."""

REASONS = (
    "Not enough staff or funds",
    "Depends on another office",
    "Procurement takes longer",
    "Legal review takes longer",
    "The scope grew",
    "Another reason",
)
"""What a request can be put down to, unless the office has a list of its own; its text says more."""


def check_askable(status: Status, due_on: date | None, *, pending: bool) -> date:
    """The date that can be extended. Refuses with Conflict where none can be: see `check_request`."""
    if status not in EXTENDABLE:
        raise Conflict(
            "A date can be extended while the component works on an answered recommendation; this one is not."
        )
    if due_on is None:
        raise Conflict("There is no due date to extend; a liaison sets one by editing the record.")
    if pending:
        raise Conflict("An extension is asked for already; its decision comes first.")
    return due_on


def check_request(status: Status, due_on: date | None, proposed_due_on: date, today: date, *, pending: bool) -> None:
    """Refuse a request that asks for nothing, or asks twice.

    Conflict: closed, without a plan yet, with the OIG, without a date, or asked already. Invalid: not a later date,
    or one in the past.
    """
    extended = check_askable(status, due_on, pending=pending)
    if proposed_due_on <= extended:
        raise Invalid("Ask for a date after the present one.", field="proposed_due_on")
    if proposed_due_on < today:
        raise Invalid("Ask for a date that has not passed.", field="proposed_due_on")


def needs_departmental_liaison(
    granted: int, proposed_due_on: date, complete_by: date | None, *, limit: int = LIMIT
) -> bool:
    """Whether the department's own liaison has to decide: after the limit, or past the report's 18-month window."""
    return granted >= limit or (complete_by is not None and proposed_due_on > complete_by)


def check_decider(*, asked_by: int | None, decides: int | None, departmental: bool, needs_departmental: bool) -> None:
    """Refuse with NotAllowed the one who asked, and a component's liaison where the department's own has to decide."""
    if asked_by is not None and asked_by == decides:
        raise NotAllowed("You asked for this extension; somebody else decides it.")
    if needs_departmental and not departmental:
        raise NotAllowed(
            "This extension goes past the limit or the 18-month window: the departmental liaison decides it."
        )
