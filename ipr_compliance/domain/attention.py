"""The order in which the deadline summary shows components: what needs attention first, parts below their whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.summary import Figures


@dataclass(frozen=True)
class Line:
    """One component in the table, how deep it stands, and whether its figures include lines below it."""

    component: Component
    figures: Figures
    depth: int
    is_total: bool


def in_order_of_attention(by_component: Mapping[str, Figures], tree: Tree) -> list[Line]:
    """The components with figures: among neighbours the one with the longest overdue item comes first."""
    return list(_lines(None, 0, by_component, tree))


def _lines(parent_id: int | None, depth: int, by_component: Mapping[str, Figures], tree: Tree) -> Iterator[Line]:
    neighbours = list(_shown_under(parent_id, by_component, tree))
    for component in sorted(neighbours, key=lambda one: _urgency(one, by_component[one.code])):
        below = list(_lines(component.id, depth + 1, by_component, tree))
        yield Line(component, by_component[component.code], depth, bool(below))
        yield from below


def _shown_under(parent_id: int | None, by_component: Mapping[str, Figures], tree: Tree) -> Iterator[Component]:
    # A component without figures of its own may stand between two that have them.
    for child in tree.children(parent_id):
        if child.code in by_component:
            yield child
        else:
            yield from _shown_under(child.id, by_component, tree)


def _urgency(component: Component, figures: Figures) -> tuple[int, int, date, str]:
    return -figures.worst_days_late, -figures.overdue, figures.next_due_on or date.max, component.code
