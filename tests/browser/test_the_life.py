"""The life of a recommendation in a real browser, each part by the one whose part it is."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ipr_compliance.domain.words import Role
from tests.factories import PASSWORD, TODAY, a_person, a_recommendation, an_office
from tests.lives import ISSUED

pytestmark = pytest.mark.browser

MANAGER, LIAISON = "manager@ot.cbp.example", "liaison@cbp.example"


@pytest.fixture
def record(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "CBP-OT", email=MANAGER)
        a_person(session, office, Role.LIAISON, "CBP", email=LIAISON)
        return a_recommendation(session, office, questioned_cost="1204.50")


class Walk:
    """Two people in one browser, who come to the page in turn."""

    def __init__(self, page, record, barriers):
        self.page, self.address, self.barriers = page, f"/recommendations/{record}", barriers

    def as_(self, email):
        self.page.goto("/")
        if self.page.get_by_role("button", name="Log out").is_visible():
            self.page.get_by_role("button", name="Log out").click()
        self.page.goto("/login")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".site-nav")
        self.page.goto(self.address)

    def form(self, title):
        details = self.page.locator("details", has=self.page.locator("summary", has_text=title)).first
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        return details

    def fill(self, title, button, **fields):
        """Fill in one form by its labels and send it."""
        form = self.form(title)
        for label, value in fields.items():
            field = form.get_by_label(label.replace("_", " "), exact=False).first
            if field.evaluate("field => field.tagName") == "SELECT":
                chosen = field.locator("option", has_text=value).first.get_attribute("value")
                field.select_option(chosen)
            elif isinstance(value, Path):
                field.set_input_files(value)
            else:
                field.fill(value)
        form.get_by_role("button", name=button).click()
        self.saved()

    def decided(self, what, on, **fields):
        """Record what the OIG decided."""
        told = {"What_the_OIG_decided": what, "Date_of_the_decision": on} | fields
        self.fill("Record the OIG's decision", "Record the decision", **told)

    def saved(self):
        expect(self.page.locator(".usa-alert--success")).to_be_visible()

    def status(self, word):
        expect(self.page.locator(".status").first).to_have_text(word)

    def look(self, name):
        """No barriers and nothing off the screen, on a desk and on a phone."""
        for width in (1280, 375):
            self.page.set_viewport_size({"width": width, "height": 800})
            assert self.barriers() == [], name
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
        self.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture
def walk(page, record, barriers):
    return Walk(page, record, barriers)


@pytest.fixture
def letter(tmp_path):
    def write(name):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(b"%PDF-1.7 " + name.encode())
        return path

    return write


def day(days):
    return (ISSUED + timedelta(days=days)).isoformat()


ASKED = {"Main_reason": "Legal review", "Why": "Counsel has it until spring."}


def answered_and_accepted(walk):
    walk.as_(MANAGER)
    walk.look("1-response-due")
    walk.fill(
        "Record the management response", "Record the response", Does_the_component_agree="Concur",
        What_it_will_do="Write procedures.", Complete_by=TODAY.isoformat(), Responsible_official="Director",
        Response_received_on=day(60),
    )  # fmt: skip
    walk.status("Open, unresolved")
    walk.as_(LIAISON)
    walk.decided("accepts the plan", day(100))
    walk.status("Open, resolved")
    walk.look("2-open-resolved")


def extended_at_the_second_request(walk):
    first, second = ((TODAY + timedelta(days=days)).isoformat() for days in (120, 150))
    walk.as_(MANAGER)
    walk.fill("Ask for more time", "Ask for more time", New_due_date=first, **ASKED)
    expect(walk.page.get_by_role("button", name="Grant")).to_have_count(0)
    walk.as_(LIAISON)
    walk.look("3-extension-asked")
    walk.page.get_by_role("button", name="Refuse").click()
    walk.saved()
    walk.as_(MANAGER)
    walk.fill("Ask for more time", "Ask for more time", New_due_date=second, **ASKED)
    walk.as_(LIAISON)
    walk.page.get_by_label("Note on the decision").fill("For the last time.")
    walk.page.get_by_role("button", name="Grant").click()
    walk.saved()
    told = re.compile("Moved the due date from November 24, 2026 to April 23, 2027 — Legal review")
    expect(walk.page.get_by_text(told)).to_be_visible()


def done_and_shown(walk, file):
    walk.as_(MANAGER)
    expect(walk.page.get_by_text("Ask for closure: attach evidence first.")).to_be_visible()
    walk.fill("Plan a step", "Add the step", Step="Draft the procedures", To_be_done_by=TODAY.isoformat())
    walk.fill("Done, or a new date", "Save the step", Done_on=TODAY.isoformat())
    expect(walk.page.get_by_text("Done on November 24, 2026")).to_be_visible()
    walk.fill("Attach a file", "Attach the file", File=file)


def closure_asked(walk, on, statement):
    walk.as_(MANAGER)
    walk.fill("Ask for closure", "Ask for closure", Implemented_on=on, Statement=statement)
    walk.status("Closure requested")


def answered_by_letter(walk, letter, decision, **fields):
    walk.as_(LIAISON)
    walk.fill("Attach a file", "Attach the file", File=letter, What_it_is="Letter of the OIG")
    walk.decided(decision, TODAY.isoformat(), letter=letter.name, **fields)


def test_from_the_response_to_the_oig_s_closing_letter(walk, letter):
    answered_and_accepted(walk)
    extended_at_the_second_request(walk)
    done_and_shown(walk, letter("procedures"))
    closure_asked(walk, day(200), "They are in force.")
    walk.look("4-closure-requested")
    answered_by_letter(walk, letter("returned"), "evidence insufficient", words="The samples are missing.")
    walk.status("Open, resolved")
    expect(walk.page.get_by_text("The samples are missing.")).to_be_visible()
    closure_asked(walk, TODAY.isoformat(), "The samples are attached.")
    answered_by_letter(walk, letter("closed"), "closes it as implemented", Questioned_costs="1000")
    walk.status("Closed, implemented")
    walk.look("5-closed")
    walk.page.goto(f"{walk.address}?as_of={day(150)}")
    walk.status("Open, resolved")
    walk.look("6-as-of")


def test_a_refused_form_comes_back_open_with_what_was_typed(walk, complaints):
    walk.as_(MANAGER)
    form = walk.form("Plan a step")
    form.get_by_label("Step").fill("Draft the procedures")
    form.get_by_label("To be done by").fill("2020-01-01")
    form.get_by_role("button", name="Add the step").click()
    expect(walk.page.locator("#error-summary")).to_be_focused()
    walk.page.locator("#error-summary a").click()
    expect(walk.page.get_by_label("To be done by")).to_be_focused()
    expect(form.get_by_label("Step")).to_have_value("Draft the procedures")
    complaints.clear()  # the browser reports the answer 422 as a failed load
    walk.look("7-refused")
