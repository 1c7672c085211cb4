"""What holds for every page, whatever it shows."""

from urllib.parse import quote

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from tests.factories import TODAY, a_person, a_recommendation, a_report, an_office, an_update
from tests.html import faults
from tests.visitors import log_in

NASTY = """"><script>alert(1)</script>' onload='x' {{ 9**9}} {% raw %} & &amp; <!-- ]]>"""
NUMBER = NASTY[:59]
PATHS = (
    "/", "/?component=CBP&as_of=2026-09-30", "/?as_of={nasty}&component={nasty}", "/recommendations",
    "/recommendations?component={nasty}&q={nasty}", "/recommendations?status={nasty}&report={nasty}",
    "/recommendations?due_before={nasty}&as_of={nasty}", "/recommendations?report={number}&priority=1", "/reports",
    "/reports/{number}", "/reports/A", "/my-work", "/help", "/account", "/nowhere", "/login", "/progress",
    "/progress?kind=sar&as_of=2026-12-31", "/progress?kind=gao-ig&as_of=2028-01-01",
    "/progress?kind={nasty}&from={nasty}",
    "/progress/rows?kind=sar&table=reports_issued&as_of=2026-12-31", "/progress/rows?kind={nasty}&table={nasty}",
    "/progress/rows?kind=gao-ig&table=items&as_of=2028-01-01",
    "/work", "/work/1", "/progress/issued", "/progress/schedules", "/progress/reconciliation",
    "/progress/reconciliation/1", "/progress/reconciliation?after={nasty}",
    "/progress/issued/{number}", "/progress/issued?before={nasty}",
    "/deliveries", "/logout", "/charts/course.svg?as_of={nasty}&component={nasty}", "/charts/{nasty}.svg",
)  # fmt: skip


def trouble(session):
    """Somebody whose office's records hold nothing but trouble."""
    office = an_office(session)
    a_report(session, office, NUMBER, title=NASTY, issuing_office=NASTY)
    made = a_recommendation(
        session, office, NUMBER, number=NUMBER, component="PLCY", text=NASTY, due_on=TODAY,
        responsible_official=NASTY,
    )  # fmt: skip
    an_update(session, office, made, note=NASTY, done=NASTY)
    a_report(session, office, "A", title=None, issued_on=None)
    email = a_person(session, office, Role.LIAISON)
    session.connection().execute(sa.text("UPDATE component SET name = :name"), {"name": NASTY})
    session.connection().execute(sa.text("UPDATE person SET name = :name"), {"name": NASTY})
    return email


@pytest.fixture
def liaison(begun, client):
    log_in(client, begun)
    return client


@pytest.mark.beginning(recorded=trouble)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_what_people_typed_stays_text(liaison, path):
    answer = liaison.get(path.format(nasty=quote(NASTY), number=quote(NUMBER)))
    assert answer.status_code < 500
    assert faults(answer.text) == []
    assert "<script>alert" not in answer.text
    assert "onload='x'" not in answer.text
    assert str(9**9) not in answer.text


def test_a_fault_is_found():
    page = '<p id="a"><b>bold</p><label for="b">x</label><i id="a"></i>'
    assert faults(page) == [
        "</p> in line 1 closes nothing", "<p> stays open", "id twice: a", "no element has the id b",
    ]  # fmt: skip
