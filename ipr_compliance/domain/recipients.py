"""The addresses behind the recipients of a rule, for each component."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ipr_compliance.domain.addresses import normal
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.reminder_rules import To


@dataclass
class AddressBook:
    """Whom to write to; the liaisons are given by the component of their role, None being the whole department."""

    tree: Tree
    liaisons: Mapping[int | None, Sequence[str]]
    _known: dict[tuple[int, To], list[str]] = field(default_factory=dict)

    def addresses(self, component_id: int, official: str | None, recipients: Iterable[To]) -> tuple[str, ...]:
        """The addresses of these recipients, each once; what a component does not have gets nothing."""
        found: dict[str, None] = {}
        for to in recipients:
            if to is To.OFFICIAL:
                found |= dict.fromkeys([normal(official)] if official else [])
            else:
                found |= dict.fromkeys(self._of(component_id, to))
        return tuple(found)

    def _of(self, component_id: int, to: To) -> list[str]:
        key = component_id, to
        if key not in self._known:
            self._known[key] = [normal(address) for address in self._look_up(component_id, to) if address]
        return self._known[key]

    def _look_up(self, component_id: int, to: To) -> Sequence[str | None]:
        line = self._line(component_id)
        office, department = self.tree.by_id[line[0]], line[-1]
        match to:
            case To.MAILBOX:
                return [office.mailbox]
            case To.SUPERVISOR:
                return [self.tree.by_id[line[1]].mailbox] if len(line) > 1 else []
            case To.LEADERSHIP:
                return [office.head_email]
            case To.LIAISON:
                # Those of the nearest component that has any, below the department itself.
                return next((self.liaisons[one] for one in line[:-1] if one in self.liaisons), [])
            case _:
                return [*self.liaisons.get(department, ()), *self.liaisons.get(None, ())]

    def _line(self, component_id: int) -> list[int]:
        """The component and those above it, the department last."""
        line: list[int] = []
        one: int | None = component_id
        while one is not None:
            line.append(one)
            one = self.tree.by_id[one].parent_id
        return line
