"""How issued reports are numbered, and who issues them."""

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Kind

TITLES = {
    Kind.PROGRESS: "Progress report",
    Kind.SAR: "Semiannual report tables",
    Kind.GAO_IG: "GAO-IG Act list",
}

_SERIES = {Kind.PROGRESS: "PR", Kind.SAR: "SR", Kind.GAO_IG: "GI"}


def series(kind: Kind, year: int) -> str:
    """What the numbers of that kind of report begin with in a year of the office's calendar: "PR-2026-"."""
    return f"{_SERIES[kind]}-{year}-"


def following(begins: str, last: str | None) -> str:
    """The number after the last one of the series; the first is 001."""
    place = int(last.removeprefix(begins)) if last else 0
    return f"{begins}{place + 1:03}"


def covers(asker: Asker, action: Action, component_id: int | None, tree: Tree) -> bool:
    """Whether the action is theirs on all that a report is about: a component and all below it, or the department.

    A frozen report is the same for every reader, so it is only for those who may see everything in it, and is issued
    by liaisons of everything in it.
    """
    if component_id is None:
        return asker.may_everywhere(action, tree)
    return tree.below(component_id) <= asker.components[action]
