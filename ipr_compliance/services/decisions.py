"""Recording the OIG's word: a liaison enters what its letter says."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.standing import Kind, LastWord
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import Situation, check_decision, effective_on, step
from ipr_compliance.queries import evidence
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services import extensions
from ipr_compliance.services.desk import Desk, done_before, enter, find, situation
from ipr_compliance.services.inputs import DecisionInput


def record(desk: Desk, recommendation_id: int, given: DecisionInput) -> int:
    """Record a decision of the OIG, effective on the day it was taken.

    Refuses with NotFound, NotAllowed, Conflict (not a move of the handbook), Invalid (no letter where one is needed,
    a day before the last move, more money agreed than was questioned) and Stale.
    """
    record = find(desk, recommendation_id, Action.RECORD_DECISION)
    if before := done_before(desk):
        return before.seq
    if given.letter is not None:
        _check_letter(desk, record, given.letter)
    on = effective(situation(desk, record), given, desk.today)
    _check_money("costs_agreed", given.costs_agreed, record.questioned_cost)
    _check_money("better_use_agreed", given.better_use_agreed, record.funds_put_to_better_use)
    facts = given.model_dump(exclude={"version", "note", "decided_on"}, exclude_none=True)
    facts |= {"last_word": LastWord.OIG} | _closing_facts(desk, record, given, on)
    seq = enter(desk, record, given.version, Kind.DECISION, on, facts, given.note)
    extensions.lapse(desk, record.id)
    return seq


def effective(now_stands: Situation, given: DecisionInput, today: date) -> date:
    """The day from which a decision holds, as the moves of the handbook go.

    Refuses with Conflict what is no move from there, and with Invalid a day that cannot be, or what the move lacks.
    """
    move = step(Action.RECORD_DECISION, now_stands, given.status)
    on = effective_on(given.decided_on, now_stands, today, field="decided_on")
    check_decision(move, now_stands, decided_on=on, note=given.note, has_letter=given.letter is not None)
    return on


def _check_letter(desk: Desk, record: Row[Any], letter: int) -> None:
    found = evidence.on_record(desk.connection, record.id, letter)
    if found is None or found.kind != "letter" or found.withdrawn_on is not None:
        raise Invalid("This is not a letter of the OIG on this recommendation.", field="letter")


def _check_money(field: str, agreed: Decimal | None, stated: Decimal | None) -> None:
    if agreed is not None and agreed > (stated or 0):
        raise Invalid("More cannot be agreed to than the report states.", field=field)


def _closing_facts(desk: Desk, record: Row[Any], given: DecisionInput, on: date) -> dict[str, Any]:
    """What goes with the target status besides: the successor, the next update's date, a returned implementation."""
    if given.successor is not None:
        if given.status is not Status.CLOSED_SUPERSEDED or given.successor == record.id:
            raise Invalid("Only a superseded recommendation has a successor, and it is another one.", field="successor")
        if records.one(desk.connection, desk.by, given.successor).voided:
            raise Invalid("The successor was entered in error.", field="successor")
    if given.next_update_on and (not given.status.is_open or given.next_update_on <= on):
        raise Invalid("The next update is due after the decision, on what stays open.", field="next_update_on")
    if record.status is Status.CLOSURE_REQUESTED and given.status.is_open:
        return {"implemented_on": None}
    return {}
