from datetime import date, timedelta

import pytest

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.filters import SORTS, Filter
from ipr_compliance.services import office as rules
from tests.factories import TODAY, a_desk, a_recommendation, an_asker, an_office, an_update
from tests.lives import ISSUED, Life


def day(days):
    return TODAY + timedelta(days=days)


@pytest.fixture
def office(session):
    office = an_office(session)
    for number, component, due_on, text in (
        ("1", "PLCY", day(-40), "We recommend a department-wide strategy."),
        ("2", "CBP-OT", day(-1), "We recommend written procedures."),
        ("3", "CBP-OFO", day(0), "We recommend a review of targeting."),
        ("4", "CBP-OT", day(30), "We recommend a risk assessment."),
        ("10", "CBP-OT", None, "We recommend data on alternatives to seizure."),
    ):
        a_recommendation(session, office, number=number, component=component, due_on=due_on, text=text)
    return office


def numbers(session, office, wanted=None, asker=None, **asked):
    wanted = wanted or Filter(**asked)
    page = recommendations.page(
        session.connection(), asker or office.keeper, office.tree, wanted, TODAY, limit=50
    )  # fmt: skip
    assert page.total == len(page.rows)
    return [row.number for row in page.rows]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["1", "2", "3", "4", "10"]),
        ({"overdue": True}, ["1", "2"]),
        ({"due_in": 30}, ["3", "4"]),
        ({"due_in": 0}, ["3"]),
        ({"no_date": True}, ["10"]),
        ({"component": "cbp"}, ["2", "3", "4", "10"]),
        ({"component": "ICE"}, []),
        ({"due_before": day(0)}, ["1", "2"]),
        ({"due_after": day(0)}, ["4"]),
        ({"q": "procedures WRITTEN"}, ["2"]),
        ({"q": "assess"}, ["4"]),
        ({"q": "OIG-26-01 seizure"}, ["10"]),
        ({"q": "“'*:&|!()"}, []),
        ({"q": "AND OR NOT"}, []),
        ({"status": "response-due", "whose_move": "component", "open": True}, ["1", "2", "3", "4", "10"]),
        ({"status": "closed-implemented"}, []),
        ({"report": "OIG-26-01", "sort": "report"}, ["1", "2", "3", "4", "10"]),
        ({"report": "OIG"}, []),
    ],
)
def test_filters_find_what_they_say(session, office, asked, found):
    assert numbers(session, office, **asked) == found


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("as_of", [None, day(-1)])
def test_pages_join_without_gap_or_repeat_in_every_order(session, office, sort, as_of):
    wanted, seen, after = Filter(sort=sort, as_of=as_of), [], ""
    while True:
        page = recommendations.page(
            session.connection(), office.keeper, office.tree, wanted, TODAY, limit=2, after=after
        )  # fmt: skip
        seen += [row.number for row in page.rows]
        if page.next is None:
            break
        after = page.next
    assert seen == numbers(session, office, wanted)
    assert sorted(seen) == ["1", "10", "2", "3", "4"]


def test_the_oldest_update_comes_first_when_sorted_by_updates(session, office):
    an_update(session, office, recommendations_id(session, office, "1"))
    assert numbers(session, office, sort="updated")[-1] == "1"


def recommendations_id(session, office, number):
    rows = recommendations.every(session.connection(), office.keeper, office.tree, Filter(), TODAY)
    return next(row.id for row in rows if row.number == number)


def test_nobody_sees_another_components_records(session, office):
    trade = an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT")
    assert numbers(session, office, asker=trade) == ["2", "4", "10"]
    assert numbers(session, office, asker=trade, component="PLCY") == []
    foreign = recommendations_id(session, office, "1")
    with pytest.raises(NotFound):
        recommendations.one(session.connection(), trade, foreign)


def test_who_may_read_may_not_for_that_reason_edit(session, office):
    viewer = an_asker(office, Role.VIEWER, "CBP")
    own = recommendations_id(session, office, "2")
    assert recommendations.one(session.connection(), viewer, own).number == "2"
    with pytest.raises(NotFound):
        recommendations.one(session.connection(), viewer, own, Action.EDIT)


def test_before_its_report_was_issued_a_record_does_not_exist(session, office):
    assert numbers(session, office, as_of=day(-301)) == []
    assert len(numbers(session, office, as_of=day(-300))) == 5


def test_as_of_a_past_day_overdue_counts_from_that_day(session, office):
    assert numbers(session, office, as_of=day(-1), overdue=True) == ["1"]


@pytest.mark.parametrize("after", ["x", "W10", "eyJhIjoxfQ", "WzEsMiwzXQ", "é", "WyJub3BlIiwgMV0"])
def test_a_page_marker_that_is_not_ours_is_refused(session, office, after):
    with pytest.raises(Invalid, match="page marker"):
        recommendations.page(session.connection(), office.keeper, office.tree, Filter(), TODAY, limit=2, after=after)


@pytest.mark.parametrize(
    ("query", "field"),
    [({"status": "late"}, "status"), ({"due_in": "-1"}, "due_in"), ({"due_before": "2026-02-31"}, "due_before"),
     ({"overdue": "yes"}, "overdue"), ({"sort": "id; DROP"}, "sort"), ({"whose_move": "me"}, "whose_move")],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_refused_by_name(query, field):
    with pytest.raises(Invalid) as refused:
        Filter.read(query)
    assert refused.value.field == field


def test_a_filter_is_written_to_an_address_and_read_back():
    wanted = Filter(q="é & b", component="CBP", overdue=True, due_in=30, as_of=date(2026, 3, 1), sort="-due")
    assert Filter.read(wanted.asks()) == wanted
    assert Filter().address() == "/recommendations"
    assert wanted.but(q="").address("/x").startswith("/x?component=CBP&")


def test_as_of_a_past_day_the_last_update_is_the_last_of_then(session, office):
    life = Life(session, office)
    life.brought_to(Status.OPEN_RESOLVED)
    life.decide(Status.OPEN_RESOLVED, day=120, letter=False, next_update_on=day(5))
    an_update(session, office, life.id)
    for as_of, last, named in ((day(-1), None, day(5)), (ISSUED + timedelta(days=110), None, None)):
        wanted = Filter(as_of=as_of, status="open-resolved")
        [row] = recommendations.every(session.connection(), office.keeper, office.tree, wanted, TODAY)
        assert (row.last_update_on, row.next_update_on) == (last, named)
    [row] = recommendations.every(session.connection(), office.keeper, office.tree, Filter(q="procedures down"), TODAY)
    assert row.last_update_on == TODAY


def test_the_offices_length_of_the_clock_of_updates_comes_with_the_page(session, office):
    def length():
        return recommendations.page(session.connection(), office.keeper, office.tree, Filter(), TODAY, limit=1)

    assert length().update_days == 90
    rules.change(a_desk(session, office), {"update_days": "30"})
    assert length().update_days == 30


@pytest.mark.parametrize("asked", ["Straße", "straße", "ﬁnding", "İstanbul", "ÉCOLE"])
def test_a_word_is_found_as_it_stands_there_and_in_the_other_case(session, office, asked):
    number = a_recommendation(session, office, text="Die Straße, a ﬁnding of İstanbul and the école.")
    found = recommendations.every(session.connection(), office.keeper, office.tree, Filter(q=asked), TODAY)
    assert [row.id for row in found] == [number]
