import pytest

from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import people
from tests.factories import Office, a_person, a_recommendation, an_office
from tests.visitors import log_in, send

PAGE = "/progress/schedules"
GIVEN = {"kind": "progress", "component": "CBP", "every": "month", "readers": "viewer@dhs.example"}


@pytest.fixture
def office(database):
    """A viewer of all, and a liaison of CBP: this one's address."""
    with database.transaction() as session:
        office = an_office(session)
        a_person(session, office, Role.VIEWER)
        return a_person(session, office, Role.LIAISON, "CBP")


@pytest.fixture
def liaison(office, client):
    log_in(client, office)
    return client


def test_a_schedule_is_set_up_and_ended(liaison):
    assert send(liaison, PAGE, page=PAGE, **GIVEN).status_code == 303
    page = liaison.get(PAGE).text
    assert "viewer@dhs.example" in page
    assert "After each month" in page
    assert send(liaison, f"{PAGE}/1/end", page=PAGE).status_code == 303
    assert "No report is on a schedule of yours" in liaison.get(PAGE).text


def test_a_schedule_says_to_which_report_it_is_limited(liaison, database):
    with database.transaction() as session:
        tree = people.tree(session.connection())
        a_recommendation(session, Office(tree, the_system("tests", tree)))
    assert send(liaison, PAGE, page=PAGE, **GIVEN, report=" OIG-26-01 ").status_code == 303
    assert "CBP; Report: OIG-26-01" in liaison.get(PAGE).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "annual"},
        {"every": "hour"},
        {"readers": "<b>@x.example"},
        {"component": "NO"},
        {"kind": "sar"},
        {"report": "NONE"},
        {"view": "<b>@x"},
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(liaison, wrong):
    answer = send(liaison, PAGE, page=PAGE, **(GIVEN | wrong))
    assert answer.status_code == 422
    assert "This schedule was not set up" in answer.text
    assert "<b>@x" not in answer.text


@pytest.mark.usefixtures("office")
def test_others_than_liaisons_have_no_such_page(client):
    log_in(client, "viewer@dhs.example")
    assert client.get(PAGE).status_code == 403
    assert send(client, PAGE, **GIVEN).status_code == 403


def test_a_liaison_has_nothing_sent_about_what_is_not_theirs(liaison):
    assert send(liaison, PAGE, page=PAGE, **(GIVEN | {"component": ""})).status_code == 403
    assert send(liaison, f"{PAGE}/7/end", page=PAGE).status_code == 404
