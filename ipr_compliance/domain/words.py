"""The office's words, the same in pages, API, files and code."""

from enum import StrEnum
from functools import cached_property


class Agreement(StrEnum):
    """What the component answered to a recommendation."""

    NONE = "none"
    CONCUR = "concur"
    PARTIALLY_CONCUR = "partially-concur"
    NON_CONCUR = "non-concur"


class Status(StrEnum):
    """Where a recommendation stands; the word follows from resolution and open or closed."""

    RESPONSE_DUE = "response-due"
    OPEN_UNRESOLVED = "open-unresolved"
    OPEN_RESOLVED = "open-resolved"
    CLOSURE_REQUESTED = "closure-requested"
    CLOSED_IMPLEMENTED = "closed-implemented"
    CLOSED_NOT_IMPLEMENTED = "closed-not-implemented"
    CLOSED_SUPERSEDED = "closed-superseded"

    @cached_property
    def is_open(self) -> bool:
        """Whether action is still expected; only the OIG ends that."""
        return not self.startswith("closed-")


OPEN_STATUSES = tuple(status for status in Status if status.is_open)


class WhoseMove(StrEnum):
    """Who is expected to do the next thing."""

    COMPONENT = "component"
    LIAISON = "liaison"
    OIG = "oig"
    NOBODY = "nobody"


class Role(StrEnum):
    """What a person may do, held for components."""

    VIEWER = "viewer"
    PROGRAM_MANAGER = "program-manager"
    LIAISON = "liaison"
    ADMIN = "admin"


class TokenScope(StrEnum):
    """What a program may do with its token, within the rights of the token's owner."""

    READ = "read"
    WRITE = "write"


class Rhythm(StrEnum):
    """How often a person is reminded: each working day, or on one day of the week."""

    DAILY = "daily"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"


SENTENCES: dict[StrEnum, str] = {
    Agreement.NONE: "No answer yet",
    Agreement.CONCUR: "Concur",
    Agreement.PARTIALLY_CONCUR: "Partially concur",
    Agreement.NON_CONCUR: "Non-concur",
    Status.RESPONSE_DUE: "Response due",
    Status.OPEN_UNRESOLVED: "Open, unresolved",
    Status.OPEN_RESOLVED: "Open, resolved",
    Status.CLOSURE_REQUESTED: "Closure requested",
    Status.CLOSED_IMPLEMENTED: "Closed, implemented",
    Status.CLOSED_NOT_IMPLEMENTED: "Closed, not implemented",
    Status.CLOSED_SUPERSEDED: "Closed, superseded",
    WhoseMove.COMPONENT: "Component",
    WhoseMove.LIAISON: "Liaison",
    WhoseMove.OIG: "OIG",
    WhoseMove.NOBODY: "Nobody",
    Role.VIEWER: "Viewer",
    Role.PROGRAM_MANAGER: "Program manager",
    Role.LIAISON: "Liaison",
    Role.ADMIN: "Administrator",
    TokenScope.READ: "Reads only",
    TokenScope.WRITE: "Reads and writes",
    Rhythm.DAILY: "Every working day",
    Rhythm.MONDAY: "Weekly, on Mondays",
    Rhythm.TUESDAY: "Weekly, on Tuesdays",
    Rhythm.WEDNESDAY: "Weekly, on Wednesdays",
    Rhythm.THURSDAY: "Weekly, on Thursdays",
    Rhythm.FRIDAY: "Weekly, on Fridays",
}


def in_words(word: StrEnum) -> str:
    """The word as a person reads it on a page or in a letter."""
    return SENTENCES[word]
