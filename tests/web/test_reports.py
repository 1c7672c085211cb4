import re

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import a_person, a_recommendation, a_report, an_office
from tests.visitors import log_in, send


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email="manager@plcy.example")
        a_person(session, office, Role.LIAISON, email="liaison@dhs.example")
    return office


@pytest.fixture
def liaison(office, client):  # noqa: ARG001  # the person is one of the office
    log_in(client, "liaison@dhs.example")
    return client


def test_a_report_without_title_or_date_is_listed_as_incomplete(liaison, office, database):
    with database.transaction() as session:
        a_report(session, office, "A-1", title=None, issued_on=None)
    page = liaison.get("/reports").text
    assert "<strong>1 report</strong>" in page
    assert "<strong>Incomplete:</strong> no title" in page
    assert "<strong>Incomplete:</strong> no issue date" in page
    assert "it has no title and no issue date" in liaison.get("/reports/A-1").text


def test_a_report_shows_its_window_and_its_recommendations_in_counting_order(liaison, office, database):
    with database.transaction() as session:
        a_report(session, office, "A-1", issued_on="2026-03-31")
        for number in ("10", "2", "1.10", "1.2"):
            a_recommendation(session, office, "A-1", number=number)
    page = liaison.get("/reports/A-1").text
    assert "September 30, 2027" in page
    assert re.findall(r"no\. ([\d.]+)</span>", page) == ["1.2", "1.10", "2", "10"]


@pytest.mark.parametrize("number", ["A-1", "24//A", "x/"])
def test_a_liaison_says_whether_a_report_is_public(liaison, office, database, number):
    with database.transaction() as session:
        a_report(session, office, number)
    path = f"/reports/{number}"
    assert "<dt>Public</dt><dd>Yes</dd>" in liaison.get(path).text
    answer = send(liaison, path, public="no", note="Sensitive.")
    assert answer.status_code == 303
    page = liaison.get(answer.location).text
    assert "<dt>Public</dt><dd>No: the GAO-IG Act list leaves it out</dd>" in page
    assert 'name="public" value="yes"' in page
    again = send(liaison, path, public="no", note="Twice.")
    assert again.status_code == 422
    assert "recorded as not public already" in again.text
    assert 'value="Twice."' in again.text
    assert send(liaison, path, public="perhaps").status_code == 422


def test_who_keeps_no_records_of_a_report_cannot_say_whether_it_is_public(office, database, client):
    with database.transaction() as session:
        a_recommendation(session, office, "A-1", component="PLCY")
    log_in(client, "manager@plcy.example")
    assert 'name="public"' not in client.get("/reports/A-1").text
    assert send(client, "/reports/A-1", public="no").status_code == 403
    assert send(client, "/reports/NONE", public="no").status_code == 404


@pytest.mark.parametrize("number", ["24/A", "24//A", "a b?c#d&e", "100%25", "Ä“1”", "x/"])
def test_a_number_may_hold_anything(liaison, office, database, number):
    with database.transaction() as session:
        a_recommendation(session, office, number)
    link = re.search(r'<th scope="row"[^>]*><a class="usa-link" href="([^"]+)"', liaison.get("/reports").text)
    page = liaison.get(link[1].replace("&amp;", "&"))
    assert page.status_code == 200
    assert "Recommendations of" in page.text


def test_a_report_is_seen_by_those_who_see_one_of_its_recommendations(office, database, client):
    with database.transaction() as session:
        a_recommendation(session, office, "MIXED", component="PLCY")
        a_recommendation(session, office, "MIXED", component="CBP-OT")
        a_recommendation(session, office, "THEIRS", component="CBP-OT")
        a_report(session, office, "EMPTY")
    log_in(client, "manager@plcy.example")
    page = client.get("/reports").text
    assert "MIXED" in page
    assert ">1</a>" in page
    assert "THEIRS" not in page
    assert "EMPTY" not in page
    for number in ("THEIRS", "EMPTY", "NONE"):
        assert client.get(f"/reports/{number}").status_code == 404


def test_long_lists_go_on(liaison, office, database):
    with database.transaction() as session:
        for number in range(60):
            a_report(session, office, f"R-{number:02}", issued_on=None if number % 2 else "2026-01-15")
    first = liaison.get("/reports").text
    second = liaison.get(re.search(r'href="([^"]+)" rel="next"', first)[1]).text
    numbers = re.findall(r'href="/reports/(R-\d\d)"', first + second)
    assert len(numbers) == len(set(numbers)) == 60


@pytest.mark.parametrize("path", ["/reports", "/reports/OIG-26-01"])
def test_the_pages_ask_the_database_little(liaison, office, database, statements, path):
    with database.transaction() as session:
        a_recommendation(session, office)
    liaison.get(path)
    statements.clear()
    assert liaison.get(path).status_code == 200
    assert len([one for one in statements if one.startswith("SELECT")]) <= 6
