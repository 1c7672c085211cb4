"""The tree of components: a role on a parent covers, and a total for a parent includes, those below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Component:
    """One office of the department, with its mailbox where it has one."""

    id: int
    code: str
    name: str
    parent_id: int | None
    mailbox: str | None = None
    head_email: str | None = None


class Tree:
    """All components, in tree order (parents before children, siblings by code)."""

    def __init__(self, components: Iterable[Component]) -> None:
        self.by_id: Mapping[int, Component] = {component.id: component for component in components}

    @cached_property
    def by_code(self) -> Mapping[str, Component]:
        """Components by code; codes are compared without regard to case."""
        return {component.code.upper(): component for component in self.by_id.values()}

    @cached_property
    def _children(self) -> Mapping[int | None, list[Component]]:
        children: dict[int | None, list[Component]] = {}
        for component in sorted(self.by_id.values(), key=lambda one: one.code):
            children.setdefault(component.parent_id, []).append(component)
        return children

    def find(self, code: str) -> Component | None:
        """The component of that code, or None."""
        return self.by_code.get(code.strip().upper())

    def below(self, component_id: int) -> frozenset[int]:
        """The component itself and all under it."""
        found = {component_id}
        for child in self._children.get(component_id, ()):
            found |= self.below(child.id)
        return frozenset(found)

    def children(self, component_id: int | None) -> list[Component]:
        """Those directly below a component; of None, the roots."""
        return list(self._children.get(component_id, ()))

    def in_order(self) -> list[tuple[int, Component]]:
        """Every component with its depth, parents first."""
        return list(self._ordered)

    @cached_property
    def _ordered(self) -> Sequence[tuple[int, Component]]:
        ordered: list[tuple[int, Component]] = []

        def walk(parent_id: int | None, depth: int) -> None:
            for component in self._children.get(parent_id, ()):
                ordered.append((depth, component))
                walk(component.id, depth + 1)

        walk(None, 0)
        return ordered
