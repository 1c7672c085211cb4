"""A person's browser on the running program."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.setup import browser as browsers
from tests.setup.databases import Databases, Files

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# Where an element stands that has no fault is not asked, and takes most of the time to find out.
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"], "selectors": False}


@pytest.fixture
def databases(sqlite_files: Files) -> Databases:
    """One engine is enough: what the browser sees is the same, and the client's tests run on both."""
    return sqlite_files


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of the test's own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def address(listener: socket.socket) -> str:
    """Where the program is served."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def live_server(app: Flask, listener: socket.socket, address: str) -> Iterator[str]:
    """The program, served; gives its address."""
    server = make_server("127.0.0.1", listener.getsockname()[1], app, threaded=True, fd=listener.fileno())
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


# Not for the whole session: as long as Playwright runs, no other test can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    found = browsers.find()
    if not found:
        pytest.skip("a browser is missing: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=browsers.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser found wrong: a script, the Content-Security-Policy, a missing file."""
    return []


@pytest.fixture
def page(browser: Browser, live_server: str, complaints: list[str]) -> Iterator[Page]:
    """A fresh page; a complaint that the test has not expected, and removed, fails it."""
    with browser.new_context(base_url=live_server) as context:
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert complaints == []


@pytest.fixture
def barriers(page: Page) -> Callable[[], list[str]]:
    """What axe finds on the page as it is now: a list that should be empty."""

    def find() -> list[str]:
        page.wait_for_load_state()
        # Evaluated, not added to the page, whose policy forbids foreign scripts.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        results: dict[str, Any] = page.evaluate("options => axe.run(options)", OPTIONS)
        return [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]

    return find
