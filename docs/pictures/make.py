"""Takes the README's pictures: the demonstration, as a person with a screen 1,280 pixels wide sees it."""

import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright

from ipr_compliance.cli.demo import KNOWN_PASSWORD
from tests.setup import browser as browsers
from tests.setup.tracker import Tracker

WIDTH, HEIGHT = 1280, 800
PICTURES = {"dashboard": "/"}
PERSON = "leadership@dhs.example"


def take(address: str) -> None:
    """Log in as leadership and take each picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=browsers.ARGUMENTS)
        page = browser.new_page(base_url=address, viewport={"width": WIDTH, "height": HEIGHT})
        page.goto("/login")
        page.get_by_label("E-mail address").fill(PERSON)
        page.get_by_label("Password").fill(KNOWN_PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Log out").wait_for()
        for name, path in PICTURES.items():
            page.goto(path)
            page.screenshot(path=Path(__file__).with_name(f"{name}.png"))
        browser.close()


def main() -> None:
    """Serve a fresh demonstration for as long as it takes."""
    with TemporaryDirectory() as home:
        tracker = Tracker(Path(home))
        tracker.ipr("migrate")
        tracker.ipr("demo")
        with tracker.served() as server:
            try:
                if server.stdout:
                    server.stdout.readline()  # it prints a line once it answers
                take(tracker.address)
            finally:
                server.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
