"""The steps of the corrective action: planned, moved with a reason, done."""

from typing import Any

import sqlalchemy as sa

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import Status
from ipr_compliance.models import Milestone
from ipr_compliance.queries import actions
from ipr_compliance.services.desk import Desk, done_before, enter, find
from ipr_compliance.services.inputs import MilestoneChangeInput, MilestoneInput

_milestone = Milestone.__table__  # type: ignore[attr-defined]


def add(desk: Desk, recommendation_id: int, given: MilestoneInput) -> int:
    """Plan a step; answers its number. Refuses with NotFound, NotAllowed, Conflict (closed), Invalid and Stale."""
    record = find(desk, recommendation_id, Action.UPDATE)
    if before := done_before(desk):
        return int(before.changes["n"]["to"])
    _still_open(record.status)
    if record.issued_on and given.due_on < record.issued_on:
        raise Invalid("This day lies before the report was issued.", field="due_on")
    n = actions.next_number(desk.connection, _milestone, record.id)
    told = given.model_dump(exclude={"version"}, exclude_none=True)
    desk.session.add(Milestone(recommendation_id=record.id, n=n, original_due_on=given.due_on, **told))
    desk.session.flush()
    enter(desk, record, given.version, Kind.MILESTONE, desk.today, _named(n, told))
    return n


def change(desk: Desk, recommendation_id: int, n: int, given: MilestoneChangeInput) -> None:
    """Say that a step is done, or move it to a new date with the reason.

    Refuses with NotFound, NotAllowed, Conflict (closed, done already), Invalid (done in the future, a new date without
    its reason or in the past) and Stale.
    """
    record = find(desk, recommendation_id, Action.UPDATE)
    if done_before(desk):
        return
    _still_open(record.status)
    milestone = actions.milestone(desk.connection, record.id, n)
    if milestone is None:
        raise NotFound
    if milestone.done_on is not None:
        raise Conflict("This step is done already.")
    told = given.model_dump(include={"done_on", "due_on"}, exclude_none=True)
    if len(told) != 1:
        raise Invalid("Say either when the step was done, or its new date.", field="done_on")
    if given.done_on and given.done_on > desk.today:
        raise Invalid("A step is done today at the latest.", field="done_on")
    if given.due_on:
        _check_new_date(given, desk)
    desk.connection.execute(
        sa.update(_milestone).where(_milestone.c.id == milestone.id).values(**told, note=given.note or milestone.note)
    )
    enter(
        desk,
        record,
        given.version,
        Kind.MILESTONE,
        desk.today,
        _named(n, told | {"title": milestone.title}),
        given.note,
    )


def _check_new_date(given: MilestoneChangeInput, desk: Desk) -> None:
    if not given.note:
        raise Invalid("Say why the step takes longer.", field="note")
    if given.due_on and given.due_on < desk.today:
        raise Invalid("The new date lies in the past.", field="due_on")


def _named(n: int, told: dict[str, Any]) -> dict[str, Any]:
    # A milestone's dates are not the recommendation's: in history they carry names of their own.
    return {"n": n} | {f"milestone_{name}": value for name, value in told.items() if name != "note"}


def _still_open(status: Status) -> None:
    if not status.is_open:
        raise Conflict("This recommendation is closed; its plan is not changed any more.")
