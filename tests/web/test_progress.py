import re

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import a_person, a_recommendation, an_office, an_update
from tests.visitors import log_in

FORMS = {
    "html": ("text/html; charset=utf-8", b"<!DOCTYPE html>"),
    "pdf": ("application/pdf", b"%PDF-1.7"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
    "csv": ("text/csv; charset=utf-8", b"report_number,"),
    "json": ("application/json", b'{"summary": '),
}


@pytest.fixture
def office(database):
    """One overdue recommendation at CBP-OT, told in markup; one without a date at PLCY."""
    with database.transaction() as session:
        office = an_office(session)
        late = a_recommendation(session, office, due_on="2026-10-21", text="<script>alert(1)</script>")
        an_update(session, office, late, note="<b>Draft</b> sent.", next_step="Sign it")
        a_recommendation(session, office, component="PLCY", text="Coordinate the strategy.")
        return office


@pytest.fixture
def viewer(database, office, client):
    """Somebody who reads everything."""
    with database.transaction() as session:
        log_in_as = a_person(session, office, Role.VIEWER)
    log_in(client, log_in_as)
    return client


@pytest.fixture
def policy(database, office, client):
    """Somebody who reads PLCY's records alone."""
    with database.transaction() as session:
        email = a_person(session, office, Role.VIEWER, "PLCY")
    log_in(client, email)
    return client


def test_the_page_tells_the_report_and_offers_it_in_each_form(viewer):
    page = viewer.get("/progress")
    assert page.status_code == 200
    assert "2 of 2 recommendations are open: 1 overdue, by 34 days" in page.text
    links = re.findall(r'href="(/progress/file[^"]*)"', page.text)
    assert len(links) == len(FORMS)
    assert all("as_of=2026-11-24" in link and "from=2026-11-01" in link for link in links)


def take(client, **query):
    """Ask for the file and read it to its end, as a browser does: the server's copy is closed then."""
    return client.get("/progress/file", query_string=query, buffered=True)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_can_be_taken_away(viewer, form):
    answer = take(viewer, format=form)
    media_type, begins = FORMS[form]
    assert (answer.status_code, answer.content_type) == (200, media_type)
    assert answer.data.startswith(begins)
    assert f"filename=progress-all-2026-11-24.{form}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_numbers_and_records_on_the_page_lead_to_what_they_are_about(viewer):
    page = viewer.get("/progress?component=CBP&as_of=2026-11-20").text
    address = re.search(r'href="(/recommendations\?[^"]*overdue[^"]*)">(\d+)<', page)
    assert address.group(1) == "/recommendations?component=CBP&amp;as_of=2026-11-20&amp;overdue=1"
    assert address.group(2) == "1"
    assert re.search(r'<a class="usa-link" href="/recommendations/\d+">OIG-26-01, recommendation 1', page)


@pytest.mark.parametrize("path", ["/progress", "/progress/file?format=html"])
def test_what_people_wrote_is_text(viewer, path):
    page = viewer.get(path, buffered=True).text
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;Draft&lt;/b&gt; sent." in page
    assert "<script>alert" not in page


def test_a_past_day_is_shown_as_such(viewer):
    page = viewer.get("/progress?as_of=2026-10-21").text
    assert "You are looking at" in page
    assert "0 overdue" in page
    assert 'value="2026-10-01"' in page


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("as_of=2026-02-30", "as_of", "“2026-02-30” is not a date of the calendar."),
        ("from=2026-12-01&as_of=2026-11-30", "from", "after its last day"),
        ("component=NASA", "component", "There is no component NASA."),
    ],
)
def test_what_cannot_be_reported_is_said_beside_its_field(viewer, query, field, words):
    page = viewer.get(f"/progress?{query}")
    assert page.status_code == 422
    assert f'<a class="usa-link" href="#{field}">' in page.text
    assert page.text.count(words) == 2
    assert viewer.get(f"/progress/file?format=csv&{query}").status_code == 422


def test_a_form_that_is_not_there_is_not_found(viewer):
    assert viewer.get("/progress/file?format=docx").status_code == 404
    assert viewer.get("/progress/file").status_code == 404


@pytest.mark.parametrize("form", ["html", "csv", "json"])
def test_components_of_others_stay_unknown(policy, form):
    text = take(policy, format=form).text
    assert "Coordinate the strategy." in text
    assert "CBP-OT" not in text
    assert "There is no component CBP." in policy.get("/progress?component=CBP").text


def test_the_page_needs_no_more_questions_for_more_records(viewer, office, database, statements):
    viewer.get("/progress")
    statements.clear()
    viewer.get("/progress")
    before = len(statements)
    with database.transaction() as session:
        for _ in range(5):
            an_update(session, office, a_recommendation(session, office, due_on="2026-10-21"))
    statements.clear()
    viewer.get("/progress")
    assert len(statements) == before <= 10
