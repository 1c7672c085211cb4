import pytest

from ipr_compliance.database import Database
from tests.api.conftest import Caller
from tests.factories import Office, a_recommendation, a_report


def test_a_report_is_seen_by_those_who_see_one_of_its_recommendations(
    database: Database, office: Office, viewer: Caller, stranger: Caller
) -> None:
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01")

    assert [report["number"] for report in viewer.read("/reports")["items"]] == ["OIG-26-01"]
    assert viewer.read("/reports/OIG-26-01")["title"] == "About OIG-26-01"
    assert stranger.read("/reports") == {"items": [], "total": 0, "next": None}
    assert stranger.get("/reports/OIG-26-01").status_code == 404


def test_a_liaison_records_a_report(liaison: Caller) -> None:
    answer = liaison.post("/reports", json={"number": "A/25 – ü", "title": "Trade", "issued_on": "2026-03-31"})

    assert answer.status_code == 201
    assert (answer.json["number"], answer.json["complete_by"]) == ("A/25 – ü", "2027-09-30")
    assert liaison.read(answer.headers["Location"].removeprefix("/api/v1")) == answer.json


def test_a_report_is_public_unless_it_is_said_that_it_is_not(liaison: Caller, viewer: Caller) -> None:
    assert liaison.post("/reports", json={"number": "A/1"}).json["public"] is True
    assert liaison.post("/reports", json={"number": "A/2", "public": False}).json["public"] is False
    assert liaison.patch("/reports/A/1", json={"public": False, "note": "Sensitive."}).json["public"] is False
    assert liaison.read("/reports/A/1")["public"] is False
    assert liaison.patch("/reports/A/1", json={"public": False}).json["field"] == "public"
    assert liaison.patch("/reports/A/1", json={"note": "Why?"}).status_code == 422
    assert liaison.patch("/reports/A/1", json={"public": True, "title": "Another"}).status_code == 422
    assert viewer.patch("/reports/A/1", json={"public": True}).status_code == 404


def test_a_viewer_records_no_report(viewer: Caller) -> None:
    assert viewer.post("/reports", json={"number": "A"}).status_code == 403


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"number": "OIG-26-01"}, 409, "number"),
        ({"number": None}, 422, "number"),
        ({"number": "x" * 61}, 422, "number"),
        ({"issued_on": "2027-01-01"}, 422, "issued_on"),
        ({"issued_on": "2026-02-31"}, 422, "issued_on"),
        ({"link": "javascript:alert(1)"}, 422, "link"),
        ({"id": 1}, 422, "id"),
    ],
)
def test_a_report_with_a_wrong_field_is_refused_by_name(
    database: Database, office: Office, liaison: Caller, changed: dict[str, str], status: int, field: str
) -> None:
    with database.transaction() as session:
        a_report(session, office)

    answer = liaison.post("/reports", json={"number": "NEW"} | changed)

    assert (answer.status_code, answer.json["field"]) == (status, field)
    assert liaison.read("/reports")["total"] == 1


def test_reports_come_in_pages(database: Database, office: Office, liaison: Caller) -> None:
    with database.transaction() as session:
        for number in ("A", "B", "C"):
            a_report(session, office, number)

    first = liaison.read("/reports", limit=2)
    second = liaison.read("/reports", limit=2, cursor=first["next"])

    numbers = [report["number"] for report in first["items"] + second["items"]]
    assert sorted(numbers) == ["A", "B", "C"]
    assert (first["total"], second["next"]) == (3, None)
