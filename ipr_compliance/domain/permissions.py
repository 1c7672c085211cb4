"""Who may do what: one table, role by action, applied to the components that a role covers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.words import Role


class Action(StrEnum):
    """What a person may want to do with the records of a component."""

    READ = "read"
    UPDATE = "update"
    RESPOND = "respond"
    ASK_EXTENSION = "ask-extension"
    REQUEST_CLOSURE = "request-closure"
    EDIT = "edit"
    DECIDE_EXTENSION = "decide-extension"
    RECORD_DECISION = "record-decision"
    SEE_DELIVERIES = "see-deliveries"
    CORRECT = "correct"
    ADMINISTER = "administer"


READING = frozenset({Action.READ})
REPORTING = READING | {Action.UPDATE, Action.RESPOND, Action.ASK_EXTENSION, Action.REQUEST_CLOSURE}
KEEPING = REPORTING | {Action.EDIT, Action.DECIDE_EXTENSION, Action.RECORD_DECISION, Action.SEE_DELIVERIES}

ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.VIEWER: READING,
    Role.PROGRAM_MANAGER: REPORTING,
    Role.LIAISON: KEEPING,
    Role.ADMIN: frozenset(Action),
}


_REFUSALS: Mapping[Action, str] = {
    Action.READ: "This is not yours to see.",
    Action.UPDATE: "You can read this recommendation but not report on it.",
    Action.RESPOND: "You can read this recommendation but not answer it.",
    Action.ASK_EXTENSION: "You can read this recommendation but not ask for more time.",
    Action.REQUEST_CLOSURE: "You can read this recommendation but not ask for its closure.",
    Action.EDIT: "Only liaisons of the component edit its records.",
    Action.DECIDE_EXTENSION: "Only liaisons of the component decide about extensions.",
    Action.RECORD_DECISION: "Only liaisons of the component record what the OIG decided.",
    Action.SEE_DELIVERIES: "Only liaisons see what was sent.",
    Action.CORRECT: "Only administrators correct entries.",
    Action.ADMINISTER: "Only administrators do this.",
}


def refusal(action: Action) -> str:
    """The sentence for somebody who may see a record but not do this to it."""
    return _REFUSALS[action]


@dataclass(frozen=True)
class Asker:
    """Who is asking, and for which components each action is theirs. The query layer asks nothing else."""

    name: str
    email: str
    person_id: int | None
    components: Mapping[Action, frozenset[int]]
    via: str = ""

    @property
    def actor(self) -> str:
        """How history names this person; a program that acts for them is named too."""
        return f"{self.email} ({self.via})" if self.via else self.email

    def may(self, action: Action, component_id: int) -> bool:
        """Whether the action is theirs on records of that component."""
        return component_id in self.components[action]

    def actions_on(self, component_id: int) -> frozenset[Action]:
        """All that is theirs on records of that component."""
        return frozenset(action for action, reached in self.components.items() if component_id in reached)

    def may_everywhere(self, action: Action, tree: Tree) -> bool:
        """Whether the action is theirs on every component there is."""
        return self.may_anywhere(action) and tree.by_id.keys() <= self.components[action]

    def may_anywhere(self, action: Action) -> bool:
        """Whether the action is theirs on any component at all."""
        return bool(self.components[action])


def covered(grants: Iterable[tuple[Role, int | None]], tree: Tree) -> dict[Action, frozenset[int]]:
    """The components that each action extends to. A grant without component covers the whole department."""
    reach: dict[Action, set[int]] = {action: set() for action in Action}
    for role, component_id in grants:
        under = tree.by_id.keys() if component_id is None else tree.below(component_id)
        for action in ALLOWED[role]:
            reach[action] |= under
    return {action: frozenset(ids) for action, ids in reach.items()}


def the_system(name: str, tree: Tree) -> Asker:
    """The scheduler, a command or an import acting for the office itself: it may do everything."""
    everything = frozenset(tree.by_id)
    return Asker(name, name, None, dict.fromkeys(Action, everything))
