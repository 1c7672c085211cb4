"""What people can choose from in forms: pairs of value and words."""

from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.filter_words import AGES, AMOUNTS
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.signals import NAMES
from ipr_compliance.domain.words import Agreement, Status, WhoseMove, in_words
from ipr_compliance.queries import views as saved

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
AGES_IN_WORDS = AGES
AGREEMENTS: Choices = [("", "Any agreement"), *((word.value, in_words(word)) for word in Agreement)]
SIGNALS: Choices = [("", "None"), *((signal.value, words) for signal, words in NAMES.items())]
MONEY: Choices = [("", "Any or none"), *AMOUNTS.items()]
AGES_OF: Choices = [("", "Any age"), *AGES.items()]
EXTENDED: Choices = [("", "Any number"), *((str(count), f"At least {count}") for count in (1, 2, 3))]
DUE_IN: Choices = [("", "Any time"), *((str(days), f"Next {days} days") for days in (7, 14, 30, 60, 90))]


def components(asker: Asker, tree: Tree) -> Choices:
    """The components that this person sees, parents before the offices below them."""
    seen = asker.components[Action.READ]
    offices = [(component.code, f"{component.code} – {component.name}") for _depth, component in tree.in_order()
               if component.id in seen]  # fmt: skip
    return [("", "All components"), *offices]


def views(connection: Connection, asker: Asker, typed: str) -> Choices:
    """The saved views that a report can be limited to."""
    names = dict.fromkeys(view.name for view in saved.named(connection, asker))
    return with_typed([("", "All recommendations"), *((name, name) for name in names)], typed)


def with_typed(choices: Choices, typed: str) -> Choices:
    """The choices and, where it is none of them, what the address asked for: a filter never hides."""
    known = {value for value, _words in choices}
    return choices if typed in known else [*choices, (typed, typed)]
