"""What holds for every page there is, and for those that come: login, tokens of forms, cookie flags, headers."""

import re

import pytest

from ipr_compliance.domain.words import Role
from ipr_compliance.web import security
from tests.factories import a_person, an_office
from tests.setup.databases import Databases
from tests.visitors import log_in

OPEN = {
    "/api", "/calendar/<token>.ics", "/healthz", "/login", "/login/agency", "/login/agency/return", "/login/forgotten",
    "/login/new-password/<token>", "/login/second-factor", "/login/second-factor/key", "/metrics", "/readyz",
    "/static/<path:filename>",
}  # fmt: skip
"""All that answers without a login. An addition is a decision about safety."""

SAMPLE = {"int": "1", "id": "1"}


@pytest.fixture
def databases(sqlite_files) -> Databases:
    """One engine is enough: what is guarded here happens before the database is asked."""
    return sqlite_files


@pytest.fixture
def person(database, client):
    with database.transaction() as session:
        email = a_person(session, an_office(session), Role.ADMIN)
    log_in(client, email)
    return client


def pages(app, method):
    """Every route outside the API that takes the method, with something for each variable part."""
    for rule in app.url_map.iter_rules():
        if method in rule.methods and not rule.rule.startswith(security.API):
            parts = {
                name: SAMPLE.get(converter.__class__.__name__.lower(), "1")
                for name, converter in rule._converters.items()
            }
            yield rule.rule, app.url_map.bind("").build(rule.endpoint, parts, method=method)


def test_every_page_asks_for_a_login(app, client):
    asked = {
        rule
        for method in ("GET", "POST")
        for rule, path in pages(app, method)
        if (answer := client.open(path, method=method)).status_code == 303
        and answer.location.startswith("/login?next=")
    }
    assert {rule for method in ("GET", "POST") for rule, _ in pages(app, method)} - asked == OPEN


def test_the_short_list_names_only_what_there_is(app):
    assert {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in security.PUBLIC} == OPEN


def test_an_address_that_does_not_exist_asks_for_a_login_too(client):
    assert client.get("/nowhere").location == "/login?next=/nowhere"


def test_nothing_of_the_api_answers_without_a_token(app, client):
    calls = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(security.API)]
    for rule in calls:
        parts = dict.fromkeys(rule.arguments, "1")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            path = app.url_map.bind("").build(rule.endpoint, parts, method=method)
            status = client.open(path, method=method, json={}).status_code
            assert status == (200 if rule.endpoint == "openapi" else 401), path


def test_every_form_is_refused_without_its_token(app, person):
    for rule, path in pages(app, "POST"):
        answer = person.post(path, data={"version": "1"})
        assert answer.status_code == 400, rule
        assert "This form is too old" in answer.text


@pytest.mark.parametrize("path", ["/", "/login", "/account", "/nowhere", "/healthz", "/api/v1/reports", "/static/no"])
def test_every_answer_tells_browsers_what_to_refuse(person, path):
    headers = person.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/", "/login", "/account", "/nowhere"])
def test_no_page_has_inline_script_or_style(person, path):
    page = person.get(path).text
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize("path", ["/account", "/nowhere", "/dashboard.csv", "/progress/file?format=csv"])
def test_nothing_is_kept_where_the_next_person_could_find_it(person, path):
    with person.get(path) as answer:
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_static_file_is_kept_for_good_where_its_address_changes_with_it(client):
    named = re.search(r"/static/css/site\.css\?v=\w+", client.get("/login").text)[0]
    for path, seconds in ((named, 31_536_000), ("/static/css/site.css", 86_400)):
        with client.get(path) as answer:
            assert f"max-age={seconds}" in answer.headers["Cache-Control"]


def test_the_session_cookie_is_for_this_site_and_no_script(client):
    cookie = client.get("/login").headers["Set-Cookie"]
    assert cookie.startswith("ipr_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


class TestOverTLS:
    @pytest.fixture
    def address(self):
        return "https://tracker.dhs.example"

    def test_the_cookie_travels_encrypted_only(self, client):
        cookie = client.get("/login").headers["Set-Cookie"]
        assert cookie.startswith("__Host-ipr_session=")
        assert "Secure" in cookie
        assert "Domain" not in cookie

    def test_browsers_are_told_to_come_back_over_tls(self, client):
        assert client.get("/login").headers["Strict-Transport-Security"] == "max-age=31536000"

    def test_wrong_passwords_count_for_the_client_and_not_for_the_proxy(self, client):
        def guess(address):
            client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.7, {address}"
            return log_in(client, f"somebody{address}@x.example", "wrong").status_code

        client.environ_base |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
        assert [guess("192.0.2.1") for _ in range(6)] == [422] * 5 + [429]
        assert guess("192.0.2.2") == 422
