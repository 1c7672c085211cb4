import re

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from tests.factories import a_person, a_recommendation, an_office
from tests.visitors import log_in


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, component="PLCY")
        a_person(session, office, Role.VIEWER, "PLCY", email="viewer@plcy.example")
        a_person(session, office, Role.PROGRAM_MANAGER, "PLCY", email="manager@plcy.example")
        a_person(session, office, Role.LIAISON, "PLCY", email="liaison@plcy.example")
        a_person(session, office, Role.ADMIN, email="admin@dhs.example")
        a_person(session, office, Role.VIEWER, email="nobody@dhs.example")
        session.connection().execute(
            sa.text("DELETE FROM role_grant WHERE person_id = (SELECT id FROM person WHERE email LIKE 'nobody%')")
        )
    return office


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("email", "headings"),
    [
        ("manager@plcy.example", ["Needs you", "Soon", "Waiting for others", "The figures of your"]),
        ("liaison@plcy.example", ["Decisions to take", "Deliveries", "Needs you", "Soon"]),
    ],
)
def test_each_role_finds_its_work_in_its_order(client, email, headings):
    assert log_in(client, email).location == "/"
    page = client.get("/my-work")
    found = [text.strip() for text in re.findall(r"<h2>([A-Z][a-z ]+)", page.text)]
    assert [one for one in found if one.startswith(tuple(headings))][: len(headings)] == (
        found[: len(headings)] if headings[-1:] != ["The figures of your"] else [*headings[:-1], found[-1]]
    )


@pytest.mark.usefixtures("office")
def test_who_wanted_to_go_elsewhere_goes_there(client):
    assert log_in(client, "manager@plcy.example", next="/reports").location == "/reports"


@pytest.mark.usefixtures("office")
def test_the_figures_of_the_own_component_are_one_link_away(client):
    log_in(client, "manager@plcy.example")
    assert 'href="/?component=PLCY&amp;compare_with=2026-11-17">Dashboard of PLCY</a>' in client.get("/my-work").text
    assert client.get("/?component=PLCY&compare_with=2026-11-17").status_code == 200


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["/", "/my-work", "/recommendations"])
def test_who_holds_no_role_is_told_whom_to_ask(client, path):
    log_in(client, "nobody@dhs.example")
    page = client.get(path)
    assert page.status_code == 200
    assert "Ask an administrator of this tracker for one" in page.text
    log_in(client, "viewer@plcy.example")
    assert "Ask an administrator of this tracker for one" not in client.get(path).text
