"""What each role sees first, and by default: one table.

Everybody's first page is the dashboard. Leadership has two minutes, and compares with the end of the month. Who has
work to do finds it on My work in the order in which it is theirs to do, and goes on from there to the figures of the
own components, compared with the week before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.periods import month_ends
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.words import Role

WEEK = timedelta(days=7)


class Block(StrEnum):
    """A part of the page My work."""

    DECIDE = "decide"
    FAILED = "failed"
    NEEDS_YOU = "needs-you"
    SOON = "soon"
    WAITING = "waiting"
    LATER = "later"
    INCOMPLETE = "incomplete"
    DASHBOARDS = "dashboards"


_B = Block
_WORK = (_B.NEEDS_YOU, _B.SOON, _B.WAITING, _B.LATER)


@dataclass(frozen=True)
class FirstPage:
    """In which order somebody's work stands, and what their own components are compared with."""

    blocks: tuple[Block, ...]
    weekly: bool = False
    """Whether the dashboard of the own components is compared with the week before, else with the month's end."""


FIRST_PAGES: Mapping[Role | None, FirstPage] = {
    None: FirstPage(_WORK),
    Role.VIEWER: FirstPage((*_WORK, _B.DASHBOARDS)),
    Role.PROGRAM_MANAGER: FirstPage((*_WORK, _B.DASHBOARDS), weekly=True),
    Role.LIAISON: FirstPage(
        (_B.DECIDE, _B.FAILED, *_WORK, _B.INCOMPLETE, _B.DASHBOARDS), weekly=True
    ),
    Role.ADMIN: FirstPage((_B.FAILED, _B.DECIDE, *_WORK, _B.INCOMPLETE, _B.DASHBOARDS)),
}  # fmt: skip

_SHOWN_BY: tuple[tuple[Action, Role], ...] = (
    (Action.ADMINISTER, Role.ADMIN),
    (Action.EDIT, Role.LIAISON),
    (Action.UPDATE, Role.PROGRAM_MANAGER),
    (Action.READ, Role.VIEWER),
)
"""The action that only this role and those before it have; the first one that is somebody's tells the role."""

OWN: Mapping[Role, Action] = {Role.PROGRAM_MANAGER: Action.UPDATE, Role.LIAISON: Action.EDIT}
"""What makes a component somebody's own; for other roles it is what they may read."""


def role(asker: Asker) -> Role | None:
    """The widest role that they hold anywhere, None for somebody who holds none."""
    return next((one for action, one in _SHOWN_BY if asker.may_anywhere(action)), None)


def first_page(asker: Asker) -> FirstPage:
    """What this person sees first."""
    return FIRST_PAGES[role(asker)]


def own_components(asker: Asker, tree: Tree) -> list[str]:
    """The codes of the topmost components that are their own, in the order of the tree."""
    own = asker.components[OWN.get(role(asker) or Role.VIEWER, Action.READ)]
    return [one.code for _depth, one in tree.in_order() if one.id in own and one.parent_id not in own]


def dashboards(asker: Asker, tree: Tree, today: date) -> Iterable[tuple[str, str]]:
    """The codes of the own components, with the query that asks the dashboard for each, compared as the role is."""
    page = first_page(asker)
    since = today - WEEK if page.weekly else month_ends(today, 1)[0]
    return [(code, f"component={code}&compare_with={since}") for code in own_components(asker, tree)]
