import pytest
from playwright.sync_api import expect

from ipr_compliance.domain.words import Role
from tests.factories import PASSWORD, TODAY, a_person, a_recommendation, an_office

pytestmark = pytest.mark.browser

HOLDER = "official.with.a.long.address@trade-and-procurement.cbp.example"
PATHS = (
    "/admin", "/admin/people", "/admin/people/new", "/admin/people/1", "/admin/people/2", "/admin/office",
    f"/admin/holdings?email={HOLDER}", "/admin/components", "/admin/components/new", "/admin/components/4",
    "/admin/recommendations/1/entered-in-error", "/admin/reminders", "/admin/reminders/due-date", "/admin/webhooks",
)  # fmt: skip


@pytest.fixture
def administrator(database, page):
    with database.transaction() as session:
        office = an_office(session)
        email = a_person(session, office, Role.ADMIN)
        a_person(session, office, Role.PROGRAM_MANAGER, "CBP-OT", "CBP-OFO", email=HOLDER)
        for days in (-10, 30, 60):
            due_on = TODAY.fromordinal(TODAY.toordinal() + days)
            a_recommendation(session, office, due_on=due_on, responsible_email=HOLDER)
        a_recommendation(session, office, component="PLCY")
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    return page


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_has_barriers_or_runs_off_the_screen(administrator, barriers, width):
    administrator.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        administrator.goto(path)
        assert barriers() == [], path
        assert administrator.evaluate("document.documentElement.scrollWidth") <= width, path


def test_who_leaves_hands_over_what_they_held(administrator):
    administrator.get_by_role("link", name="Administration").click()
    administrator.get_by_role("link", name="People").click()
    administrator.get_by_role("link", name="The program manager").click()
    administrator.get_by_role("button", name="Disable this account").click()
    expect(administrator.get_by_text("3 open recommendations still to be given to somebody else.")).to_be_visible()
    administrator.get_by_label("Official title").fill("Director, Office of Trade")
    administrator.get_by_label("E-mail address").fill("director@cbp.example")
    administrator.get_by_role("button", name="Give all 3 to this official").click()
    expect(administrator.get_by_text("3 recommendations now name Director, Office of Trade")).to_be_visible()
    expect(administrator.get_by_text("No open recommendation that you see names this address")).to_be_visible()


def test_a_webhook_is_added_and_its_secret_shown_once(administrator, barriers):
    for number, width in enumerate((1280, 375)):
        administrator.set_viewport_size({"width": width, "height": 800})
        administrator.goto("/admin/webhooks")
        address = f"https://receiver-with-a-long-name.systems.dhs.example/hooks/{'of-the-tracker-' * 5}{number}"
        administrator.locator("#address").fill(address)
        administrator.get_by_label("Told of").select_option("CBP")
        administrator.get_by_role("button", name="Add the webhook").click()
        assert administrator.locator("#secret").input_value().startswith("whsec_")
        assert barriers() == []
        assert administrator.evaluate("document.documentElement.scrollWidth") <= width
        administrator.get_by_role("button", name=f"Switch off (webhook {number + 1})").click()
        expect(administrator.get_by_text("The webhook is switched off.")).to_be_visible()
        expect(administrator.locator("#secret")).to_have_count(0)
