"""The names that documents give components, on their page."""

import pytest

from ipr_compliance import handed_in_documents
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import history
from tests.documents import REPORT
from tests.factories import a_person, an_office
from tests.html import faults, values
from tests.visitors import log_in, send, send_file

PAGE = "/imports/aliases"
FIELD_STAFF = {
    "alias": "Chief of the Field Staff", "component": "CBP-OFO", "official": "The chief",
    "official_email": "chief@cbp.example",
}  # fmt: skip


@pytest.fixture
def office(database):
    with database.transaction() as session:
        return an_office(session)


@pytest.fixture
def enter(database, office, app):
    def person(role, *codes):
        client = app.test_client()
        with database.transaction() as session:
            email = a_person(
                session, office, role, *codes, email=f"{role}.{'.'.join(codes).lower() or 'all'}@dhs.example"
            )
        log_in(client, email)
        return client

    return person


def test_a_name_is_added_seen_with_who_confirmed_it_and_forgotten(enter, database):
    liaison = enter(Role.LIAISON, "CBP")
    assert send(liaison, PAGE, **FIELD_STAFF).status_code == 303
    page = liaison.get(PAGE).text
    assert faults(page) == []
    assert "November 24, 2026 <span" in page
    assert "by liaison.cbp@dhs.example" in page
    assert "The chief" in page
    assert send(liaison, f"{PAGE}/1/forgetting").status_code == 303
    page = liaison.get(PAGE).text
    assert "No name is remembered yet." in page
    assert "Forgotten" in page
    with database.reading() as connection:
        assert history.first_break(connection) is None


def test_another_official_can_be_meant_and_history_says_so(enter):
    liaison = enter(Role.LIAISON, "CBP")
    send(liaison, PAGE, **FIELD_STAFF)
    send(liaison, PAGE, **(FIELD_STAFF | {"official": "Another chief"}))
    page = liaison.get(PAGE).text
    assert "Another official meant: Another chief" in page
    assert page.count(">Forget<span") == 1


def test_the_official_is_proposed_in_the_next_report(enter, monkeypatch):
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", 60)
    liaison = enter(Role.LIAISON, "CBP")
    send(liaison, PAGE, **FIELD_STAFF)
    path = send_file(liaison, "/imports/documents", REPORT.encode(), "report.txt").location
    fields = values(liaison.get(path).text, "/check")
    assert fields["component"] == ["CBP-OT", "CBP-OFO"]
    assert fields["responsible_official"] == ["", "The chief"]
    assert fields["responsible_email"] == ["", "chief@cbp.example"]


def test_a_table_may_call_a_component_by_such_a_name(enter):
    liaison = enter(Role.LIAISON, "CBP")
    table = b"report_number,number,text,component\nA-1,1,Do.,the chief of the field staff\n"
    before = liaison.get(send_file(liaison, "/imports", table, "table.csv").location).text
    assert "There is no component the chief" in before
    send(liaison, PAGE, **FIELD_STAFF)
    answer = send_file(liaison, "/imports", table, "table.csv")
    page = liaison.get(answer.location).text
    assert "<strong>1 new</strong>" in page
    seen = values(page, "/acceptance")["seen"]
    assert send(liaison, f"{answer.location}/acceptance", seen=seen).status_code == 303
    assert "CBP-OFO" in liaison.get("/recommendations/1").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"alias": "x"}, 422), ({"component": "FEMA"}, 422), ({"alias": "CBP-OT"}, 409), ({"official_email": "me"}, 422)],
)
def test_what_cannot_be_is_refused_with_what_was_typed(enter, fields, status):
    answer = send(enter(Role.LIAISON, "CBP"), PAGE, **(FIELD_STAFF | fields))
    assert answer.status_code == status
    assert 'id="error-summary"' in answer.text
    assert 'value="The chief"' in answer.text


def test_names_of_other_components_are_neither_seen_nor_forgotten(enter):
    send(enter(Role.LIAISON, "CBP"), PAGE, **FIELD_STAFF)
    other = enter(Role.LIAISON, "PLCY")
    assert "Chief of the Field Staff" not in other.get(PAGE).text
    assert send(other, f"{PAGE}/1/forgetting").status_code == 404
    assert enter(Role.PROGRAM_MANAGER, "CBP").get(PAGE).status_code == 403
    assert "Chief of the Field Staff" in enter(Role.ADMIN).get(PAGE).text
