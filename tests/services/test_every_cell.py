"""Every cell of state x move x role x relation, refusals included, through the use cases."""

from itertools import product

import pytest

from ipr_compliance.domain.permissions import ALLOWED, Action
from ipr_compliance.domain.refusal import Conflict, NotAllowed, NotFound, Refused
from ipr_compliance.domain.words import Role, Status
from tests.domain.test_workflow import ALLOWED as HANDBOOK
from tests.factories import an_asker, an_office
from tests.lives import Life

RELATIONS = {"own": "CBP-OT", "above": "CBP", "beside": "CBP-OFO"}
MOVES = [
    (Action.RESPOND, Status.OPEN_UNRESOLVED),
    (Action.REQUEST_CLOSURE, Status.CLOSURE_REQUESTED),
    *((Action.RECORD_DECISION, target) for target in Status),
]


def expected(source, action, target, role, relation):
    """What is raised, told from the handbook written by hand; None where the move is made."""
    if relation == "beside":
        return NotFound
    if action not in ALLOWED[role]:
        return NotAllowed
    if target not in HANDBOOK.get((action, source), set()):
        return Conflict
    # A response has just been recorded here: a revised plan waits for the OIG's answer to it.
    return Conflict if (action, source) == (Action.RESPOND, Status.OPEN_UNRESOLVED) else None


def move(life, action, target, source, letter, by):
    day = 0 if source is Status.RESPONSE_DUE else 270
    if action is Action.RESPOND:
        life.respond(by=by, day=day)
    elif action is Action.REQUEST_CLOSURE:
        life.ask_closure(by=by, day=day)
    else:
        life.decide(target, by=by, day=day, letter=letter, note="As the letter says.")


def happens(life, attempt):
    """What an attempt came to; whatever it changed is undone."""
    with life.session.begin_nested() as nested:
        try:
            attempt()
        except Refused as refusal:
            return type(refusal)
        finally:
            nested.rollback()
    return None


@pytest.mark.parametrize("source", Status)
def test_who_may_move_it_from_here_to_where(session, source):
    office = an_office(session)
    life = Life(session, office)
    letter = life.attach("letter")
    life.brought_to(source)
    for (action, target), role, relation in product(MOVES, Role, RELATIONS):
        by = an_asker(office, role, RELATIONS[relation])
        came_to = happens(life, lambda a=action, t=target, who=by: move(life, a, t, source, letter, who))
        assert came_to is expected(source, action, target, role, relation), (action, target, role, relation)
        assert life.record.status is source
