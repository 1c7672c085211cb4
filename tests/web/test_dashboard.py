import re
from datetime import timedelta

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import TODAY, a_person, a_recommendation, an_office
from tests.visitors import log_in


@pytest.fixture
def viewer(database, client):
    with database.transaction() as session:
        office = an_office(session)
        for component, days in (("PLCY", -34), ("PLCY", 12), ("CBP-OT", -112), ("CBP-OFO", 55), ("CBP-OFO", None)):
            due_on = None if days is None else TODAY + timedelta(days=days)
            a_recommendation(session, office, component=component, due_on=due_on)
        email = a_person(session, office, Role.VIEWER)
        a_person(session, office, Role.VIEWER, "CBP", email="viewer@cbp.example")
    log_in(client, email)
    return client


def counts(page):
    return re.findall(r'<a class="usa-link site-count" href="([^"]+)">(\d+)</a>', page)


@pytest.mark.parametrize("path", ["/", "/?component=CBP", f"/?as_of={TODAY - timedelta(days=90)}", "/?component=NO"])
def test_every_count_leads_to_the_list_that_makes_it_up(viewer, path):
    found = counts(viewer.get(path).text)
    assert found
    for link, count in found:
        word = "recommendation" if count == "1" else "recommendations"
        assert f"<strong>{count} {word}</strong>" in viewer.get(link.replace("&amp;", "&")).text, link


def test_the_first_sentence_tells_how_things_are(viewer):
    page = viewer.get("/").text
    assert "5 of 5 recommendations are open: 2 overdue, the longest by 112 days; 1 more falls due by" in page


def test_what_needs_attention_comes_first_and_parts_stay_below_their_whole(viewer):
    codes = re.findall(r'<th scope="row" class="site-depth-(\d)"><a [^>]*>([^<]+)</a>', viewer.get("/").text)
    assert codes == [("0", "DHS"), ("1", "CBP"), ("2", "CBP-OT"), ("2", "CBP-OFO"), ("1", "PLCY")]


def test_another_day_is_announced_with_the_way_back(viewer):
    page = viewer.get("/?as_of=2026-09-30&component=CBP").text
    assert "You are looking at <strong>September 30, 2026</strong>." in page
    assert '<a href="/?component=CBP">Back to today</a>' in page


def test_a_day_that_does_not_exist_is_refused_in_a_sentence_and_kept(viewer):
    answer = viewer.get("/?as_of=2026-02-31&component=CBP")
    assert answer.status_code == 422
    assert "“2026-02-31” is not a date of the calendar." in answer.text
    assert 'value="2026-02-31"' in answer.text
    assert "<title>Error: Dashboard" in answer.text


@pytest.mark.usefixtures("viewer")
def test_nobody_sees_figures_of_others(app):
    client = app.test_client()
    log_in(client, "viewer@cbp.example")
    page = client.get("/").text
    assert "3 of 3 recommendations are open" in page
    assert "PLCY" not in page
    assert "0 overdue" in client.get("/?component=PLCY").text


def test_the_dashboard_asks_the_database_little(viewer, statements):
    statements.clear()
    assert viewer.get("/").status_code == 200
    assert len([one for one in statements if one.startswith("SELECT")]) <= 4
