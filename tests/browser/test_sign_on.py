"""Signing on in a real browser: the tracker as two servers of several processes, and a provider of its own."""

import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import expect

from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import people as askers
from ipr_compliance.services import people
from tests.factories import PASSWORD, Office, a_person, an_office
from tests.setup.provider import CLIENT_ID, CLIENT_SECRET, provider
from tests.setup.tracker import Tracker

pytestmark = pytest.mark.browser

NEWCOMER = "newcomer@agency.example"
A_KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@contextmanager
def served(tracker):
    process = tracker.served()
    try:
        assert process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def agency():
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def trackers(agency, tmp_path_factory):
    """Two servers on one database, under a name: keys work at no address of numbers."""
    home = tmp_path_factory.mktemp("home")
    settings = {
        "IPR_OIDC_ISSUER": agency.address, "IPR_OIDC_CLIENT_ID": CLIENT_ID, "IPR_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "IPR_OIDC_DOMAINS": "agency.example", "IPR_WEB_THREADS": "2",
    }  # fmt: skip
    both = [Tracker(home, **settings) for _ in range(2)]
    for tracker in both:
        tracker.address = tracker.address.replace("127.0.0.1", "localhost")
        tracker.environment["IPR_BASE_URL"] = tracker.address
    both[0].ipr("migrate")
    with served(both[0]), served(both[1]):
        yield both


@pytest.fixture(scope="module")
def kept(trackers):
    """The database of both servers, with an office in it."""
    database = Database(f"sqlite:///{trackers[0].environment['IPR_HOME']}/tracker.sqlite3")
    with database.transaction() as session:
        an_office(session)
    yield database
    database.engine.dispose()


@contextmanager
def changing(database):
    """A change by the office itself."""
    with database.transaction() as session:
        tree = askers.tree(session.connection())
        now = datetime.now(UTC)
        yield session, {"tree": tree, "by": the_system("tests", tree), "today": now.date(), "now": now}


@pytest.fixture
def email(kept, request):
    """Somebody of the test's own, who logs in with a password."""
    email = f"{re.sub('[^a-z0-9]+', '-', request.node.name)}@plcy.example"
    with changing(kept) as (session, when):
        a_person(session, Office(when["tree"], when["by"]), Role.PROGRAM_MANAGER, "PLCY", email=email)
    return email


@pytest.fixture
def visits(browser, trackers, kept, agency, complaints):  # noqa: ARG001  # they are there to be visited
    """Browsers of people who have nothing to do with each other; each gives a page."""
    agency.tell()
    contexts = []

    def visit():
        contexts.append(browser.new_context(base_url=trackers[0].address))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    yield visit
    for context in contexts:
        context.close()
    # The browser reports each answer of 422 as a failed load; that is what some tests ask for.
    assert [complaint for complaint in complaints if "Failed to load resource" not in complaint] == []


@pytest.fixture
def page(visits):
    return visits()


def sign_on(page, email, wanted="/account"):
    page.goto(wanted)
    page.get_by_role("link", name="Sign in with your agency account").click()
    page.get_by_label("Who are you?").fill(email)
    page.get_by_role("button", name="Continue").click()


def log_in(page, email):
    page.goto("/login?next=/account")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def log_out(page):
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def is_at(page, heading):
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


def a_code(secret, used=""):
    """A code of the app that was not used yet: the next one is taken too."""
    codes = pyotp.TOTP(secret)
    return next(code for code in (codes.now(), codes.at(time.time() + 30)) if code != used)


def add_app(page, barriers):
    """Add an app; answers its key, the code that was used, and the recovery codes."""
    page.goto("/account/second-factor")
    assert barriers() == []
    page.get_by_role("button", name="Add an authenticator app").click()
    secret = page.locator("code").inner_text().replace(" ", "")
    assert barriers() == []
    used = a_code(secret)
    page.get_by_label("Code that the app shows").fill(used)
    page.get_by_role("button", name="Add the app").click()
    is_at(page, "Your recovery codes")
    assert barriers() == []
    codes = page.locator("main ol code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return secret, used, codes


def test_the_agency_lets_in_and_a_stolen_cookie_does_not(page, visits, barriers, kept, trackers):
    page.goto("/reports")
    assert barriers() == []
    sign_on(page, NEWCOMER, "/reports")
    is_at(page, "Reports of the OIG")
    page.goto("/account")
    expect(page.get_by_text("No role yet.")).to_be_visible()
    assert barriers() == []
    thief = visits()
    thief.context.add_cookies(page.context.cookies())
    thief.goto("/account")
    is_at(thief, "Somebody of the agency")

    # A role given by somebody else holds at the next request, whichever process answers it.
    with changing(kept) as (session, when):
        people.grant(session, NEWCOMER, Role.LIAISON, ["CBP"], **when)
    for tracker in (*trackers, *trackers):
        page.goto(f"{tracker.address}/account")
        expect(page.get_by_text("Liaison for CBP")).to_be_visible()
    with changing(kept) as (session, when):
        people.revoke(session, NEWCOMER, Role.LIAISON, ["CBP"], **when)
    for tracker in (*trackers, *trackers):
        page.goto(f"{tracker.address}/account")
        expect(page.get_by_text("No role yet.")).to_be_visible()

    log_out(page)
    for tracker in (*trackers, *trackers):
        thief.goto(f"{tracker.address}/account")
        is_at(thief, "Log in")


def test_who_is_disabled_is_out_in_every_process(page, email, kept, trackers):
    sign_on(page, email)
    expect(page.get_by_text(email, exact=True)).to_be_visible()
    with changing(kept) as (session, when):
        people.disable(session, email, **when)
    for tracker in (*trackers, *trackers):
        page.goto(f"{tracker.address}/account")
        is_at(page, "Log in")
    sign_on(page, email)
    expect(page.get_by_role("alert")).to_contain_text("is disabled")


@pytest.mark.parametrize("claims", [{"iss": "https://evil.example"}, {"nonce": "of another attempt"}])
def test_a_token_of_somebody_else_lets_nobody_in(page, agency, barriers, claims):
    agency.tell(claims=claims)
    sign_on(page, NEWCOMER)
    expect(page.get_by_role("alert")).to_contain_text("could not be verified")
    assert barriers() == []
    page.goto("/account")
    is_at(page, "Log in")


def test_an_answer_to_another_attempt_lets_nobody_in(page, visits, agency):
    other = visits()
    other.goto("/login")
    with other.expect_request(lambda asked: asked.url.startswith(agency.address)) as begun:
        other.get_by_role("link", name="Sign in with your agency account").click()
    page.goto("/login/agency")
    page.goto(agency.identify(begun.value.url, NEWCOMER))
    expect(page.get_by_role("alert")).to_contain_text("could not be verified")


def test_an_app_and_recovery_codes(page, email, barriers):
    log_in(page, email)
    secret, used, codes = add_app(page, barriers)
    log_out(page)

    log_in(page, email)
    is_at(page, "Second step of the login")
    assert barriers() == []
    page.get_by_label("Code").fill(used)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("was used before")
    assert barriers() == []
    page.get_by_label("Code").fill(a_code(secret, used))
    page.keyboard.press("Enter")
    is_at(page, "Where you are logged in")
    log_out(page)

    for expected in ("You have 9 left", "was used before"):
        log_in(page, email)
        page.get_by_label("Code").fill(codes[0])
        page.keyboard.press("Enter")
        expect(page.get_by_text(expected).first).to_be_visible()
        if expected.startswith("You"):
            log_out(page)


def test_a_security_key(page, email, barriers):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY})["authenticatorId"]
    log_in(page, email)
    page.goto("/account/second-factor")
    page.get_by_role("button", name="Add a security key").click()
    assert barriers() == []
    page.get_by_label("Name of the key").fill("blue key ring")
    page.get_by_role("button", name="Add the key").click()
    is_at(page, "Your recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("rowheader", name="blue key ring")).to_be_visible()
    assert barriers() == []
    log_out(page)

    log_in(page, email)
    assert barriers() == []
    expect(page.get_by_text("Security keys need JavaScript")).to_be_hidden()
    page.get_by_role("button", name="Use my security key").click()
    is_at(page, "Where you are logged in")
    expect(page.get_by_text("password and security key")).to_be_visible()
    log_out(page)

    # Another key is not known: the same place, the same person, and nobody is let in.
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY})
    log_in(page, email)
    page.get_by_role("button", name="Use my security key").click()
    expect(page.get_by_role("status").last).to_contain_text("The key was not used.")


def test_without_javascript_a_page_says_that_a_key_needs_it(page, browser, trackers, email):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": A_KEY})
    log_in(page, email)
    page.goto("/account/second-factor")
    page.get_by_role("button", name="Add a security key").click()
    page.get_by_label("Name of the key").fill("a key")
    page.get_by_role("button", name="Add the key").click()
    code = page.locator("main ol code").first.inner_text()
    with browser.new_context(base_url=trackers[0].address, java_script_enabled=False) as context:
        plain = context.new_page()
        log_in(plain, email)
        expect(plain.get_by_text("Security keys need JavaScript")).to_be_visible()
        expect(plain.get_by_role("button", name="Use my security key")).to_be_hidden()
        plain.get_by_label("Code").fill(code)
        plain.get_by_role("button", name="Log in").click()
        is_at(plain, "Where you are logged in")


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_runs_off_the_screen(page, email, width, barriers):
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, email)
    secret, _used, _codes = add_app(page, barriers)
    assert secret
    for path in ("/account", "/account/second-factor", "/login", "/login/forgotten", "/login/new-password/x"):
        page.goto(path)
        assert barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
