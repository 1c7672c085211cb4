"""How often recommendations were closed on time: a rate with its number of cases and an interval, or no rate at all."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 20
"""Below so many cases a rate says more about chance than about the office."""

_Z = 1.959964
"""95 % of a normal distribution lie within so many standard deviations."""


@dataclass(frozen=True)
class BaseRate:
    """Of so many closed recommendations that had a due date, how many were closed by it."""

    on_time: int
    cases: int

    @property
    def is_known(self) -> bool:
        """Whether there are enough cases to say anything."""
        return self.cases >= FEWEST

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share, between 0 and 1."""
        if not self.cases:
            return 0.0, 1.0
        share, spread = self.on_time / self.cases, _Z * _Z / self.cases
        middle = (share + spread / 2) / (1 + spread)
        half = _Z * sqrt(share * (1 - share) / self.cases + spread / (4 * self.cases)) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def sentence(self) -> str:
        """What can be said, with how sure it is."""
        if not self.is_known:
            return f"Too few to say: {self.cases} of the closed recommendations had a due date; {FEWEST} are needed."
        low, high = (round(100 * end) for end in self.interval)
        return (
            f"{self.on_time} of {self.cases} recommendations with a due date were closed by it: "
            f"{round(100 * self.on_time / self.cases)} percent (with so many cases, between {low} and {high})."
        )
