"""Every filter against a naive reading of the same facts, as of today and of past days."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.signals import Signal
from ipr_compliance.domain.words import Agreement, Role, Status
from ipr_compliance.models import EvidenceKind, Recommendation, Report
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import office as rules
from tests.factories import TODAY, a_desk, a_person, a_recommendation, a_report, an_office, an_update
from tests.lives import Life


def day(days):
    return TODAY + timedelta(days=days)


@pytest.fixture
def office(session):
    return an_office(session)


def ids(session, office, **asked):
    """The numbers of those found, which the total counts too."""
    wanted = Filter.read({name: str(value) for name, value in asked.items()})
    page = recommendations.page(session.connection(), office.keeper, office.tree, wanted, TODAY, limit=50)
    assert page.total == len(page.rows)
    return {row.id for row in page.rows}


def test_beyond_the_window_is_open_and_due_after_its_reports_eighteen_months(session, office):
    end = session.connection().execute(sa.select(Report.complete_by).where(Report.number == a_report(session, office)))
    last = end.scalar_one()
    within = a_recommendation(session, office, due_on=last)
    beyond = a_recommendation(session, office, due_on=last + timedelta(days=1))
    assert within not in (found := ids(session, office, beyond_window=1))
    assert found == {beyond} == ids(session, office, beyond_window=1, as_of=day(-1))


def test_agreement_is_that_of_the_day(session, office):
    life = Life(session, office).brought_to(Status.OPEN_RESOLVED)
    other = a_recommendation(session, office)
    answered = life.record.agreement
    assert ids(session, office, agreement=answered) == {life.id}
    assert ids(session, office, agreement=Agreement.NONE, as_of=day(-299)) == {life.id, other}


def test_issue_dates_exclude_the_day_itself(session, office):
    new = a_recommendation(session, office, a_report(session, office, "OIG-26-02", issued_on=day(-10)))
    old = a_recommendation(session, office, a_report(session, office, "OIG-26-03", issued_on=day(-20)))
    assert ids(session, office, issued_before=day(-10)) == {old}
    assert ids(session, office, issued_after=day(-20)) == {new}
    assert ids(session, office, issued_after=day(-21), issued_before=day(-9)) == {new, old}


@pytest.mark.parametrize(("age", "found"), [(1, True), (0, False)])
def test_unresolved_are_those_without_a_decision_six_months_after_issue(session, office, age, found):
    issued_on = add_months(TODAY, -6) - timedelta(days=age)
    late = a_recommendation(session, office, a_report(session, office, issued_on=issued_on))
    assert ids(session, office, unresolved=1) == ({late} if found else set())


def test_what_the_oig_has_accepted_is_not_unresolved_from_that_day_on(session, office):
    life = Life(session, office).brought_to(Status.OPEN_RESOLVED)
    decided_on = life.record.decided_on
    assert ids(session, office, unresolved=1) == set()
    before = add_months(life.record.issued_on, 6) + timedelta(days=1)
    assert ids(session, office, unresolved=1, as_of=before) == ({life.id} if before < decided_on else set())


def test_the_offices_own_length_of_a_clock_counts(session, office):
    fresh = a_recommendation(session, office, a_report(session, office, issued_on=day(-70)))
    assert ids(session, office, unresolved=1) == set()
    rules.change(a_desk(session, office), {"resolution_months": "2"})
    assert ids(session, office, unresolved=1) == {fresh}


def test_no_final_action_counts_from_the_management_decision(session, office):
    life = Life(session, office).brought_to(Status.OPEN_RESOLVED)
    year = add_months(life.record.decided_on, 12)
    standing = Filter(no_final_action=True)
    for today, found in ((year + timedelta(days=1), {life.id}), (year, set())):
        page = recommendations.page(session.connection(), office.keeper, office.tree, standing, today, limit=9)
        assert {row.id for row in page.rows} == found


def test_closed_in_a_period_and_on_time_or_late(session, office):
    life = Life(session, office).brought_to(Status.CLOSED_IMPLEMENTED)
    closed_on, due_on = life.record.closed_on, life.record.due_on
    assert ids(session, office, closed_from=closed_on, closed_until=closed_on) == {life.id}
    assert ids(session, office, closed_from=closed_on + timedelta(days=1)) == set()
    assert ids(session, office, closed_until=closed_on - timedelta(days=1)) == set()
    assert ids(session, office, late=1) == ({life.id} if closed_on > due_on else set())


def test_money_of_each_kind(session, office):
    doubtful = a_recommendation(session, office, questioned_cost="10.00")
    better = a_recommendation(session, office, funds_put_to_better_use="0.01", questioned_cost="0")
    assert ids(session, office, money="questioned") == {doubtful}
    assert ids(session, office, money="better-use") == {better}


def test_extended_and_slipped(session, office):
    extended = a_recommendation(session, office, due_on=day(10))
    plain = a_recommendation(session, office, due_on=day(10))
    changed = {"extensions": 2, "original_due_on": day(-50)}
    table = Recommendation.__table__
    session.connection().execute(sa.update(table).where(table.c.id == extended).values(changed))
    assert ids(session, office, extended=0) == {extended, plain}
    assert ids(session, office, extended=2) == ids(session, office, slipped=1) == {extended}
    assert ids(session, office, extended=3) == set()
    assert ids(session, office, signal=Signal.EXTENDED) == {extended}


@pytest.mark.parametrize("as_of", [None, TODAY - timedelta(days=1)])
@pytest.mark.parametrize("age", [44, 45])
def test_stale_is_without_a_word_for_45_days(session, office, age, as_of):
    today = as_of or TODAY
    told = a_recommendation(session, office, a_report(session, office, issued_on=today - timedelta(days=age)))
    asked = {"as_of": as_of} if as_of else {}
    assert ids(session, office, signal=Signal.STALE, **asked) == ({told} if age == 45 else set())
    an_update(session, office, told)
    assert ids(session, office, signal=Signal.STALE) == set()


def test_no_evidence_looks_at_the_next_thirty_days_and_at_evidence_alone(session, office):
    life = Life(session, office).brought_to(Status.OPEN_RESOLVED)
    session.connection().exec_driver_sql("UPDATE evidence SET withdrawn_on = '2026-01-01'")
    bare = a_recommendation(session, office, due_on=day(30))
    a_recommendation(session, office, due_on=day(31))
    a_recommendation(session, office, due_on=day(-1))
    table = Recommendation.__table__
    session.connection().execute(sa.update(table).where(table.c.id == life.id).values(due_on=TODAY))
    assert ids(session, office, signal=Signal.NO_EVIDENCE) == {bare, life.id}
    life.attach(EvidenceKind.LETTER)
    assert ids(session, office, signal=Signal.NO_EVIDENCE) == {bare, life.id}
    life.attach(EvidenceKind.EVIDENCE)
    assert ids(session, office, signal=Signal.NO_EVIDENCE) == {bare}


def test_as_of_a_past_day_evidence_is_what_had_come_by_then(session, office):
    life = Life(session, office).brought_to(Status.OPEN_RESOLVED)
    near = life.record.due_on - timedelta(days=10)
    question = {"signal": Signal.NO_EVIDENCE}

    def noticed(as_of, today):
        wanted = Filter(**question, as_of=as_of)
        page = recommendations.page(session.connection(), office.keeper, office.tree, wanted, today, limit=9)
        return [row.id for row in page.rows]

    assert noticed(near, near + timedelta(days=1)) == []
    session.connection().exec_driver_sql("UPDATE evidence SET withdrawn_on = '2026-12-01'")
    assert noticed(near, near + timedelta(days=1)) == [life.id]


def test_an_official_without_an_active_account(session, office):
    a_person(session, office, Role.PROGRAM_MANAGER, "CBP", email="official@cbp.example")
    known = a_recommendation(session, office, responsible_email="Official@CBP.example")
    unknown = a_recommendation(session, office, responsible_email="nobody@cbp.example")
    nameless = a_recommendation(session, office)
    assert ids(session, office, signal=Signal.NO_ACCOUNT) == {unknown, nameless}
    session.connection().exec_driver_sql("UPDATE person SET active = false")
    assert ids(session, office, signal=Signal.NO_ACCOUNT) == {known, unknown, nameless}


@pytest.mark.parametrize(
    ("notes", "repeats"),
    [(["A"], False), (["A", "B"], False), (["A", "B", " a "], True), (["A", "a", "B"], False), (["A", "A"], True)],
)
def test_an_update_that_repeats_an_earlier_one(session, office, notes, repeats):
    told = a_recommendation(session, office)
    for note in notes:
        an_update(session, office, told, note=note)
    assert ids(session, office, signal=Signal.REPEATING) == ({told} if repeats else set())
    assert ids(session, office, signal=Signal.REPEATING, as_of=day(-1)) == set()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"agreement": "yes"}, "agreement"), ({"extended": "-1"}, "extended"), ({"money": "all"}, "money"),
        ({"signal": "crystal-ball"}, "signal"), ({"slipped": "maybe"}, "slipped"),
        ({"closed_from": "x"}, "closed_from"), ({"report": "a\0b"}, "report"), ({"q": "\0"}, "q"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(query, field):
    with pytest.raises(Invalid) as refused:
        Filter.read(query)
    assert refused.value.field == field
