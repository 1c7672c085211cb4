from datetime import date

import pytest

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.first_pages import FIRST_PAGES, Block, dashboards, first_page, own_components, role
from ipr_compliance.domain.permissions import Asker, covered
from ipr_compliance.domain.words import Role

TODAY = date(2026, 11, 24)
TREE = Tree(
    [
        Component(1, "DHS", "Department", None), Component(2, "CBP", "Border protection", 1),
        Component(3, "CBP-OT", "Trade", 2), Component(4, "PLCY", "Policy", 1),
    ]
)  # fmt: skip


def somebody(*grants):
    return Asker("Somebody", "somebody@dhs.example", 1, covered(grants, TREE))


@pytest.mark.parametrize("held", [None, *Role])
def test_each_role_has_its_own(held):
    asker = somebody(*([(held, 3)] if held else []))
    assert role(asker) is held
    assert first_page(asker) is FIRST_PAGES[held]


def test_every_role_has_its_page_and_no_block_stands_twice():
    assert set(FIRST_PAGES) == {None, *Role}
    for page in FIRST_PAGES.values():
        assert len(set(page.blocks)) == len(page.blocks)
        assert set(page.blocks) >= {Block.NEEDS_YOU, Block.SOON, Block.WAITING, Block.LATER}


def test_a_liaison_begins_with_what_waits_for_a_decision_and_what_failed_and_ends_with_the_figures():
    blocks = FIRST_PAGES[Role.LIAISON].blocks
    assert (blocks[:2], blocks[-1]) == ((Block.DECIDE, Block.FAILED), Block.DASHBOARDS)


def test_who_holds_several_roles_begins_as_the_widest_of_them():
    assert role(somebody((Role.VIEWER, None), (Role.PROGRAM_MANAGER, 3))) is Role.PROGRAM_MANAGER


def test_own_components_are_those_of_the_work_and_not_all_that_may_be_read():
    assert own_components(somebody((Role.VIEWER, None), (Role.PROGRAM_MANAGER, 2), (Role.LIAISON, 4)), TREE) == ["PLCY"]
    assert own_components(somebody((Role.VIEWER, None), (Role.PROGRAM_MANAGER, 2)), TREE) == ["CBP"]
    assert own_components(somebody((Role.VIEWER, 3), (Role.VIEWER, 4)), TREE) == ["CBP-OT", "PLCY"]
    assert own_components(somebody(), TREE) == []


@pytest.mark.parametrize(
    ("held", "asks"),
    [
        (Role.PROGRAM_MANAGER, "component=CBP&compare_with=2026-11-17"),
        (Role.LIAISON, "component=CBP&compare_with=2026-11-17"),
        (Role.VIEWER, "component=CBP&compare_with=2026-10-31"),
    ],
)
def test_the_figures_of_the_own_components_are_compared_as_the_role_looks_at_them(held, asks):
    assert list(dashboards(somebody((held, 2)), TREE, TODAY)) == [("CBP", asks)]
