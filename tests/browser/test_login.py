import pytest
from playwright.sync_api import expect

from ipr_compliance.domain.words import Role
from tests.factories import PASSWORD, a_person, an_office

EMAIL = "manager@plcy.example"

pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(database, page):
    with database.transaction() as session:
        a_person(session, an_office(session), Role.PROGRAM_MANAGER, "PLCY", email=EMAIL)
    page.goto("/account")
    return page


def log_in(page, password=PASSWORD):
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_a_person_logs_in_changes_the_password_and_logs_out(visitor, barriers):
    assert barriers() == []
    log_in(visitor)
    expect(visitor.get_by_role("heading", name="Change your password")).to_be_visible()
    assert barriers() == []
    visitor.get_by_label("Current password").fill(PASSWORD)
    visitor.get_by_label("New password (required)").fill("another few words")
    visitor.get_by_label("New password again").fill("another few words")
    visitor.get_by_role("button", name="Change the password").click()
    expect(visitor.get_by_text("Your password is changed.")).to_be_visible()
    visitor.get_by_role("button", name="Log out").click()
    expect(visitor.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_wrong_password_is_told_without_barriers(visitor, barriers, complaints):
    log_in(visitor, "wrong")
    expect(visitor.get_by_role("alert")).to_contain_text("do not belong together")
    assert barriers() == []
    assert all("422" in complaint for complaint in complaints)
    complaints.clear()
