"""Recording the management response to a recommendation, and revised plans after it."""

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.standing import Kind, LastWord
from ipr_compliance.domain.words import Agreement, Status
from ipr_compliance.domain.workflow import effective_on, step
from ipr_compliance.services.desk import Desk, done_before, enter, find, situation
from ipr_compliance.services.inputs import ResponseInput


def record(desk: Desk, recommendation_id: int, given: ResponseInput) -> int:
    """Record the response; from the day it was received on, it is the OIG's move.

    The first due date stated is the original one for ever. A response printed in the report itself may have been
    received before it was issued; it holds from the issue. Refuses with NotFound, NotAllowed, Conflict (none is due),
    Invalid (a plan without agreement or date, a date before the issue) and Stale.
    """
    record = find(desk, recommendation_id, Action.RESPOND)
    if before := done_before(desk):
        return before.seq
    now_stands = situation(desk, record)
    step(Action.RESPOND, now_stands, Status.OPEN_UNRESOLVED)
    _check_plan(given)
    if record.issued_on and given.due_on and given.due_on < record.issued_on:
        raise Invalid("The due date lies before the day the report was issued.", field="due_on")
    received_on = given.received_on
    if record.issued_on and received_on < record.issued_on:
        received_on = record.issued_on
    on = effective_on(received_on, now_stands, desk.today, field="received_on")
    facts = given.model_dump(exclude={"version", "received_on"}, exclude_none=True)
    facts |= {"status": Status.OPEN_UNRESOLVED, "last_word": LastWord.COMPONENT, "received_on": given.received_on}
    if record.original_due_on is None and given.due_on:
        facts["original_due_on"] = given.due_on
    return enter(desk, record, given.version, Kind.RESPONSE, on, facts)


def _check_plan(given: ResponseInput) -> None:
    if given.agreement is Agreement.NONE:
        raise Invalid("Say whether the component agrees: concur, partially concur or non-concur.", field="agreement")
    if given.agreement is not Agreement.NON_CONCUR and given.due_on is None:
        raise Invalid("Who agrees names the date by which the action will be complete.", field="due_on")
