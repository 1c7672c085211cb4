"""The whole line, as served to people: a late item is found, reported on, summarised, printed and reminded of."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import Browser, Page, expect

from ipr_compliance.adapters.federal_holidays import federal
from ipr_compliance.cli.demo import KNOWN_PASSWORD
from ipr_compliance.domain.working_days import WorkingDays
from tests.setup.tracker import Tracker, a_free_port, text_of_pdf


class Box(Message):
    """Keeps what the mail server accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def prepare_message(self, session, envelope):
        return message_from_bytes(envelope.content, EmailMessage, policy=policy.default)

    def handle_message(self, message):
        self.mails.append(message)


@pytest.fixture
def box() -> Iterator[Controller]:
    controller = Controller(Box(), "127.0.0.1", a_free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def tracker(tmp_path: Path, box: Controller) -> Iterator[Tracker]:
    tracker = Tracker(tmp_path, IPR_SMTP_URL=f"smtp://127.0.0.1:{box.port}")
    tracker.ipr("migrate")
    tracker.ipr("demo")
    with tracker.served() as serving:
        assert b"Serving at" in serving.stdout.readline()
        yield tracker
        serving.terminate()


@pytest.fixture
def page(browser: Browser, tracker: Tracker) -> Iterator[Page]:
    with browser.new_context(base_url=tracker.address, accept_downloads=True) as context:
        yield context.new_page()


def log_in(page: Page, email: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(KNOWN_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")


@pytest.mark.browser
def test_a_late_item_is_found_reported_on_summarised_printed_and_reminded_of(tracker, page, box):
    log_in(page, "plcy.manager@dhs.example")
    page.get_by_role("row", name="PLCY").get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_text("1 recommendation", exact=False).first).to_be_visible()
    page.get_by_role("link", name="DEMO-1").first.click()
    expect(page.get_by_text("34 days overdue").first).to_be_visible()

    page.get_by_label("Note").fill("The enforcement priorities were signed this morning.")
    page.get_by_label("What was done").fill("CBP delivered its figures; section four is complete.")
    page.get_by_label("Percent complete").fill("80")
    page.get_by_role("button", name="Save update").click()
    expect(page.get_by_text("The enforcement priorities were signed this morning.")).to_be_visible()

    leader = page.context.browser.new_context(base_url=tracker.address, accept_downloads=True).new_page()
    log_in(leader, "leadership@dhs.example")
    expect(leader.locator("main")).to_contain_text("7 of 8 recommendations are open: 2 overdue")
    leader.goto("/progress?component=PLCY")
    with leader.expect_download() as download:
        leader.get_by_role("link", name="PDF").first.click()
    text = text_of_pdf(download.value.path())
    assert "1 overdue" in text
    assert "The enforcement priorities were signed this morning." in text
    leader.context.close()

    # On a day off reminders wait for the next working day.
    day = WorkingDays(federal(date.today())).from_on(date.today())  # noqa: DTZ011 - the tracker runs on this machine
    tracker.ipr("remind", "--as-of", day.isoformat())
    tracker.ipr("deliver", "--as-of", day.isoformat())
    [reminder] = [mail for mail in box.handler.mails if mail["To"] == "plcy.manager@dhs.example"]
    assert reminder["Subject"].startswith("1 overdue")
    assert f"{tracker.address}/recommendations/" in reminder.get_body(("plain",)).get_content()
    assert reminder["Auto-Submitted"] == "auto-generated"
