"""Recording what was done about a recommendation."""

from datetime import date, datetime

from sqlmodel import Session

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import Status
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services import history, recommendations, standings
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import UpdateInput


def record(
    session: Session, recommendation_id: int, given: UpdateInput, *, by: Asker, today: date, now: datetime,
    write_key: str | None = None,
) -> int:  # fmt: skip
    """Record a status update, effective today in the office's zone; answers its number in history.

    The same write key a second time has no second effect. Refuses: NotFound (not this person's to see),
    NotAllowed (to see only), Conflict (closed), Invalid (next step in the past), Stale (changed meanwhile).
    """
    connection = session.connection()
    record = records.one(connection, by, recommendation_id)
    if write_key and (seq := entries.written_before(connection, write_key)):
        return seq
    if not by.may(Action.UPDATE, record.component_id):
        raise NotAllowed("You can read this recommendation but not record updates on it.")
    if not Status(record.status).is_open:
        raise Conflict("This recommendation is closed; nothing more is to be reported on it.")
    if given.next_step_on and given.next_step_on < today:
        raise Invalid("The next step's date lies in the past.", field="next_step_on")
    recommendations.take(session, recommendation_id, given.version, last_update_on=today)
    told = given.model_dump(exclude={"note", "version"}, exclude_none=True)
    fields = {name: (None, value) for name, value in told.items()}
    change = Change(standings.SUBJECT, recommendation_id, Kind.UPDATE, today, fields, given.note, write_key)
    return history.append(session, [change], by=by, at=now)
