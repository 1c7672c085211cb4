"""A call that is sent again with the same key takes effect once."""

from typing import Any

import pytest
from flask import Flask

from ipr_compliance.database import Database
from ipr_compliance.domain.words import Status
from tests.api.conftest import Caller

S = Status
KEY = "7f0c6b1e"
REFUSED_AGAIN = {
    "people", "components", "deliveries", "webhooks", "aliases", "account", "holdings", "reminder-rules", "work",
}  # fmt: skip
"""What these calls do is there already when they are sent again, so that they change nothing."""
BUT_TAKES_ONE = {"/webhooks/{webhook_id}/test"}
SAME_AGAIN = {
    "/imports/{import_id}/check", "/reconciliations/{reconciliation_id}/check", "/documents/{document_id}/reading",
    "/documents/{document_id}/report", "/documents/{document_id}/decisions",
}  # fmt: skip
"""The same of single calls: what is read from a table or a document is no record."""

NEW = {"report_number": "OIG-26-01", "number": "7", "component": "CBP-OT", "text": "Write it down."}


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("updates", {"note": "The draft went to counsel."}),
        ("milestones", {"title": "Publish", "due_on": "2027-01-15"}),
        ("extensions", {"proposed_due_on": "2027-06-01", "reason": "The vendor is late."}),
        ("closures", {"note": "Done.", "implemented_on": "2026-11-20"}),
    ],
)
def test_a_repeated_call_answers_as_the_first_and_changes_nothing(
    manager: Caller, brought: Any, call: str, body: dict[str, Any]
) -> None:
    at = brought(S.OPEN_RESOLVED)
    body = body | {"version": manager.read(at)["version"]}

    first, second = (manager.post(f"{at}/{call}", KEY, json=body) for _ in range(2))
    now = manager.read(at)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert now["version"] == body["version"] + 1 == first.json["version"]


def test_a_file_a_record_and_a_report_are_made_once(liaison: Caller, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)
    report = {"number": "OIG-26-02", "issued_on": "2026-09-01"}
    files = len(liaison.read(f"{at}/evidence")["items"])

    assert len({liaison.attach(at, key=KEY).json["id"] for _ in range(2)}) == 1
    assert len({liaison.post("/recommendations", KEY, json=NEW).json["id"] for _ in range(2)}) == 1
    assert len({liaison.post("/reports", KEY, json=report).json["id"] for _ in range(2)}) == 1
    assert len(liaison.read(f"{at}/evidence")["items"]) == files + 1
    assert liaison.post("/recommendations", "another", json=NEW).status_code == 409


def test_a_decision_and_a_withdrawal_are_taken_once(liaison: Caller, manager: Caller, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)
    manager.move(f"{at}/extensions", proposed_due_on="2027-06-01", reason="The vendor is late.")
    file = manager.attach(at).json["id"]

    for path, body, status in (
        (f"{at}/extensions/1/decision", {"approve": True}, 200),
        (f"{at}/evidence/{file}/withdrawal", {"note": "The wrong file."}, 201),
    ):
        assert [liaison.post(path, KEY, json=body).status_code for _ in range(2)] == [status, status]
        assert liaison.post(path, json=body).status_code == 409


def test_a_response_is_recorded_once(manager: Caller, brought: Any) -> None:
    at = brought(S.RESPONSE_DUE)
    body = {
        "agreement": "concur", "plan": "Write it.", "due_on": "2027-02-22", "received_on": "2026-11-20",
        "responsible_official": "Director", "version": 1,
    }  # fmt: skip

    first, second = (manager.post(f"{at}/responses", KEY, json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert manager.read(at)["version"] == 2


def test_a_correction_is_made_once(admin: Caller, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)
    admin.move(f"{at}/updates", note="On another record.")
    now = admin.read(at)
    body = {"seq": now["history"][0]["seq"], "note": "It was another one.", "version": now["version"]}

    first, second = (admin.post(f"{at}/corrections", KEY, json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert admin.read(at)["version"] == now["version"] + 1


def test_the_same_key_of_another_person_or_for_another_call_is_another_key(
    liaison: Caller, manager: Caller, brought: Any
) -> None:
    at = brought(S.OPEN_RESOLVED)

    def told(caller: Caller, call: str = "updates", **body: Any) -> Any:
        return caller.post(f"{at}/{call}", KEY, json={"version": manager.read(at)["version"]} | body)

    answers = [
        told(manager, note="One."), told(liaison, note="Two."),
        told(manager, "milestones", title="Publish", due_on="2027-01-15"),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [201] * 3
    assert [entry["note"] for entry in manager.read(at)["history"][:3]] == [None, "Two.", "One."]


@pytest.mark.parametrize("key", ["", "x" * 65, "a\tb", "ü"])
def test_a_key_that_is_too_long_or_not_plain_is_refused(manager: Caller, brought: Any, key: str) -> None:
    at = brought(S.OPEN_RESOLVED)

    answer = manager.post(f"{at}/updates", key, json={"note": "x", "version": manager.read(at)["version"]})

    assert (answer.status_code, answer.json["field"]) == (422, "Idempotency-Key")


def test_nothing_of_the_key_is_kept(manager: Caller, database: Database, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)
    manager.post(f"{at}/updates", KEY, json={"note": "x", "version": manager.read(at)["version"]})

    with database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT write_key FROM history WHERE write_key IS NOT NULL").scalar_one()
    assert len(kept) == 64
    assert KEY not in kept


def test_every_post_takes_a_key(app: Flask) -> None:
    for path, calls in app.test_client().get("/api/v1/openapi.json").json["paths"].items():
        for method, call in calls.items():
            names = {parameter["name"] for parameter in call.get("parameters", [])}
            rest = path.removeprefix("/api/v1")
            once = path.split("/")[3] in REFUSED_AGAIN and rest not in BUT_TAKES_ONE
            kept = method == "post" and not once and rest not in SAME_AGAIN
            assert ("Idempotency-Key" in names) == kept, (method, path)
