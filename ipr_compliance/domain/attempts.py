"""What an attempt to send can come to, and how long to wait before the next one."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 240, 240))
"""The waits after the first attempt, the second and so on; what fails once more after the last has failed."""

MOST_ATTEMPTS = len(WAITS) + 1


class Result(Enum):
    """What became of one attempt."""

    SENT = auto()
    LATER = auto()
    NEVER = auto()


@dataclass(frozen=True)
class Outcome:
    """The result of one attempt, with the reason in a sentence and what the server said."""

    result: Result
    reason: str | None = None
    words: str | None = None
    unreachable: bool = False
    """Whether the trouble is with the server as a whole, so that other messages would fare no better now."""
    address_refused: bool = False
    """Whether the server said that mail to this address does not arrive, whoever sends what."""

    def without_quotation(self) -> "Outcome":
        """The same with the reply code alone of what the server said: it may have quoted what it refused."""
        if not self.words:
            return self
        code = re.match(r"\d{3}(?: \d\.\d{1,3}\.\d{1,3})?", self.words)
        kept = code[0] if code else None
        return replace(self, words=kept, reason=self.reason and self.reason.replace(self.words, kept or "it said why"))


def next_try_after(attempt: int) -> timedelta | None:
    """How long to wait after that attempt met a passing difficulty, or None where it was the last one."""
    return WAITS[attempt - 1] if attempt <= len(WAITS) else None
