from datetime import timedelta

import pytest

from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import reports
from tests.factories import TODAY, a_recommendation, a_report, an_asker, an_office
from tests.lives import Life


@pytest.fixture
def office(session):
    return an_office(session)


def test_a_report_counts_what_the_asker_sees_of_it(session, office):
    past = TODAY - timedelta(days=1)
    a_recommendation(session, office, "A", component="CBP-OT", due_on=past)
    a_recommendation(session, office, "A", component="CBP-OT", due_on=TODAY)
    a_recommendation(session, office, "A", component="PLCY", due_on=past)
    Life(session, office, report="A", component="CBP-OT", due_on=past).brought_to(Status.CLOSED_NOT_IMPLEMENTED)
    row = reports.one(session.connection(), an_asker(office, Role.VIEWER, "CBP"), "A", TODAY)
    assert (row.recommendations, row.open, row.overdue) == (3, 2, 1)


def test_pages_follow_each_other_the_undated_first_then_the_newest(session, office):
    for number, days in (("A", None), ("B", 10), ("C", 10), ("D", 300), ("E", None)):
        issued_on = None if days is None else TODAY - timedelta(days=days)
        a_report(session, office, number, issued_on=issued_on)
    seen, after = [], ""
    while after is not None:
        page = reports.page(session.connection(), office.keeper, TODAY, limit=2, after=after)
        assert page.total == 5
        seen, after = seen + [row.number for row in page.rows], page.next
    assert seen == ["E", "A", "C", "B", "D"]


def test_a_report_without_recommendations_is_for_those_who_keep_records(session, office):
    a_report(session, office, "A")
    assert reports.one(session.connection(), an_asker(office, Role.LIAISON, "PLCY"), "A", TODAY).open == 0
    for role in (Role.VIEWER, Role.PROGRAM_MANAGER):
        with pytest.raises(NotFound):
            reports.one(session.connection(), an_asker(office, role, "DHS"), "A", TODAY)


def test_a_page_after_a_report_that_is_not_there_is_empty(session, office):
    a_report(session, office, "A")
    page = reports.page(session.connection(), office.keeper, TODAY, limit=2, after="never")
    assert (page.rows, page.next) == ([], None)
