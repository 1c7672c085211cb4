"""The summaries of HHS OIG's reports, read row by row as text."""

import pytest

from ipr_compliance.domain.extraction import read
from tests.acceptance.summaries import NUMBERED, sample

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="session")
def summaries(shared):
    return sample(shared / "data" / "trackers")


def test_the_numbered_recommendations_are_those_that_a_person_counts(summaries):
    for row, text in summaries.items():
        numbers = [found.number.value for found in read([text], {}).recommendations if found.number]
        assert numbers == [str(number) for number in range(1, NUMBERED.get(row, 0) + 1)], row
