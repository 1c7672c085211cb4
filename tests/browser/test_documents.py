"""A report and then a memo of the OIG come in through the pages, as a liaison would hand them in."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from ipr_compliance import handed_in_documents
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Recommendation
from tests.documents import MEMO, REPORT, as_pdf
from tests.factories import PASSWORD, a_person, an_office

pytestmark = pytest.mark.browser

LATER = MEMO.replace("recommendations 1 through 3 remain", "recommendations 1 through 2 are")


@pytest.fixture
def liaison(database, page, monkeypatch, tmp_path):
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", 60)
    (tmp_path / "report.pdf").write_bytes(as_pdf(REPORT))
    (tmp_path / "memo.pdf").write_bytes(as_pdf(LATER))
    with database.transaction() as session:
        email = a_person(session, an_office(session), Role.LIAISON, "CBP")
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Imports", exact=True).click()
    page.get_by_role("link", name="Documents", exact=True).click()
    expect(page.get_by_role("heading", name="Documents of the OIG")).to_be_visible()
    return page


def press(page, button):
    # A click does not wait for the page it leads to, and one half there has nothing to be examined yet.
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def hand_in(page, file, kind):
    page.goto("/imports/documents")
    page.get_by_label("Document: PDF").set_input_files(file)
    page.get_by_label("What it is").select_option(kind)
    press(page, "Read the document")


def test_a_report_and_its_memo_come_in_without_typing_them(liaison, database, complaints, tmp_path):
    hand_in(liaison, tmp_path / "report.pdf", "report")
    first = liaison.get_by_role("region", name="Recommendation 1")
    expect(first.get_by_label("Estimated completion date")).to_have_value("2027-06-30")
    picture = first.get_by_role("img", name="Page 2 of report.pdf")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1082, timeout=60_000)
    second = liaison.get_by_role("region", name="Recommendation 2")
    expect(second.get_by_label("What the document calls it")).to_have_value("Chief of the Field Staff")
    second.get_by_label("Component", exact=True).select_option("CBP-OFO")
    press(liaison, "Keep and compare again")
    expect(liaison.get_by_text("Accepting brings 2 new and changes 0")).to_be_visible()
    press(liaison, "Accept: record these recommendations")
    expect(liaison.get_by_text("The recommendations are recorded.")).to_be_visible()
    liaison.goto("/imports/aliases")
    expect(liaison.get_by_role("row", name="Chief of the Field Staff CBP-OFO").first).to_be_visible()

    hand_in(liaison, tmp_path / "memo.pdf", "memo")
    expect(liaison.get_by_label("Next update due")).to_have_value("2027-03-31")
    expect(liaison.get_by_text("The memo also speaks of 4, not on record for this report.")).to_be_visible()
    press(liaison, "Record the ticked decisions")
    expect(liaison.get_by_text("2 decisions are recorded, with the memo as the OIG's letter.")).to_be_visible()
    with database.reading() as connection:
        table = Recommendation.__table__
        told = connection.execute(sa.select(table.c.number, table.c.status, table.c.next_update_on)).all()
    assert [(number, status, str(day)) for number, status, day in told] == [
        ("1", "open-resolved", "2027-03-31"), ("2", "open-resolved", "2027-03-31"),
    ]  # fmt: skip
    # A busy machine may refuse a picture that takes it longer than ten seconds; that is an answer, too.
    complaints[:] = [one for one in complaints if "Failed to load resource" not in one]


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_of_documents_have_no_barriers(liaison, barriers, complaints, width, tmp_path):
    liaison.set_viewport_size({"width": width, "height": 800})

    def look(name):
        assert barriers() == [], name
        assert liaison.evaluate("document.documentElement.scrollWidth") <= width, name

    hand_in(liaison, tmp_path / "report.pdf", "report")
    look("report")
    liaison.locator("#row-2-component").select_option("CBP-OFO")
    press(liaison, "Keep and compare again")
    press(liaison, "Accept: record these recommendations")
    look("accepted")
    liaison.goto("/imports/aliases")
    look("names")
    hand_in(liaison, tmp_path / "memo.pdf", "memo")
    look("memo")
    liaison.get_by_label("Decision", exact=True).first.select_option("")
    press(liaison, "Record the ticked decisions")
    expect(liaison.get_by_role("alert")).to_contain_text("Nothing was recorded: 1 decision is refused")
    look("refused")
    # The browser reports an answer of 409 as a failed load; that is what was asked for.
    complaints.clear()
