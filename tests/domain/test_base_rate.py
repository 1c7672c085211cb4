from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.base_rate import BaseRate

CASES = st.integers(1, 5000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases)))


def test_below_twenty_cases_nothing_is_said_of_a_rate():
    assert BaseRate(19, 19).sentence.startswith("Too few to say: 19 ")
    assert "%" not in BaseRate(19, 19).sentence
    assert BaseRate(15, 20).sentence == (
        "15 of 20 recommendations with a due date were closed by it: "
        "75 percent (with so many cases, between 53 and 89)."
    )


@given(CASES)
def test_the_interval_holds_the_share_and_narrows_with_the_cases(counts):
    on_time, cases = counts
    low, high = BaseRate(on_time, cases).interval
    assert 0 <= low <= on_time / cases + 1e-9
    assert on_time / cases - 1e-9 <= high <= 1
    wider, narrower = high - low, BaseRate(on_time * 4, cases * 4).interval
    assert narrower[1] - narrower[0] < wider


def test_without_cases_nothing_is_known():
    assert BaseRate(0, 0).interval == (0.0, 1.0)
