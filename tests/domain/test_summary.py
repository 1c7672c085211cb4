from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.summary import AGES, Tally, age_limits, summarise
from ipr_compliance.domain.words import Status

TODAY = date(2026, 11, 24)
TREE = Tree([Component(1, "DHS", "", None), Component(2, "CBP", "", 1), Component(3, "CBP-OT", "", 2)])
EVERYTHING = frozenset(TREE.by_id)

TALLIES = st.lists(
    st.builds(
        Tally,
        component_id=st.sampled_from([1, 2, 3]),
        status=st.sampled_from(Status),
        due_on=st.none() | st.integers(-200, 200).map(lambda days: TODAY + timedelta(days=days)),
        age=st.none() | st.integers(0, 3),
        count=st.integers(1, 5),
        **({"whose_move": st.just(None)} if "whose_move" in Tally.__dataclass_fields__ else {}),
    )
)


@given(TALLIES)
def test_the_near_figures_are_cumulative_and_nothing_open_is_lost(tallies):
    whole = summarise(tallies, TODAY, TREE, EVERYTHING).whole
    open_ones = [tally for tally in tallies if tally.status.is_open]

    def counted(wanted):
        return sum(
            tally.count for tally in open_ones if tally.due_on is not None and wanted((tally.due_on - TODAY).days)
        )

    assert whole.open == sum(tally.count for tally in open_ones)
    assert whole.overdue == counted(lambda days: days < 0)
    assert (whole.due_30, whole.due_60, whole.due_90) == tuple(
        counted(lambda days, near=near: 0 <= days <= near) for near in (30, 60, 90)
    )
    assert whole.no_date == whole.open - counted(lambda _days: True)
    assert sum(whole.by_status.values()) == whole.total == sum(tally.count for tally in tallies)


@given(TALLIES)
def test_a_parent_counts_all_below_it(tallies):
    parts = summarise(tallies, TODAY, TREE, EVERYTHING).by_component
    for code, below in (("DHS", {1, 2, 3}), ("CBP", {2, 3}), ("CBP-OT", {3})):
        expected = sum(tally.count for tally in tallies if tally.component_id in below and tally.status.is_open)
        assert (parts[code].open if code in parts else 0) == expected


def test_a_component_of_which_only_a_part_is_asked_for_gets_no_total_of_its_own():
    tallies = [tally for tally in [a_tally(3)] if tally]
    assert list(summarise(tallies, TODAY, TREE, {3}).by_component) == ["CBP-OT"]


def a_tally(component_id):
    values = {"component_id": component_id, "status": Status.OPEN_RESOLVED, "due_on": TODAY, "age": 0, "count": 1}
    return Tally(**values, **({"whose_move": None} if "whose_move" in Tally.__dataclass_fields__ else {}))


def test_ages_part_at_six_months_one_year_and_three_years():
    assert age_limits(date(2026, 8, 31)) == (date(2026, 2, 28), date(2025, 8, 31), date(2023, 8, 31))
    assert len(AGES) == 4
