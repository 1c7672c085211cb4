"""Asking the OIG to close a recommendation."""

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.standing import Kind, LastWord
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import effective_on, step
from ipr_compliance.queries import evidence
from ipr_compliance.services import extensions
from ipr_compliance.services.desk import Desk, done_before, enter, find, situation
from ipr_compliance.services.inputs import ClosureInput


def request(desk: Desk, recommendation_id: int, given: ClosureInput) -> int:
    """Ask for closure: the action is implemented, and evidence shows it. It is the OIG's move from then on.

    It holds from the day of implementation, or from the last move where that came later. Refuses with NotFound,
    NotAllowed, Conflict (not an accepted plan, or no evidence attached yet), Invalid (a day in the future or before
    the issue) and Stale.
    """
    record = find(desk, recommendation_id, Action.REQUEST_CLOSURE)
    if before := done_before(desk):
        return before.seq
    now_stands = situation(desk, record)
    step(Action.REQUEST_CLOSURE, now_stands, Status.CLOSURE_REQUESTED)
    if given.implemented_on > desk.today:
        raise Invalid("Ask for closure once the action is implemented; this day lies ahead.", field="implemented_on")
    if record.issued_on and given.implemented_on < record.issued_on:
        raise Invalid("This day lies before the report was issued.", field="implemented_on")
    if not evidence.shows_something(desk.connection, record.id):
        raise Conflict("Attach at least one file that shows that the action is complete.", field="evidence")
    on = effective_on(max(given.implemented_on, now_stands.moved_on), now_stands, desk.today, field="implemented_on")
    facts = {
        "status": Status.CLOSURE_REQUESTED,
        "last_word": LastWord.COMPONENT,
        "implemented_on": given.implemented_on,
    }
    seq = enter(desk, record, given.version, Kind.CLOSURE, on, facts, given.note)
    extensions.lapse(desk, record.id)
    return seq
