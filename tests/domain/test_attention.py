from collections import Counter
from datetime import date

from ipr_compliance.domain.attention import in_order_of_attention
from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.summary import Figures

TREE = Tree(
    Component(number, code, code, parent)
    for number, code, parent in ((1, "DHS", None), (2, "CBP", 1), (3, "PLCY", 1), (4, "CBP-OT", 2), (5, "CBP-OFO", 2))
)


def order(**figures):
    by_component = {code.replace("_", "-"): found for code, found in figures.items()}
    return [(line.component.code, line.depth, line.is_total) for line in in_order_of_attention(by_component, TREE)]


def test_the_longest_overdue_comes_first_with_its_parts_below_it():
    late, later = Figures(days_late=Counter([5])), Figures(days_late=Counter([9, 1]))
    assert order(DHS=later, PLCY=late, CBP=later, CBP_OFO=Figures(), CBP_OT=later) == [
        ("DHS", 0, True), ("CBP", 1, True), ("CBP-OT", 2, False), ("CBP-OFO", 2, False), ("PLCY", 1, False),
    ]  # fmt: skip


def test_without_anything_overdue_the_next_deadline_decides():
    early, late = Figures(next_due_on=date(2026, 12, 1)), Figures(next_due_on=date(2027, 1, 1))
    assert [code for code, _depth, _total in order(CBP=late, PLCY=early)] == ["PLCY", "CBP"]


def test_a_part_is_shown_where_its_whole_is_not():
    assert order(CBP_OT=Figures(), PLCY=Figures()) == [("CBP-OT", 0, False), ("PLCY", 0, False)]
