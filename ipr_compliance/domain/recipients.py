"""The addresses behind the recipients of a rule, for each component, and who stands in for those not written to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ipr_compliance.domain.addresses import normal
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.reminder_rules import To

STAND_INS = (To.SUPERVISOR, To.LEADERSHIP, To.LIAISON, To.DEPARTMENT)
"""Who is told instead of an address that is not written to: the first of these who has one that is."""

REFUSES, DISABLED = "whose address refuses mail", "whose account is disabled"


class Told(NamedTuple):
    """The addresses to write to, each once, and those among them who read it in somebody's stead: in whose, and why."""

    addresses: tuple[str, ...]
    instead_of: Mapping[str, tuple[str, ...]]


@dataclass
class AddressBook:
    """Whom to write to; the liaisons are given by the component of their role, None being the whole department."""

    tree: Tree
    liaisons: Mapping[int | None, Sequence[str]]
    refused: frozenset[str] = frozenset()
    """The addresses that a mail server has refused for good, as they are compared."""

    disabled: frozenset[str] = frozenset()
    """The addresses of people who have been shut out: nothing of the office is for them any more."""

    _known: dict[tuple[int, To], list[str]] = field(default_factory=dict)
    _told: dict[tuple[int, str | None, str | None, Iterable[To]], Told] = field(default_factory=dict)

    def told(self, component_id: int, official: str | None, title: str | None, recipients: tuple[To, ...]) -> Told:
        """The addresses of these recipients; what a component does not have gets nothing, nor does who cannot be told.

        `official` and `title` are the responsible official's address and title. What would go to an address that
        refuses mail, or whose owner's account is disabled, goes to its stand-ins; where there are none, nobody is told
        before that ends.
        """
        key = component_id, official, title, recipients
        if key not in self._told:
            self._told[key] = self._work_out(*key)
        return self._told[key]

    def _work_out(self, component_id: int, official: str | None, title: str | None, recipients: Iterable[To]) -> Told:
        found: dict[str, None] = {}
        instead: dict[str, list[str]] = {}
        for to in recipients:
            for address in self._of(component_id, to, official):
                if self._able(address):
                    found[address] = None
                    continue
                why = DISABLED if address in self.disabled else REFUSES
                known_as = f"{title if to is To.OFFICIAL and title else address}, {why}"
                for stand_in in self._stand_ins(component_id):
                    instead.setdefault(stand_in, []).append(known_as)
        addresses = tuple(found | dict.fromkeys(instead))
        return Told(addresses, {who: tuple(dict.fromkeys(whose)) for who, whose in instead.items()})

    def _stand_ins(self, component_id: int) -> list[str]:
        able = ([one for one in self._of(component_id, to) if self._able(one)] for to in STAND_INS)
        return next((addresses for addresses in able if addresses), [])

    def _able(self, address: str) -> bool:
        return address not in self.refused and address not in self.disabled

    def _of(self, component_id: int, to: To, official: str | None = None) -> list[str]:
        if to is To.OFFICIAL:
            return [normal(official)] if official else []
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
