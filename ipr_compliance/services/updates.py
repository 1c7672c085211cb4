"""Recording what was done about a recommendation."""

from dataclasses import dataclass

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.substance import doubts
from ipr_compliance.queries import history as entries
from ipr_compliance.services.desk import Desk, done_before, enter, find
from ipr_compliance.services.inputs import UpdateInput


@dataclass(frozen=True)
class Recorded:
    """The entry's number in history, and what the update lacks, in sentences: it is recorded all the same."""

    seq: int
    doubts: list[str]


def record(desk: Desk, recommendation_id: int, given: UpdateInput) -> Recorded:
    """Record a status update, effective today in the office's zone.

    Refuses: NotFound (not this person's to see), NotAllowed (to see only), Conflict (closed), Invalid (next step in
    the past), Stale (changed meanwhile).
    """
    record = find(desk, recommendation_id, Action.UPDATE)
    if before := done_before(desk):
        return Recorded(before.seq, [])
    if not record.status.is_open:
        raise Conflict("This recommendation is closed; nothing more is to be reported on it.")
    if given.next_step_on and given.next_step_on < desk.today:
        raise Invalid("The next step's date lies in the past.", field="next_step_on")
    told = given.model_dump(exclude={"note", "version"}, exclude_none=True)
    lacking = doubts(given.note, entries.last_note(desk.connection, record.id, Kind.UPDATE))
    return Recorded(enter(desk, record, given.version, Kind.UPDATE, desk.today, told, given.note), lacking)
