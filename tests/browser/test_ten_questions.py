"""A viewer gets the answers that leaders ask for, each in at most three clicks from the dashboard."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ipr_compliance.domain.words import Role, Status
from tests.factories import PASSWORD, TODAY, a_person, a_recommendation, an_office
from tests.lives import Life

pytestmark = pytest.mark.browser

MOST_CLICKS = 3


@pytest.fixture
def questioner(database, page):
    """A viewer on the dashboard of an office with things late, near, closed, undated and waiting."""
    with database.transaction() as session:
        office = an_office(session)
        for component, days in (("CBP-OFO", -40), ("CBP-OFO", -80), ("CBP-OT", -112), ("PLCY", 20), ("PLCY", 75)):
            a_recommendation(session, office, component=component, due_on=TODAY + timedelta(days=days))
        a_recommendation(session, office, component="CBP-OT", priority="1")
        closed = Life(session, office, component="PLCY").brought_to(Status.OPEN_RESOLVED)
        closed.ask_closure()
        closed.decide(Status.CLOSED_IMPLEMENTED, decided_on=TODAY - timedelta(days=10))
        Life(session, office, component="CBP-OT").brought_to(Status.CLOSURE_REQUESTED)
        email = a_person(session, office, Role.VIEWER)
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    return Questioner(page)


class Questioner:
    """Counts the clicks that an answer takes."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what):
        what.click()
        self.clicks += 1
        return self

    def row(self, table, name):
        """A row of a table with that caption, by the words of its first cell."""
        first = self.page.get_by_text(name, exact=True)
        return self.page.get_by_role("table", name=table).get_by_role("row").filter(has=first)

    def sees(self, text):
        expect(self.page.get_by_role("main").get_by_text(text).filter(visible=True).first).to_be_visible()
        assert self.clicks <= MOST_CLICKS


def cell(row, place):
    """The link in that column."""
    return row.get_by_role("cell").nth(place).get_by_role("link")


def test_which_item_of_a_component_is_the_latest(questioner):
    questioner.click(cell(questioner.row("Deadlines by component", "CBP-OFO"), 1))
    questioner.click(questioner.page.get_by_role("link", name=re.compile(r"OIG-26-01 no\.")).first)
    questioner.sees("80 days overdue")


def test_how_many_were_overdue_at_the_end_of_the_last_quarter(questioner):
    questioner.click(questioner.page.get_by_role("link", name="September 30, 2026"))
    questioner.sees("2 overdue, the longest by 57 days")


def test_who_is_overdue_the_longest(questioner):
    questioner.sees("3 overdue, the longest by 112 days")
    expect(questioner.page.get_by_role("rowheader").nth(2)).to_contain_text("CBP-OT")


def test_does_it_get_better(questioner):
    questioner.sees("Since October 31, 2026: 1 closed, 0 became overdue.")


def test_what_falls_due_in_the_next_thirty_days(questioner):
    questioner.click(questioner.page.get_by_role("list").get_by_role("listitem").filter(
        has_text="due in 30 days").get_by_role("link"))  # fmt: skip
    questioner.sees("in 20 days")


def test_what_waits_for_the_oig(questioner):
    questioner.click(questioner.page.get_by_role("listitem").filter(has_text="waiting for the OIG").get_by_role("link"))
    questioner.sees("Closure requested")


def test_what_has_no_date(questioner):
    questioner.click(cell(questioner.row("Deadlines by component", "DHS"), 6))
    questioner.sees("1 recommendation")


def test_what_was_closed_since_the_end_of_last_month(questioner):
    questioner.click(questioner.row("Since October 31, 2026", "Closed").first.get_by_role("link"))
    questioner.sees("Closed, implemented")


def test_which_priority_items_are_open(questioner):
    questioner.click(questioner.row("All figures", "Priority").first.get_by_role("link"))
    questioner.sees("1 recommendation")


def test_what_overdue_means(questioner):
    questioner.click(questioner.page.get_by_role("table", name="All figures").get_by_text("Overdue", exact=True))
    questioner.sees("Due on that day is not overdue")


def test_what_stands_behind_a_late_item(questioner):
    questioner.click(questioner.page.get_by_role("listitem").filter(has_text="overdue").first.get_by_role("link"))
    questioner.click(questioner.page.get_by_role("link", name=re.compile(r"OIG-26-01 no\.")).first)
    questioner.sees("We recommend that the office write its procedures down.")
