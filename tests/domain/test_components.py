from ipr_compliance.domain.components import Component, Tree

TREE = Tree([
    Component(4, "CBP-OT", "Trade", 3), Component(1, "DHS", "Department", None), Component(2, "PLCY", "Policy", 1),
    Component(3, "CBP", "Customs", 1), Component(5, "CBP-OFO", "Field", 3),
])  # fmt: skip


def test_a_component_covers_itself_and_all_below_it():
    assert TREE.below(1) == {1, 2, 3, 4, 5}
    assert TREE.below(3) == {3, 4, 5}
    assert TREE.below(5) == {5}


def test_codes_are_found_whatever_their_case():
    assert TREE.find(" cbp-ot ").id == 4
    assert TREE.find("ICE") is None


def test_the_order_is_parents_first_then_by_code():
    assert [(depth, one.code) for depth, one in TREE.in_order()] == [
        (0, "DHS"), (1, "CBP"), (2, "CBP-OFO"), (2, "CBP-OT"), (1, "PLCY"),
    ]  # fmt: skip
