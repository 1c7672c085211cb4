"""Reports issued and put on schedule by programs."""

import pytest

from ipr_compliance.domain.words import Status

ASKED = {"component": "CBP", "format": "json", "from": "2026-10-01", "as_of": "2026-10-31"}
SCHEDULE = {"component": "CBP", "every": "month", "readers": ["liaison.cbp@dhs.example"]}


def test_a_report_is_issued_once_for_a_key_and_corrected_by_another(liaison, brought):
    brought(Status.OPEN_RESOLVED)
    first, second = (liaison.post("/issued-reports", "a", json=ASKED) for _ in range(2))
    assert (first.status_code, second.status_code, first.json) == (201, 201, second.json)
    assert (first.json["first_on"], first.json["as_of"]) == ("2026-10-01", "2026-10-31")
    number = first.json["number"]
    newer = liaison.post("/issued-reports", json=ASKED | {"replaces": number}).json
    assert (newer["replaces"], liaison.read(f"/issued-reports/{number}")["replaced_by"]) == (number, newer["number"])
    assert liaison.post("/issued-reports", json=ASKED | {"replaces": number}).status_code == 409
    assert "summary" in liaison.get(f"/issued-reports/{number}/file").text
    assert len(liaison.read("/issued-reports")["items"]) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [({"replaces": "PR-1"}, "replaces"), ({"from": "soon"}, "from"), ({"first_on": "2026-10-01"}, "first_on"),
     ({"format": "doc"}, "format"), ({"component": "PLCY"}, "component"), ({"view": "none"}, "view")],
)  # fmt: skip
def test_what_cannot_be_issued_is_named_and_nothing_is_kept(liaison, change, field):
    answer = liaison.post("/issued-reports", json=ASKED | change)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert liaison.read("/issued-reports")["items"] == []


def test_a_report_is_put_on_schedule_and_taken_off(liaison, stranger):
    first, second = (liaison.post("/schedules", "a", json=SCHEDULE) for _ in range(2))
    assert (first.status_code, first.json) == (201, second.json)
    assert (first.json["component"], first.json["readers"]) == ("CBP", SCHEDULE["readers"])
    path = f"/schedules/{first.json['id']}/removal"
    assert stranger.read("/schedules")["total"] == 0
    assert stranger.post(path).status_code == 404
    assert [liaison.post(path, "b").json["total"] for _ in range(2)] == [0, 0]
    assert liaison.post(path).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [({"readers": []}, "readers"), ({"readers": ["nobody@x.example"]}, "readers"), ({"every": "day"}, "every"),
     ({"kind": "sar"}, "every")],
)  # fmt: skip
def test_what_is_wrong_with_a_schedule_is_named(liaison, change, field):
    answer = liaison.post("/schedules", json=SCHEDULE | change)
    assert (answer.status_code, answer.json["field"]) == (422, field)
