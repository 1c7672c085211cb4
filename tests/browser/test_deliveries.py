import pytest
from playwright.sync_api import expect

from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import remind
from ipr_compliance.program import Program
from tests.factories import PASSWORD, TODAY, a_person, a_recommendation, an_office

pytestmark = pytest.mark.browser


@pytest.fixture
def liaison(database, settings, clock, page):
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, component="PLCY", due_on=TODAY)
        email = a_person(session, office, Role.LIAISON)
    remind.run(Program(settings, database, clock), TODAY)
    page.goto("/deliveries")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    return page


@pytest.mark.parametrize("width", [1200, 360])
def test_a_liaison_reads_what_was_planned_without_barriers(liaison, barriers, width):
    liaison.set_viewport_size({"width": width, "height": 800})
    expect(liaison.get_by_text("1 message", exact=True)).to_be_visible()
    assert barriers() == []
    assert liaison.evaluate("document.documentElement.scrollWidth") <= width
    liaison.get_by_role("link", name="1 due by December 24").click()
    expect(liaison.get_by_text("DUE TODAY, November 24, 2026")).to_be_visible()
    assert barriers() == []
    assert liaison.evaluate("document.documentElement.scrollWidth") <= width
