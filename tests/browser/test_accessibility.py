import pytest
from playwright.sync_api import expect

from ipr_compliance.domain.words import Role
from tests.documents import MEMO
from tests.factories import PASSWORD, TODAY, a_person, a_recommendation, a_report, an_office, an_update

pytestmark = pytest.mark.browser

PATHS = (
    "/", "/?as_of=2026-09-30&component=CBP", "/recommendations", "/recommendations?overdue=1&component=PLCY&q=office",
    "/recommendations/1", "/reports", "/reports/OIG-26-01", "/reports/A-1", "/my-work", "/help", "/account",
    "/account/tokens", "/api",
    "/progress", "/progress?kind=sar&as_of=2026-12-31", "/progress?kind=gao-ig&as_of=2028-01-01",
    "/work", "/progress/issued", "/progress/schedules", "/progress/reconciliation",
    "/progress/rows?kind=sar&table=recommendations_not_complete&as_of=2027-03-31", "/deliveries",
    "/recommendations?age=6_to_12_months", "/imports", "/imports/documents", "/imports/aliases", "/views",
    "/views/new?asks=open%3D1",
    "/recommendations?columns=text,status,due_on,days_late,extensions,responsible_email,questioned_cost,issued_on",
)  # fmt: skip
OPENED = """() => {
    document.querySelectorAll("details").forEach(one => { one.open = true; });
    return document.documentElement.scrollWidth;
}"""
REFUSED = ("/?as_of=2026-02-31", "/recommendations?due_in=soon", "/recommendations/999", "/nowhere", "/logout")


@pytest.fixture
def liaison(database, page):
    with database.transaction() as session:
        office = an_office(session)
        for days in range(-40, 1000, 40):
            due_on = TODAY.fromordinal(TODAY.toordinal() + days)
            made = a_recommendation(session, office, component="PLCY", due_on=due_on)
        an_update(session, office, made, next_step="Sign it", percent_complete="60")
        a_report(session, office, "A-1", title=None, issued_on=None)
        email = a_person(session, office, Role.LIAISON)
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    return page


@pytest.mark.parametrize("width", [1280, 375, 360])
def test_no_page_has_barriers_or_runs_off_the_screen(liaison, barriers, complaints, width):
    liaison.set_viewport_size({"width": width, "height": 800})
    for path in (*PATHS, *REFUSED):
        liaison.goto(path)
        assert barriers() == [], path
        assert liaison.evaluate("document.documentElement.scrollWidth") <= width, path
        assert liaison.evaluate(OPENED) <= width, f"{path}, all opened"
    # The browser reports each answer of 422 and 404 as a failed load; that is what was asked for.
    assert [complaint for complaint in complaints if "Failed to load resource" not in complaint] == []
    complaints.clear()


def test_a_barrier_is_found(page, barriers):
    page.goto("/login")
    page.evaluate(
        "document.querySelector('main').append(document.createElement('img'), document.createElement('select'))"
    )
    assert [one.partition(":")[0] for one in barriers()] == ["image-alt", "select-name"]


def test_a_memo_fits_a_phone_with_all_opened(liaison):
    liaison.set_viewport_size({"width": 375, "height": 800})
    liaison.goto("/imports/documents")
    memo = {"name": "memo.txt", "mimeType": "text/plain", "buffer": MEMO.replace("OIG-26-07", "OIG-26-01").encode()}
    liaison.set_input_files("#file", [memo])
    liaison.get_by_label("What it is").select_option("memo")
    liaison.get_by_role("button", name="Read the document").click()
    expect(liaison.get_by_role("heading", name="memo.txt")).to_be_visible()
    assert liaison.evaluate(OPENED) <= 375


def test_the_keyboard_alone_reaches_the_content_and_saves_an_update(liaison):
    liaison.goto("/recommendations/1")
    liaison.keyboard.press("Tab")
    expect(liaison.get_by_role("link", name="Skip to main content")).to_be_focused()
    liaison.keyboard.press("Enter")
    while not liaison.evaluate("document.activeElement.matches('#note')"):
        liaison.keyboard.press("Tab")
    liaison.keyboard.type("Draft is with counsel.")
    while not liaison.evaluate("document.activeElement.matches('main button')"):
        liaison.keyboard.press("Tab")
    liaison.keyboard.press("Enter")
    expect(liaison.get_by_text("Your update is saved.")).to_be_visible()


def test_a_refusal_takes_the_person_to_what_is_wrong(liaison, complaints):
    liaison.goto("/recommendations/1")
    liaison.get_by_label("Note").fill("Draft is with counsel.")
    liaison.get_by_label("Date of the next step").fill("2020-01-01")
    liaison.get_by_role("button", name="Save update").click()
    expect(liaison.locator("#error-summary")).to_be_focused()
    liaison.locator("#error-summary a").click()
    expect(liaison.get_by_label("Date of the next step")).to_be_focused()
    expect(liaison.get_by_label("Note")).to_have_value("Draft is with counsel.")
    complaints.clear()  # the browser reports the answer 422 as a failed load


def test_the_keyboard_alone_reaches_search_and_filters(liaison):
    liaison.goto("/recommendations")
    reached = []
    while "status" not in reached:
        liaison.keyboard.press("Tab")
        reached.append(liaison.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert len(reached) < 40
    wanted = ["Skip to main content", "site-search", "q", "component", "status"]
    assert [one for one in reached if one in wanted] == wanted


def test_without_script_the_filters_and_the_days_work(liaison, browser, live_server):
    state = liaison.context.storage_state()
    with browser.new_context(base_url=live_server, java_script_enabled=False, storage_state=state) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 375, "height": 800})
        page.goto("/")
        page.get_by_label("Component", exact=True).select_option("PLCY")
        page.get_by_label("As of").fill("2026-11-01")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("You are looking at November 1, 2026")).to_be_visible()
        page.locator(".site-figures a").first.click()
        page.get_by_text("Overdue", exact=True).click()
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("1 recommendation", exact=True)).to_be_visible()


def test_on_a_phone_the_results_come_before_the_filters(liaison):
    liaison.set_viewport_size({"width": 375, "height": 800})
    liaison.goto("/recommendations")
    expect(liaison.get_by_label("Filters").get_by_label("Whose move")).to_be_hidden()
    liaison.locator("summary", has_text="Filters").first.click()
    expect(liaison.get_by_label("Filters").get_by_label("Whose move")).to_be_visible()


@pytest.mark.parametrize("path", ["/recommendations", "/", "/deliveries"])
def test_on_a_phone_nothing_moves_when_the_script_comes(liaison, path, complaints):
    liaison.set_viewport_size({"width": 375, "height": 800})
    where = "document.querySelector('[data-closed-when-narrow], .site-filters, .site-bar').offsetHeight"
    liaison.goto(path)
    after = liaison.evaluate(where)
    liaison.route("**/site.js*", lambda route: route.abort())
    liaison.goto(path)
    assert liaison.evaluate(where) == after
    complaints.clear()  # the browser reports the script that did not come
