import pytest

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.permissions import Action, covered
from ipr_compliance.domain.words import Role

TREE = Tree([Component(1, "DHS", "", None), Component(2, "CBP", "", 1), Component(3, "CBP-OT", "", 2)])

REPORTING = {Action.UPDATE, Action.RESPOND, Action.ASK_EXTENSION, Action.REQUEST_CLOSURE}
ALLOWED = {
    Role.VIEWER: {Action.READ},
    Role.PROGRAM_MANAGER: {Action.READ, *REPORTING},
    Role.LIAISON: set(Action) - {Action.CORRECT, Action.ADMINISTER},
    Role.ADMIN: set(Action),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_on_a_component_reaches_those_below_and_no_other(role, action):
    reach = covered([(role, 2)], TREE)[action]
    assert reach == ({2, 3} if action in ALLOWED[role] else set())


def test_without_a_grant_nothing_is_allowed():
    assert not any(covered([], TREE).values())


def test_a_grant_without_component_covers_the_department():
    assert covered([(Role.VIEWER, None)], TREE)[Action.READ] == {1, 2, 3}
