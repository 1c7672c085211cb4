"""Which entries of a timeline belong together for a reader who looks for one kind."""

from collections.abc import Collection
from enum import StrEnum

from ipr_compliance.domain.standing import Kind


class Show(StrEnum):
    """What a reader of a timeline asks for."""

    ALL = "all"
    UPDATES = "updates"
    DATES = "dates"
    DECISIONS = "decisions"
    FILES = "files"


_KINDS = {
    Show.UPDATES: frozenset({Kind.UPDATE, Kind.REPORTED, Kind.MILESTONE}),
    Show.DATES: frozenset(
        {Kind.EXTENSION_ASKED, Kind.EXTENSION_GRANTED, Kind.EXTENSION_REFUSED, Kind.EXTENSION_LAPSED}
    ),
    Show.DECISIONS: frozenset(
        {Kind.RESPONSE, Kind.DECISION, Kind.CLOSURE, Kind.EXTENSION_GRANTED, Kind.EXTENSION_REFUSED}
    ),
    Show.FILES: frozenset({Kind.EVIDENCE}),
}
_DATES = frozenset({"due_on", "milestone_due_on", "next_update_on"})


def belongs(show: Show, kind: str, changed: Collection[str]) -> bool:
    """Whether an entry of that kind, which changed those facts, is one that the reader asks for."""
    if show is Show.ALL or kind in _KINDS[show]:
        return True
    return show is Show.DATES and not _DATES.isdisjoint(changed)
