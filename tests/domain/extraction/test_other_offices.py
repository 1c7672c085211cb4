"""Reports in the manner of offices that set out their recommendations in other ways."""

import pytest

from ipr_compliance.domain.extraction import read
from tests.domain.extraction.offices import OFFICES


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("spaced", [True, False], ids=["with blank lines", "without blank lines"])
def test_its_recommendations_are_read(office, spaced):
    text, wanted = OFFICES[office]
    if not spaced:
        text = "\r\n".join(line for line in text.split("\n") if line.strip())
    found = read([text], {}).recommendations
    assert [one.number and one.number.value for one in found] == [one.number for one in wanted]
    for one, two in zip(found, wanted, strict=True):
        assert one.text.value.startswith(two.first)
        assert one.text.value.endswith(two.last)
        assert (one.agreement and one.agreement.value, one.status and one.status.value) == (two.agreement, two.status)
