from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.summary import AGES, Late, Tally, age_limits, summarise
from ipr_compliance.domain.words import Agreement, Status, WhoseMove

TODAY = date(2026, 11, 24)
SINCE = date(2026, 10, 31)
TREE = Tree([Component(1, "DHS", "", None), Component(2, "CBP", "", 1), Component(3, "CBP-OT", "", 2)])
EVERYTHING = frozenset(TREE.by_id)
COUNT = st.integers(0, 5)

TALLIES = st.lists(
    st.builds(
        Tally,
        component_id=st.sampled_from([1, 2, 3]),
        status=st.sampled_from(Status),
        whose_move=st.sampled_from([WhoseMove.COMPONENT, WhoseMove.OIG]),
        agreement=st.sampled_from(Agreement),
        age=st.none() | st.integers(0, 3),
        total=st.integers(1, 5),
        due_30=COUNT,
        extensions=COUNT,
        closed=COUNT,
        next_due_on=st.none() | st.integers(0, 200).map(lambda days: TODAY + timedelta(days=days)),
        questioned=st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2)),
        better_use=st.just(Decimal("1.00")),
    )
)
LATE = st.lists(
    st.builds(
        Late,
        component_id=st.sampled_from([1, 2, 3]),
        due_on=st.integers(1, 400).map(lambda days: TODAY - timedelta(days=days)),
        total=st.integers(1, 3),
    )
)


@given(TALLIES)
def test_nothing_that_was_counted_is_lost_and_nothing_is_counted_twice(tallies):
    whole = summarise(tallies, [], TODAY, TREE, EVERYTHING).whole
    living = [tally for tally in tallies if tally.status.is_open]
    for parts in (whole.whose_move, whole.agreement, whole.age):
        assert sum(parts.values()) == whole.open == sum(tally.total for tally in living)
    assert sum(whole.by_status.values()) == whole.total == sum(tally.total for tally in tallies)
    assert whole.questioned_open == sum(tally.questioned for tally in living)
    assert whole.questioned_open + whole.questioned_closed == sum(tally.questioned for tally in tallies)
    assert whole.next_due_on == min((tally.next_due_on for tally in living if tally.next_due_on), default=None)


@given(TALLIES, LATE)
def test_a_parent_comes_to_what_all_below_it_come_to(tallies, late):
    found = summarise(tallies, late, TODAY, TREE, EVERYTHING)
    for code, below in (("DHS", {1, 2, 3}), ("CBP", {2, 3}), ("CBP-OT", {3})):
        apart = summarise(
            [tally for tally in tallies if tally.component_id in below],
            [one for one in late if one.component_id in below], TODAY, TREE, EVERYTHING,
        )  # fmt: skip
        if code in found.by_component:
            assert found.by_component[code] == apart.whole
        else:
            assert apart.whole.total == apart.whole.overdue == 0


@given(LATE)
def test_the_worst_and_the_median_are_those_of_all_overdue_days(late):
    whole = summarise([], late, TODAY, TREE, EVERYTHING).whole
    days = [(TODAY - one.due_on).days for one in late for _ in range(one.total)]
    assert whole.overdue == len(days)
    assert whole.worst_days_late == max(days, default=0)
    assert whole.median_days_late == (median(days) if days else 0)


@given(LATE)
def test_overdue_since_the_day_compared_with_is_what_was_not_overdue_then(late):
    before = summarise([], [], SINCE, TREE, EVERYTHING)
    found = summarise([], late, TODAY, TREE, EVERYTHING, before)
    assert found.whole.became_overdue == sum(one.total for one in late if not one.due_on < SINCE)
    assert summarise([], late, TODAY, TREE, EVERYTHING).whole.became_overdue == 0


def test_a_component_without_figures_then_is_compared_with_nothing():
    tally = a_tally(3)
    found = summarise([tally], [], TODAY, TREE, EVERYTHING, summarise([], [], SINCE, TREE, EVERYTHING))
    assert (found.before("CBP-OT").open, found.before().open, found.since) == (0, 0, SINCE)
    assert summarise([tally], [], TODAY, TREE, EVERYTHING).before() is None


def test_a_component_of_which_only_a_part_is_asked_for_gets_no_total_of_its_own():
    assert list(summarise([a_tally(3)], [], TODAY, TREE, {3}).by_component) == ["CBP-OT"]


def a_tally(component_id):
    return Tally(component_id, Status.OPEN_RESOLVED, WhoseMove.COMPONENT, Agreement.CONCUR, 0, 1)


def test_ages_part_at_six_months_one_year_and_three_years():
    assert age_limits(date(2026, 8, 31)) == (date(2026, 2, 28), date(2025, 8, 31), date(2023, 8, 31))
    assert len(AGES) == 4
