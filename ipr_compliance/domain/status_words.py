"""How public trackers of recommendations call a status, and which of our words stands for it.

Proposed where somebody imports a table, shown there, and changed by whoever knows better: a tracker of open and closed
does not say whether management and the OIG agree, so its "open" is taken for one on which action is under way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ipr_compliance.domain.table_cells import folded
from ipr_compliance.domain.words import Status


@dataclass(frozen=True)
class Theirs:
    """One word of other trackers, who uses it, ours for it, and which others of ours it does not tell apart from it."""

    word: str
    trackers: str
    status: Status
    also: frozenset[Status] = frozenset()


_ANY_OPEN = frozenset(status for status in Status if status.is_open)
_ANY_CLOSED = frozenset(Status) - _ANY_OPEN
_NO_DECISION = frozenset({Status.RESPONSE_DUE, Status.OPEN_UNRESOLVED})
_DECIDED = frozenset({Status.OPEN_RESOLVED, Status.CLOSURE_REQUESTED})


STATUS_WORDS = (
    Theirs("Open", "VA, USAID, GAO, oversight.gov", Status.OPEN_RESOLVED, _ANY_OPEN),
    Theirs("Open Unimplemented", "HHS", Status.OPEN_RESOLVED, _ANY_OPEN),
    Theirs("Open – Partially Addressed", "GAO", Status.OPEN_RESOLVED, _ANY_OPEN),
    Theirs("Partially Implemented", "GAO, HHS", Status.OPEN_RESOLVED, _ANY_OPEN),
    Theirs("In Progress", "USAID, oversight.gov", Status.OPEN_RESOLVED, _ANY_OPEN),
    Theirs("Resolved", "DOJ", Status.OPEN_RESOLVED, _DECIDED),
    Theirs("Open Resolved", "DOJ", Status.OPEN_RESOLVED, _DECIDED),
    Theirs("On hold", "DOJ", Status.OPEN_RESOLVED, _ANY_OPEN),
    Theirs("Unresolved", "DOJ", Status.OPEN_UNRESOLVED, _NO_DECISION),
    Theirs("Open Unresolved", "DOJ, VA", Status.OPEN_UNRESOLVED, _NO_DECISION),
    Theirs("No management decision", "USAID", Status.OPEN_UNRESOLVED, _NO_DECISION),
    Theirs("Not Yet Due", "HHS", Status.RESPONSE_DUE, _NO_DECISION),
    Theirs("Pending with OIG", "DOJ", Status.CLOSURE_REQUESTED),
    Theirs("Closure requested", "VA", Status.CLOSURE_REQUESTED),
    Theirs("Closed", "USAID, DOJ, oversight.gov", Status.CLOSED_IMPLEMENTED, _ANY_CLOSED),
    Theirs("Closed – Implemented", "VA, HHS, GAO", Status.CLOSED_IMPLEMENTED),
    Theirs("Implemented", "GAO", Status.CLOSED_IMPLEMENTED),
    Theirs("Closed – Not Implemented", "VA, GAO", Status.CLOSED_NOT_IMPLEMENTED),
    Theirs("Closed Unimplemented", "HHS", Status.CLOSED_NOT_IMPLEMENTED),
    Theirs("Not Implemented", "GAO", Status.CLOSED_NOT_IMPLEMENTED),
    Theirs("Closed – Superseded", "HHS", Status.CLOSED_SUPERSEDED),
    Theirs("Closed – No Longer Valid", "GAO", Status.CLOSED_SUPERSEDED),
    Theirs("Overtaken by events", "VA, oversight.gov", Status.CLOSED_SUPERSEDED),
)

_KNOWN = {folded(one.word): one for one in STATUS_WORDS}


def proposed(words: Iterable[str]) -> Mapping[str, Status]:
    """Our status for each of the words that public trackers use; case, spaces and dashes do not matter."""
    return {word: _KNOWN[folded(word)].status for word in words if folded(word) in _KNOWN}


def meanings(word: str, status: Status) -> frozenset[Status]:
    """Which statuses of ours the word fits where it is taken for that one; "Closed" fits every closed one.

    A word to which somebody has given another meaning than the proposed one means that alone.
    """
    known = _KNOWN.get(folded(word))
    return frozenset({status}) | known.also if known and known.status is status else frozenset({status})
