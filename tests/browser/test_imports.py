"""A table of three public trackers comes in through the page, as a liaison would bring it in, without JavaScript."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Recommendation
from ipr_compliance.queries import people
from ipr_compliance.services import components
from tests.factories import NOW, PASSWORD, TODAY, a_person, a_recommendation, an_office

pytestmark = pytest.mark.browser

NEEDED = "report_number,number,text,component,status,due_on\n"


@pytest.fixture
def liaison(database, page):
    with database.transaction() as session:
        office = an_office(session)
        for code in ("OIT", "VHA", "VBA", "USAID"):
            tree = people.tree(session.connection())
            by = the_system("tests", tree)
            components.add(session, code, f"Office {code}", tree=tree, by=by, today=TODAY, now=NOW)
        a_recommendation(session, office, "OIG-26-01", number="1", component="PLCY", due_on=TODAY)
        a_recommendation(session, office, "OIG-26-01", number="9", component="PLCY")
        email = a_person(session, office, Role.LIAISON)
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Imports", exact=True).click()
    return page


def press(page, button):
    # A click does not wait for the page it leads to, and one half there has nothing to be examined yet.
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def hand_in(page, file):
    page.goto("/imports")
    page.get_by_label("Table, CSV or XLSX").set_input_files(file)
    press(page, "Check the table")


def test_the_sample_of_trackers_comes_in_and_the_second_time_says_nothing_new(liaison, database, shared):
    sample = shared / "data/trackers/oig_tracker_sample.csv"
    hand_in(liaison, sample)
    liaison.get_by_text("columns are used").click()
    liaison.get_by_text("One value for all rows", exact=True).click()
    expect(liaison.get_by_label("rec_no is our")).to_have_value("number")
    expect(liaison.get_by_label("Status: Open means", exact=True)).to_have_value("open-resolved")
    liaison.get_by_label("Component", exact=True).select_option("USAID")
    press(liaison, "Check again")
    expect(liaison.get_by_text("14 rows are refused")).to_be_visible()
    liaison.get_by_label("Leave out all rows that are refused").check()
    press(liaison, "Check again")
    expect(liaison.get_by_text("Accepting this table brings 30 new")).to_be_visible()
    press(liaison, "Accept: import this table")
    expect(liaison.get_by_text("The table is imported.")).to_be_visible()
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(Recommendation.__table__)).scalar() == 32

    hand_in(liaison, sample)
    liaison.get_by_label("Leave out all rows that are refused").check()
    press(liaison, "Check again")
    expect(liaison.get_by_text("brings 0 new and changes 0; 30 say what is recorded already")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375, 360])
def test_the_pages_of_an_import_have_no_barriers(liaison, barriers, complaints, width, tmp_path):
    liaison.set_viewport_size({"width": width, "height": 800})
    rows = "OIG-26-01,1,Another text.,PLCY,closed-superseded,2027-03-01\nOIG-26-02,1,Do it.,PLCY,Halted,\n"
    table = tmp_path / "a table with a rather long name that goes on and on.csv"
    table.write_text(f"{NEEDED}{rows}OIG-26-02,2,Do it.,PLCY,Open,\nOIG-26-02,3,Do it.,FEMA,,\n")

    def look(name):
        assert barriers() == [], name
        assert liaison.evaluate("document.documentElement.scrollWidth") <= width, name

    look("list")
    hand_in(liaison, table)
    look("check")
    liaison.get_by_label("Leave out line 3").first.check()
    liaison.get_by_label("Leave out line 5").check()
    press(liaison, "Check again")
    look("checked")
    press(liaison, "Accept: import this table")
    expect(liaison.get_by_text("The table is imported.")).to_be_visible()
    look("accepted")
    table.write_text("<html>")
    hand_in(liaison, table)
    expect(liaison.get_by_role("alert")).to_contain_text("a web page")
    look("refused")
    # The browser reports an answer of 422 as a failed load; that is what was asked for.
    complaints.clear()
