from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ipr_compliance.domain.attempts import Outcome, Result
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import remind
from ipr_compliance.program import Program
from ipr_compliance.queries import deliveries as outbox
from ipr_compliance.services import sending
from tests.factories import PASSWORD, TODAY, a_person, a_recommendation, a_report, an_office

pytestmark = pytest.mark.browser


@pytest.fixture
def program(database, settings, clock):
    return Program(settings, database, clock)


def refuse(program):
    never = Outcome(Result.NEVER, "The mail server refused it for good.", "550 No such user", address_refused=True)
    with program.database.transaction(recorded=False) as session:
        for message_id in outbox.due(session.connection(), program.now()):
            claimed = sending.claim(session, message_id, now=program.now())
            sending.record(session, claimed, never, now=program.now())


@pytest.fixture
def liaison(database, program, page):
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, issued_on=TODAY - timedelta(days=10))
        a_recommendation(session, office, component="PLCY", due_on=TODAY)
        email = a_person(session, office, Role.LIAISON)
    remind.run(program, TODAY)
    page.goto("/deliveries")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
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


def test_a_liaison_tries_a_message_again_that_was_refused(liaison, barriers, program):
    refuse(program)
    liaison.set_viewport_size({"width": 360, "height": 800})
    liaison.reload()
    expect(liaison.get_by_role("heading", name="Addresses that refuse mail")).to_be_visible()
    assert barriers() == []
    assert liaison.evaluate("document.documentElement.scrollWidth") <= 360
    liaison.get_by_role("link", name="1 due by December 24").click()
    liaison.get_by_role("button", name="Try again").click()
    expect(liaison.get_by_text("The message is tried again within a minute.")).to_be_visible()
    assert barriers() == []
