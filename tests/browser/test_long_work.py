"""The page of long work: how far it is, told without loading the page anew under its reader's hands."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from ipr_compliance.adapters.notes import Notes
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import work as job
from ipr_compliance.models import Work, WorkState
from ipr_compliance.web import progress, work
from tests.factories import PASSWORD, a_person, a_recommendation, an_office

pytestmark = pytest.mark.browser


@pytest.fixture
def email(database):
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office)
        a_recommendation(session, office)
        return a_person(session, office, Role.VIEWER)


@pytest.fixture
def program(app):
    return app.extensions["ipr"]


@pytest.fixture(autouse=True)
def _begun(monkeypatch):
    """Every report is long, and its work waits for the test to do it."""
    monkeypatch.setattr(progress, "LONG", 1)
    monkeypatch.setattr(work, "launch", lambda _number: None)


def ask(page, email):
    page.goto("/login?next=/progress")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("button[name=format][value=csv]").click()
    expect(page.get_by_text("It has not begun yet.")).to_be_visible()


def test_the_page_of_work_has_no_barriers_and_tells_by_itself_how_far_it_is(page, email, program, barriers):
    ask(page, email)
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    stop = page.get_by_role("button", name="Stop it")
    stop.focus()
    with program.database.transaction(recorded=False) as session:
        session.execute(sa.update(Work).values(state=WorkState.RUNNING))
    Notes(program.settings.home, 1).tell(40)
    expect(page.get_by_text("40 percent done.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 40)
    expect(stop).to_be_focused()
    with program.database.transaction(recorded=False) as session:
        session.execute(sa.update(Work).values(state=WorkState.WAITING))
    assert job.run_waiting(program) == 1
    expect(page.get_by_text("It is done.")).to_be_visible()
    expect(page.get_by_role("link", name="Get progress-all")).to_be_visible()


def test_without_script_a_link_looks_again(browser, email, program, live_server):
    with browser.new_context(base_url=live_server, java_script_enabled=False) as context:
        plain = context.new_page()
        ask(plain, email)
        assert job.run_waiting(program) == 1
        plain.get_by_role("link", name="Look again").click()
        expect(plain.get_by_text("It is done.")).to_be_visible()
