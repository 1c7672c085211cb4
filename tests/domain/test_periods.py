from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.dates import add_months, last_start
from ipr_compliance.domain.periods import compared_day, month_ends, quarter_ends
from ipr_compliance.domain.refusal import Invalid

TODAY = date(2026, 11, 24)


def test_ends_of_months_and_fiscal_quarters_before_a_day():
    assert month_ends(TODAY, 3) == [date(2026, 10, 31), date(2026, 9, 30), date(2026, 8, 31)]
    assert quarter_ends(TODAY, 2) == [date(2026, 9, 30), date(2026, 6, 30)]
    assert month_ends(date(2026, 10, 31), 1) == [date(2026, 9, 30)]


def test_a_day_to_compare_with_comes_before_the_day_shown():
    assert compared_day(" 10/31/2026 ", TODAY) == date(2026, 10, 31)
    assert compared_day("", TODAY) is None
    for text in ("2026-11-24", "soon"):
        with pytest.raises(Invalid) as refusal:
            compared_day(text, TODAY)
        assert refusal.value.field == "compare_with"


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 36))
def test_the_last_start_has_run_out_and_the_day_after_it_has_not(day, months):
    start = last_start(day, months)
    assert add_months(start, months) < day <= add_months(start + timedelta(days=1), months)
