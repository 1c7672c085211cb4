from datetime import timedelta
from typing import Any

import pytest

from ipr_compliance.database import Database
from ipr_compliance.queries.records import DETAIL, RECORD
from tests.api.conftest import Caller
from tests.factories import TODAY, Office, a_recommendation, a_report, an_update

NEW = {"report_number": "OIG-26-01", "number": "7", "component": "CBP-OT", "text": "Write it down."}


@pytest.fixture
def numbers(database: Database, office: Office) -> list[int]:
    """Two recommendations of CBP's, the first 34 days late, and one of PLCY's."""
    late = TODAY - timedelta(days=34)
    with database.transaction() as session:
        return [
            a_recommendation(session, office, due_on=late, questioned_cost="1234.5"),
            a_recommendation(session, office, component="CBP"),
            a_recommendation(session, office, component="PLCY"),
        ]


def test_a_record_has_the_fields_that_are_promised(viewer: Caller, numbers: list[int]) -> None:
    record = viewer.read(f"/recommendations/{numbers[0]}")

    assert list(record) == [*RECORD, *DETAIL, "history"]
    assert (record["overdue"], record["days_late"], record["questioned_cost"]) == (True, 34, "1234.50")
    assert (record["due_on"], record["priority"], record["version"]) == ("2026-10-21", False, 1)


def test_a_record_comes_with_its_history(viewer: Caller, numbers: list[int]) -> None:
    entry = viewer.read(f"/recommendations/{numbers[0]}")["history"][0]

    assert list(entry) == ["seq", "kind", "on", "recorded_at", "actor", "note", "changes"]
    assert (entry["kind"], entry["recorded_at"]) == ("entered", "2026-11-24T14:00:00+00:00")
    assert entry["changes"]["questioned_cost"] == {"from": None, "to": "1234.50"}
    assert viewer.read(f"/recommendations/{numbers[0]}/history")["items"] == [entry]


def test_the_list_holds_what_the_caller_may_see(viewer: Caller, stranger: Caller, numbers: list[int]) -> None:
    theirs, others = viewer.read("/recommendations"), stranger.read("/recommendations")

    assert [item["id"] for item in theirs["items"]] == numbers[:2]
    assert [item["id"] for item in others["items"]] == numbers[2:]
    assert (theirs["total"], theirs["next"]) == (2, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"overdue": 1}, [0]),
        ({"no_date": 1}, [1]),
        ({"component": "CBP-OT"}, [0]),
        ({"component": "PLCY"}, []),
        ({"status": "closed-implemented"}, []),
        ({"q": "procedures"}, [0, 1]),
    ],
)
def test_filters_are_those_of_the_page(
    viewer: Caller, numbers: list[int], query: dict[str, Any], found: list[int]
) -> None:
    assert [item["id"] for item in viewer.read("/recommendations", **query)["items"]] == [numbers[at] for at in found]


@pytest.mark.parametrize("sort", ["due", "-due", "report", "updated"])
def test_pages_follow_each_other_without_gap_or_repeat(viewer: Caller, numbers: list[int], sort: str) -> None:
    first = viewer.read("/recommendations", limit=1, sort=sort)
    second = viewer.read("/recommendations", limit=1, sort=sort, cursor=first["next"])

    assert {first["items"][0]["id"], second["items"][0]["id"]} == set(numbers[:2])
    assert (first["total"], second["total"], second["next"]) == (2, 2, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"overdue": "yes"}, "overdue"),
        ({"statsu": "open-resolved"}, "statsu"),
        ({"status": "open"}, "status"),
        ({"limit": 501}, "limit"),
        ({"limit": 0}, "limit"),
        ({"cursor": "W1td"}, "cursor"),
        ({"due_before": "2026-02-31"}, "due_before"),
        ({"due_in": "-1"}, "due_in"),
        ({"q": "x" * 501}, "q"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_by_name(viewer: Caller, query: dict[str, Any], field: str) -> None:
    answer = viewer.get("/recommendations", **query)

    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert answer.json["detail"].endswith(".")


def test_another_component_s_record_is_not_there(stranger: Caller, numbers: list[int]) -> None:
    told = {"note": "Done.", "version": 1}

    assert stranger.get(f"/recommendations/{numbers[0]}").status_code == 404
    assert stranger.get(f"/recommendations/{numbers[0]}/history").status_code == 404
    assert stranger.post(f"/recommendations/{numbers[0]}/updates", json=told).status_code == 404


def test_a_manager_records_what_was_done(manager: Caller, numbers: list[int]) -> None:
    told = {"note": "The draft is written.", "percent_complete": 40, "next_step_on": "2027-01-15", "version": 1}

    answer = manager.post(f"/recommendations/{numbers[0]}/updates", json=told)

    record = manager.read(f"/recommendations/{numbers[0]}")
    assert (answer.status_code, answer.json["version"]) == (201, record["version"])
    assert record["history"][0] | {"recorded_at": ""} == {
        "seq": answer.json["seq"], "kind": "update", "on": "2026-11-24", "recorded_at": "",
        "actor": "program-manager.cbp@dhs.example (token “tests”)", "note": "The draft is written.",
        "changes": {
            "percent_complete": {"from": None, "to": 40}, "next_step_on": {"from": None, "to": "2027-01-15"},
        },
    }  # fmt: skip
    assert record["next_update_due_on"] == "2027-02-22"


def test_a_viewer_records_nothing(viewer: Caller, numbers: list[int]) -> None:
    assert viewer.post(f"/recommendations/{numbers[0]}/updates", json={"note": "x", "version": 1}).status_code == 403
    assert viewer.post("/recommendations", json=NEW).status_code == 403
    assert len(viewer.read(f"/recommendations/{numbers[0]}/history")["items"]) == 1


def test_a_stale_version_is_told_the_current_one(
    database: Database, office: Office, manager: Caller, numbers: list[int]
) -> None:
    with database.transaction() as session:
        an_update(session, office, numbers[0])

    answer = manager.post(f"/recommendations/{numbers[0]}/updates", json={"note": "x", "version": 1})

    assert (answer.status_code, answer.json["field"], answer.json["version"]) == (409, "version", 2)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": 1}, "note"),
        ({"note": "", "version": 1}, "note"),
        ({"note": "x"}, "version"),
        ({"note": "x", "version": 1, "percent_complete": 101}, "percent_complete"),
        ({"note": "x", "version": 1, "status": "closed-implemented"}, "status"),
        ({"note": "x", "version": 1, "next_step_on": "2020-01-01"}, "next_step_on"),
        ({"note": "x", "version": 1, "next_step_on": 86400}, "next_step_on"),
        ({"note": "x", "version": 2**40}, "version"),
        ({"note": ["x"], "version": 1}, "note"),
        ({"note": "\0", "version": 1}, "note"),
    ],
)
def test_an_update_with_a_wrong_field_is_refused_by_name(
    manager: Caller, numbers: list[int], body: dict[str, Any], field: str
) -> None:
    answer = manager.post(f"/recommendations/{numbers[0]}/updates", json=body)

    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert len(manager.read(f"/recommendations/{numbers[0]}/history")["items"]) == 1


def test_a_liaison_records_a_recommendation(liaison: Caller, database: Database, office: Office) -> None:
    with database.transaction() as session:
        a_report(session, office)

    answer = liaison.post("/recommendations", json=NEW | {"due_on": "2027-03-15", "questioned_cost": 12.5})

    assert answer.status_code == 201
    assert (answer.json["status"], answer.json["questioned_cost"]) == ("response-due", "12.50")
    assert answer.json["original_due_on"] == "2027-03-15"
    assert liaison.read(answer.headers["Location"].removeprefix("/api/v1"))["id"] == answer.json["id"]


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"report_number": "nix"}, 422, "report_number"),
        ({"component": "PLCY"}, 422, "component"),
        ({"component": "nix"}, 422, "component"),
        ({"number": "1"}, 409, "number"),
        ({"due_on": "2020-01-01"}, 422, "due_on"),
        ({"due_on": "0020-01-01"}, 422, "due_on"),
        ({"questioned_cost": "-1"}, 422, "questioned_cost"),
        ({"questioned_cost": "1e400"}, 422, "questioned_cost"),
        ({"responsible_email": "nobody"}, 422, "responsible_email"),
        ({"closed_on": "2026-01-01"}, 422, "closed_on"),
    ],
)
def test_a_recommendation_with_a_wrong_field_is_refused_by_name(
    liaison: Caller, numbers: list[int], changed: dict[str, str], status: int, field: str
) -> None:
    answer = liaison.post("/recommendations", json=NEW | changed)

    assert (answer.status_code, answer.json["field"]) == (status, field)
    assert [item["id"] for item in liaison.read("/recommendations")["items"]] == numbers[:2]


def test_days_count_from_the_day_that_is_asked_for(viewer: Caller, numbers: list[int]) -> None:
    record = viewer.read("/recommendations", as_of="2026-10-22", overdue=1)["items"][0]

    assert (record["id"], record["days_late"]) == (numbers[0], 1)


def test_a_page_of_the_list_takes_three_questions(viewer: Caller, numbers: list[int], statements: list[str]) -> None:
    viewer.read("/recommendations")  # what follows from the history is kept from here on
    statements.clear()
    assert viewer.read("/recommendations")["total"] == len(numbers) - 1

    assert len([statement for statement in statements if statement.startswith("SELECT")]) <= 3
