"""What people can choose from in forms: pairs of value and words."""

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.words import Status, WhoseMove, in_words

Choices = list[tuple[str, str]]

STATUSES: Choices = [("", "Any status"), *((status.value, in_words(status)) for status in Status)]
MOVES: Choices = [
    ("", "Anybody's"),
    *((move.value, in_words(move)) for move in WhoseMove),
]
SORTS: Choices = [
    ("due", "Earliest due date"),
    ("-due", "Latest due date"),
    ("report", "Report"),
    ("updated", "Longest without an update"),
]
AGES_IN_WORDS = {
    "under_6_months": "Under 6 months",
    "6_to_12_months": "6 to 12 months",
    "1_to_3_years": "1 to 3 years",
    "over_3_years": "Over 3 years",
    "unknown": "Unknown",
}
DUE_IN: Choices = [("", "Any time"), *((str(days), f"Next {days} days") for days in (7, 14, 30, 60, 90))]


def components(asker: Asker, tree: Tree) -> Choices:
    """The components that this person sees, parents before the offices below them."""
    seen = asker.components[Action.READ]
    offices = [(component.code, f"{component.code} – {component.name}") for _depth, component in tree.in_order()
               if component.id in seen]  # fmt: skip
    return [("", "All components"), *offices]


def with_typed(choices: Choices, typed: str) -> Choices:
    """The choices and, where it is none of them, what the address asked for: a filter never hides."""
    known = {value for value, _words in choices}
    return choices if typed in known else [*choices, (typed, typed)]
