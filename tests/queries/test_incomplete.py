import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import incomplete
from tests.factories import TODAY, a_recommendation, a_report, an_asker, an_office
from tests.lives import Life

WITHOUT_DATE = sa.text("UPDATE recommendation SET due_on = NULL WHERE id = :id")
OFFICIAL = {"responsible_official": "Director"}


@pytest.fixture
def office(session):
    office = an_office(session)
    a_report(session, office, "A", title=None, issued_on=None)
    a_report(session, office, "B", issued_on=None)
    a_recommendation(session, office, "C", number="10", component="PLCY", due_on=TODAY)
    a_recommendation(session, office, "C", number="9", component="CBP-OT", due_on=TODAY)
    a_recommendation(session, office, "C", number="11", component="CBP-OT", **OFFICIAL)
    Life(session, office, report="C", number="12", component="CBP-OT").brought_to(Status.CLOSED_NOT_IMPLEMENTED)
    return office


def told(session, office, role, *codes):
    found = incomplete.records(session.connection(), an_asker(office, role, *codes))
    assert found.total == len(found.rows)
    return [(row.report_number, row.number, row.first, row.second) for row in found.rows]


def test_reports_and_open_recommendations_that_lack_something_are_listed_in_order(session, office):
    assert told(session, office, Role.LIAISON, "DHS") == [
        ("A", "", "title", "issue date"), ("B", "", "", "issue date"),
        ("C", "9", "responsible official", ""), ("C", "10", "responsible official", ""),
    ]  # fmt: skip


def test_a_liaison_is_told_of_their_own_components(session, office):
    assert [row[1] for row in told(session, office, Role.LIAISON, "PLCY")] == ["", "", "10"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PROGRAM_MANAGER])
def test_who_keeps_no_records_is_told_of_none(session, office, role):
    assert told(session, office, role, "DHS") == []


def test_a_date_is_missed_once_the_plan_is_accepted(session, office):
    life = Life(session, office, report="D", number="1", component="PLCY", **OFFICIAL).brought_to(Status.OPEN_RESOLVED)
    session.connection().execute(WITHOUT_DATE, {"id": life.id})
    assert ("D", "1", "", "due date") in told(session, office, Role.LIAISON, "DHS")


def test_the_first_are_shown_and_all_are_counted(session, office):
    for _ in range(incomplete.SHOWN):
        a_recommendation(session, office, "Z", component="PLCY")
    found = incomplete.records(session.connection(), office.keeper)
    assert (len(found.rows), found.total) == (incomplete.SHOWN, incomplete.SHOWN + 4)
