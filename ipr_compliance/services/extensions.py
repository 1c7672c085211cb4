"""Asking for a later due date, and deciding about it; two different people."""

from dataclasses import replace

import sqlalchemy as sa

from ipr_compliance.domain import extensions
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, NotFound
from ipr_compliance.domain.standing import EXTENDABLE, Kind
from ipr_compliance.models import Extension
from ipr_compliance.queries import actions, office
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services.desk import Desk, done_before, enter, find
from ipr_compliance.services.inputs import ExtensionDecisionInput, ExtensionInput

LAPSED = "The recommendation moved on before it was decided."

_extension = Extension.__table__  # type: ignore[attr-defined]


def ask(desk: Desk, recommendation_id: int, given: ExtensionInput) -> int:
    """Ask for a later date; answers the request's number. It changes no date, and what is late stays late.

    Refuses with NotFound, NotAllowed, Conflict, Invalid (see `domain.extensions.check_request`) and Stale.
    """
    record = find(desk, recommendation_id, Action.ASK_EXTENSION)
    if before := done_before(desk):
        return int(before.changes["n"]["to"])
    extensions.check_request(
        record.status, record.due_on, given.proposed_due_on, desk.today, pending=record.extension_pending
    )
    needs_departmental = extensions.needs_departmental_liaison(
        record.extensions, given.proposed_due_on, record.complete_by,
        limit=office.rules(desk.connection).extension_limit,
    )  # fmt: skip
    n = actions.next_number(desk.connection, _extension, record.id)
    desk.session.add(
        Extension(
            recommendation_id=record.id, n=n, due_on=record.due_on, proposed_due_on=given.proposed_due_on,
            reason=given.reason, asked_by=desk.by.actor, asked_by_id=desk.by.person_id, asked_on=desk.today,
            departmental=needs_departmental,
        )
    )  # fmt: skip
    desk.session.flush()
    facts = {"n": n, "proposed_due_on": given.proposed_due_on, "extension_pending": True}
    enter(desk, record, given.version, Kind.EXTENSION_ASKED, desk.today, facts, given.reason)
    return n


def decide(desk: Desk, recommendation_id: int, n: int, given: ExtensionDecisionInput) -> None:
    """Grant or refuse request `n`, once. A granted one moves the due date, never the original date.

    Refuses with NotFound, NotAllowed (who asked; a component's liaison where the department's own decides) and
    Conflict (decided already, or no longer open).
    """
    record = find(desk, recommendation_id, Action.DECIDE_EXTENSION)
    if done_before(desk):
        return
    asked = actions.extension(desk.connection, record.id, n)
    if asked is None:
        raise NotFound
    if asked.decided_on is not None:
        raise Conflict("This extension is decided already, or no longer asked for.")
    extensions.check_decider(
        asked_by=asked.asked_by_id, decides=desk.by.person_id, needs_departmental=asked.departmental,
        departmental=departmental(desk.by, desk.tree),
    )  # fmt: skip
    desk.connection.execute(
        sa.update(_extension)
        .where(_extension.c.id == asked.id)
        .values(approved=given.approve, decided_by=desk.by.actor, decided_on=desk.today, note=given.note)
    )
    facts = {"n": n, "extension_pending": False}
    if given.approve:
        facts |= {"due_on": asked.proposed_due_on, "extensions": record.extensions + 1}
    kind = Kind.EXTENSION_GRANTED if given.approve else Kind.EXTENSION_REFUSED
    enter(desk, record, record.version, kind, desk.today, facts, given.note)


def lapse(desk: Desk, recommendation_id: int) -> None:
    """End a pending request, today, where the recommendation has moved on to where there is no date to extend."""
    record = records.one(desk.connection, desk.by, recommendation_id)
    if not record.extension_pending or (record.status in EXTENDABLE and not record.voided):
        return
    pending = next(one for one in actions.extensions(desk.connection, record.id) if one.decided_on is None)
    ended = sa.update(_extension).where(_extension.c.id == pending.id)
    desk.connection.execute(ended.values(decided_on=desk.today, note=LAPSED))
    # The entry of the move itself carries the form's key; this one follows from it.
    facts = {"n": pending.n, "extension_pending": False}
    enter(replace(desk, write_key=None), record, None, Kind.EXTENSION_LAPSED, desk.today, facts, LAPSED)


def departmental(by: Asker, tree: Tree) -> bool:
    """Whether this person decides extensions for the whole department."""
    roots = {component.id for component in tree.children(None)}
    return roots <= by.components[Action.DECIDE_EXTENSION]
