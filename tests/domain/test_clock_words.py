from datetime import date

import pytest

from ipr_compliance.domain.clock_words import NAMES, SATISFIED_BY, reads
from ipr_compliance.domain.clocks import Clock, Reading

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("ends_on", "satisfied_on", "said"),
    [
        (date(2026, 12, 1), None, "in 7 days; the response satisfies it"),
        (date(2026, 11, 23), None, "1 day overdue; the response satisfies it"),
        (date(2026, 11, 1), date(2026, 11, 1), "satisfied by the response on November 1, 2026"),
        (date(2026, 11, 1), date(2026, 11, 2), "satisfied by the response on November 2, 2026, 1 day late"),
        (date(2026, 11, 1), date(2026, 11, 4), "satisfied by the response on November 4, 2026, 3 days late"),
    ],
)
def test_a_clock_tells_what_satisfies_it_and_when(ends_on, satisfied_on, said):
    assert reads(Reading(Clock.RESPONSE, date(2026, 8, 1), ends_on, satisfied_on), TODAY) == said


def test_every_clock_has_its_words():
    assert NAMES.keys() == SATISFIED_BY.keys() == set(Clock)
