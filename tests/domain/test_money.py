from decimal import Decimal

import pytest

from ipr_compliance.domain.money import dollars


@pytest.mark.parametrize(
    ("amount", "words"), [("1204.5", "$1,204.50"), ("-20", "-$20.00"), ("0", "$0.00"), ("903383", "$903,383.00")]
)
def test_money_is_written_as_people_write_it(amount, words):
    assert dollars(Decimal(amount)) == words
