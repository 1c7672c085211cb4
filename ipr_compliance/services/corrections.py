"""Correcting a wrong entry by a new one that names it; nothing is edited in place."""

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, NotFound
from ipr_compliance.domain.standing import CORRECTS, MOVES, Kind
from ipr_compliance.queries import history as entries
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services import extensions, standings
from ipr_compliance.services.desk import Desk, done_before, enter, find
from ipr_compliance.services.inputs import CorrectionInput, VoidInput

EXTENDING = frozenset({Kind.EXTENSION_ASKED, Kind.EXTENSION_GRANTED})
CORRECTABLE = frozenset({*MOVES, Kind.UPDATE, Kind.EDITED, Kind.FOUND, Kind.REPORTED})


def correct(desk: Desk, recommendation_id: int, given: CorrectionInput) -> int:
    """Declare an entry wrong: it counts no more from the day it was effective, and stays readable.

    A move is corrected only while no later move stands on it. Refuses with NotFound, NotAllowed, Conflict and Stale.
    """
    record = find(desk, recommendation_id, Action.CORRECT)
    if before := done_before(desk):
        return before.seq
    counting = entries.that_count(entries.timeline(desk.connection, standings.SUBJECT, record.id))
    wrong = next((entry for entry in counting if entry.seq == given.seq), None)
    if wrong is None:
        raise NotFound
    if wrong.kind not in CORRECTABLE:
        raise Conflict("An entry of this kind is not corrected by declaring it wrong; record what is right instead.")
    if _moves(wrong) and any(_moves(entry) and _stands_on(entry, wrong) for entry in counting):
        raise Conflict("A later move stands on this entry; correct that one first.")
    if wrong.kind == Kind.RESPONSE and any(entry.kind in EXTENDING and entry.seq > wrong.seq for entry in counting):
        raise Conflict("More time was asked for on the plan of this response; it stays.")
    seq = enter(desk, record, given.version, Kind.CORRECTION, desk.today, {CORRECTS: given.seq}, given.note)
    extensions.lapse(desk, record.id)
    return seq


def _moves(entry: entries.Told) -> bool:
    return entry.kind in MOVES or "status" in entry.changes


def _stands_on(entry: entries.Told, wrong: entries.Told) -> bool:
    # What a table found had begun before whatever people recorded after it.
    if wrong.kind == Kind.FOUND and entry.kind in MOVES:
        return entry.seq > wrong.seq
    return (entry.on, entry.seq) > (wrong.on, wrong.seq)


def void(desk: Desk, recommendation_id: int, given: VoidInput) -> int:
    """Declare a whole record entered in error: it stays in history and leaves every count and list, on every day.

    Its number may be used again. Refuses with NotFound, NotAllowed, Conflict (declared so before) and Stale.
    """
    record = records.one(desk.connection, desk.by, recommendation_id)
    if desk.by.may(Action.CORRECT, record.component_id) and (before := done_before(desk)):
        return before.seq
    record = find(desk, recommendation_id, Action.CORRECT)
    seq = enter(desk, record, given.version, Kind.VOIDED, desk.today, {"voided": True}, given.note)
    extensions.lapse(desk, record.id)
    return seq
