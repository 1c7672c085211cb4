from datetime import timedelta

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Recommendation, Report, Standing
from ipr_compliance.queries import history
from ipr_compliance.services import recommendations, standings
from ipr_compliance.services.inputs import RecommendationInput, ReportInput
from tests.factories import OFFICE, TODAY, a_desk, a_recommendation, a_report, an_asker, an_office, an_update


def add(session, office, by=None, **facts):
    values = {"report_number": "OIG-26-01", "number": "1", "component": "CBP-OT", "text": "We recommend."} | facts
    given = RecommendationInput.read(values)
    return recommendations.add(a_desk(session, office, by), given)


def test_a_report_gets_the_window_of_eighteen_months(session):
    a_report(session, an_office(session), issued_on="2025-08-31")
    assert str(session.exec(sa.select(Report.complete_by)).scalar_one()) == "2027-02-28"


def test_a_report_may_name_another_last_day(session):
    a_report(session, an_office(session), issued_on="2025-08-31", complete_by="2026-12-31")
    assert str(session.exec(sa.select(Report.complete_by)).scalar_one()) == "2026-12-31"


def test_a_reports_number_is_taken_once(session):
    office = an_office(session)
    a_report(session, office)
    with pytest.raises(Conflict, match="recorded already"):
        a_report(session, office)


def test_a_report_of_the_future_is_refused(session):
    with pytest.raises(Invalid, match="future"):
        a_report(session, an_office(session), issued_on=TODAY + timedelta(days=1))


def test_a_viewer_records_no_report(session):
    office = an_office(session)
    given = ReportInput(number="OIG-1")
    with pytest.raises(NotAllowed):
        recommendations.add_report(a_desk(session, office, an_asker(office, Role.VIEWER, "DHS")), given)


@pytest.mark.parametrize(
    ("facts", "refusal", "field"),
    [
        ({"report_number": "OIG-9"}, Invalid, "report_number"),
        ({"component": "ICE"}, Invalid, "component"),
        ({"number": "7"}, Conflict, "number"),
        ({"due_on": "2020-01-01"}, Invalid, "due_on"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_its_field(session, facts, refusal, field):
    office = an_office(session)
    a_recommendation(session, office, number="7")
    head = history.head(session.connection())
    with pytest.raises(refusal) as refused:
        add(session, office, **facts)
    assert refused.value.field == field
    assert history.head(session.connection()) == head


def test_only_a_components_own_liaison_records_its_recommendations(session):
    office = an_office(session)
    a_report(session, office)
    with pytest.raises(NotAllowed):
        add(session, office, by=an_asker(office, Role.PROGRAM_MANAGER, "CBP-OT"))
    with pytest.raises(Invalid, match="no component"):
        add(session, office, by=an_asker(office, Role.LIAISON, "PLCY"))
    assert add(session, office, by=an_asker(office, Role.LIAISON, "CBP"))


def test_what_is_stored_is_what_history_says(session):
    office = an_office(session)
    recommendation_id = a_recommendation(session, office, due_on="2027-01-31", questioned_cost="10.50", priority=True)
    an_update(session, office, recommendation_id)
    before = stored(session)
    standings.rebuild(session, recommendation_id, office.tree, OFFICE)
    assert stored(session) == before
    assert before[0][0]["questioned_cost"] == pytest.approx(10.5)


def stored(session):
    connection = session.connection()
    tables = (Recommendation.__table__, Standing.__table__)
    return [[dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in tables]
