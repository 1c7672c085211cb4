from datetime import date
from typing import Any

import pytest

from ipr_compliance.domain.words import Status
from tests.api.conftest import Caller

S = Status
RESPONSE = {
    "agreement": "concur", "plan": "Write it.", "due_on": "2027-02-22", "responsible_official": "Director",
    "received_on": "2026-03-20",
}  # fmt: skip
CLOSURE = {"note": "Done.", "implemented_on": "2026-11-20"}
EXTENSION = {"proposed_due_on": "2027-06-01", "reason": "The vendor is late."}
MILESTONE = {"title": "Publish", "due_on": "2027-01-15"}
DECISION = {"status": "open-resolved", "decided_on": "2026-11-20"}


@pytest.mark.parametrize(
    ("stands", "call", "body", "status", "field"),
    [
        (S.RESPONSE_DUE, "responses", RESPONSE | {"agreement": "none"}, 422, "agreement"),
        (S.RESPONSE_DUE, "responses", RESPONSE | {"due_on": None}, 422, "due_on"),
        (S.RESPONSE_DUE, "responses", RESPONSE | {"plan": " "}, 422, "plan"),
        (S.RESPONSE_DUE, "responses", RESPONSE | {"received_on": "2026-11-25"}, 422, "received_on"),
        (S.RESPONSE_DUE, "responses", RESPONSE | {"status": "open-resolved"}, 422, "status"),
        (S.CLOSED_IMPLEMENTED, "responses", RESPONSE, 409, None),
        (S.RESPONSE_DUE, "extensions", EXTENSION, 409, None),
        (S.OPEN_RESOLVED, "extensions", EXTENSION | {"proposed_due_on": "2026-12-01"}, 422, "proposed_due_on"),
        (S.OPEN_RESOLVED, "extensions", {"proposed_due_on": "2027-06-01"}, 422, "reason"),
        (S.OPEN_RESOLVED, "extensions/1/decision", {"approve": True}, 404, None),
        (S.OPEN_RESOLVED, "extensions/1/decision", {"note": "x"}, 422, "approve"),
        (S.OPEN_RESOLVED, "extensions/1/decision", {"approve": True, "version": 1}, 422, "version"),
        (S.OPEN_UNRESOLVED, "closures", CLOSURE, 409, "status"),
        (S.OPEN_RESOLVED, "closures", CLOSURE | {"implemented_on": "2026-11-25"}, 422, "implemented_on"),
        (S.OPEN_RESOLVED, "closures", {"note": "Done."}, 422, "implemented_on"),
        (S.OPEN_RESOLVED, "decisions", DECISION | {"status": "open"}, 422, "status"),
        (S.OPEN_RESOLVED, "decisions", DECISION | {"status": "response-due"}, 409, "status"),
        (S.OPEN_RESOLVED, "decisions", DECISION | {"status": "open-unresolved"}, 422, "letter"),
        (S.OPEN_UNRESOLVED, "decisions", DECISION | {"letter": 999}, 422, "letter"),
        (S.OPEN_UNRESOLVED, "decisions", DECISION | {"costs_agreed": "1.00"}, 422, "costs_agreed"),
        (S.OPEN_UNRESOLVED, "decisions", DECISION | {"decided_on": "2026-11-25"}, 422, "decided_on"),
        (S.OPEN_RESOLVED, "milestones", MILESTONE | {"due_on": "2020-01-01"}, 422, "due_on"),
        (S.OPEN_RESOLVED, "milestones", {"due_on": "2027-01-15"}, 422, "title"),
        (S.CLOSED_IMPLEMENTED, "milestones", MILESTONE, 409, None),
        (S.CLOSED_IMPLEMENTED, "updates", {"note": "More."}, 409, None),
    ],
)
def test_what_the_rules_refuse_is_told_with_its_field_and_changes_nothing(
    liaison: Caller, brought: Any, stands: Status, call: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    at = brought(stands)
    seen = liaison.read(at)
    versioned = {} if call.endswith("decision") else {"version": seen["version"]}

    answer = liaison.post(f"{at}/{call}", json=versioned | body)

    assert (answer.status_code, answer.json.get("field")) == (status, field), answer.text
    assert answer.json["detail"].endswith(".")
    assert liaison.read(at) == seen


def test_closing_is_asked_for_with_evidence(manager: Caller, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)
    for file in manager.read(f"{at}/evidence")["items"]:
        manager.post(f"{at}/evidence/{file['id']}/withdrawal", json={"note": "The wrong file."})

    assert manager.move(f"{at}/closures", **CLOSURE).status_code == 409


@pytest.mark.parametrize(
    ("stands", "call", "body"),
    [
        (S.RESPONSE_DUE, "responses", RESPONSE),
        (S.OPEN_UNRESOLVED, "decisions", DECISION),
        (S.OPEN_RESOLVED, "extensions", EXTENSION),
        (S.OPEN_RESOLVED, "closures", CLOSURE),
        (S.OPEN_RESOLVED, "milestones", MILESTONE),
        (S.OPEN_RESOLVED, "updates", {"note": "More."}),
    ],
)
def test_a_call_takes_effect_at_the_version_that_was_read_and_at_no_other(
    liaison: Caller, brought: Any, stands: Status, call: str, body: dict[str, Any]
) -> None:
    at = brought(stands)
    seen = liaison.read(at)

    stale = liaison.post(f"{at}/{call}", json=body | {"version": seen["version"] + 1})
    assert (stale.status_code, stale.json["field"], stale.json["version"]) == (409, "version", seen["version"])
    assert liaison.read(at) == seen

    answer = liaison.post(f"{at}/{call}", json=body | {"version": seen["version"]})
    now = liaison.read(at)
    assert (answer.status_code, answer.json["version"], now["version"]) == (201, seen["version"] + 1, now["version"])
    assert len(now["history"]) == len(seen["history"]) + 1


def test_who_asked_for_more_time_does_not_decide(liaison: Caller, departmental: Caller, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)
    assert liaison.move(f"{at}/extensions", **EXTENSION).json["n"] == 1

    own = liaison.post(f"{at}/extensions/1/decision", json={"approve": True})
    assert (own.status_code, own.json["detail"]) == (403, "You asked for this extension; somebody else decides it.")
    assert departmental.post(f"{at}/extensions/1/decision", json={"approve": True, "note": "Fine."}).status_code == 200
    asked = liaison.read(f"{at}/extensions")
    assert asked["items"][0] == {
        "n": 1, "due_on": "2027-02-22", "proposed_due_on": "2027-06-01", "reason": "The vendor is late.",
        "asked_by": "liaison.cbp@dhs.example (token “tests”)", "asked_on": "2026-11-24", "departmental": False,
        "approved": True, "decided_by": "liaison.dhs@dhs.example (token “tests”)", "decided_on": "2026-11-24",
        "note": "Fine.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"due_on": "2027-02-01"}, 422, "note"),
        ({"due_on": "2026-11-01", "note": "x"}, 422, "due_on"),
        ({"done_on": "2026-11-25"}, 422, "done_on"),
        ({"done_on": "2026-11-20", "due_on": "2027-02-01", "note": "x"}, 422, "done_on"),
        ({"title": "Another"}, 422, "title"),
        ({}, 422, "done_on"),
        ({"done_on": "2026-11-20", "version": 1}, 409, "version"),
    ],
)
def test_a_milestone_is_done_or_moved_with_a_reason(
    manager: Caller, brought: Any, body: dict[str, Any], status: int, field: str
) -> None:
    at = brought(S.OPEN_RESOLVED)
    manager.move(f"{at}/milestones", **MILESTONE)

    answer = manager.patch(f"{at}/milestones/1", json=body)

    assert (answer.status_code, answer.json["field"]) == (status, field)
    assert manager.patch(f"{at}/milestones/2", json={"done_on": "2026-11-20"}).status_code == 404
    assert manager.patch(f"{at}/milestones/1", json={"done_on": "2026-11-20"}).status_code == 200
    assert manager.patch(f"{at}/milestones/1", json={"done_on": "2026-11-20"}).status_code == 409


def test_an_administrator_corrects_the_last_move(admin: Caller, liaison: Caller, brought: Any) -> None:
    at = brought(S.CLOSED_IMPLEMENTED)
    seq = next(entry["seq"] for entry in admin.read(at)["history"] if entry["kind"] == "decision")

    assert liaison.move(f"{at}/corrections", seq=seq, note="Another letter.").status_code == 403
    assert admin.move(f"{at}/corrections", seq=1, note="Another letter.").status_code == 404
    assert admin.move(f"{at}/corrections", seq=seq, note="Another letter.").status_code == 201
    assert admin.read(at)["status"] == "closure-requested"


def test_a_superseded_recommendation_names_its_successor(liaison: Caller, brought: Any) -> None:
    at, successor = brought(S.OPEN_RESOLVED), int(brought(S.RESPONSE_DUE).rpartition("/")[2])
    letter = liaison.attach(at, kind="letter").json["id"]
    closing = DECISION | {"status": "closed-superseded", "letter": letter, "note": "See there."}

    assert liaison.move(f"{at}/decisions", **closing, successor=999).status_code == 404
    assert liaison.move(f"{at}/decisions", **closing, successor=successor).status_code == 201
    assert liaison.read(at)["successor"] == successor


def test_an_update_that_says_nothing_new_is_recorded_with_a_warning(manager: Caller, brought: Any) -> None:
    at = brought(S.OPEN_RESOLVED)

    first, second = (manager.move(f"{at}/updates", note="The draft went to counsel.").json for _ in range(2))

    assert first["warnings"] == []
    assert [warning[-1] for warning in second["warnings"]] == ["."]
    assert second["seq"] > first["seq"]


def test_the_oigs_letter_names_the_next_update(liaison: Caller, brought: Any) -> None:
    at = brought(S.OPEN_UNRESOLVED)

    liaison.move(f"{at}/decisions", **DECISION, next_update_on="2026-12-15")

    assert liaison.read(at)["next_update_due_on"] == "2026-12-15"
    assert liaison.read("/recommendations")["items"][0]["next_update_due_on"] == "2026-12-15"


class TestEditing:
    def test_what_is_named_changes_and_null_clears(self, liaison: Caller, brought: Any) -> None:
        at = brought(S.OPEN_RESOLVED, questioned_cost="12.50")
        version = liaison.read(at)["version"]

        body = {"text": "Write it well.", "questioned_cost": None, "component": "CBP", "version": version}
        answer = liaison.patch(at, json=body | {"note": "A misprint."})

        assert (answer.status_code, answer.json["version"]) == (200, version + 1)
        assert answer.json.items() >= {"text": "Write it well.", "questioned_cost": None, "component": "CBP"}.items()
        assert answer.json["responsible_official"] == "Director"
        entry = liaison.read(at)["history"][0]
        assert (entry["kind"], entry["note"]) == ("edited", "A misprint.")
        assert entry["changes"]["component"] == {"from": "CBP-OT", "to": "CBP"}

    def test_another_due_date_leaves_the_original_one(self, liaison: Caller, brought: Any) -> None:
        at = brought(S.OPEN_RESOLVED)
        before = liaison.read(at)

        after = liaison.patch(at, json={"due_on": "2027-04-01", "version": before["version"]}).json

        slipped = (date(2027, 4, 1) - date.fromisoformat(before["original_due_on"])).days
        assert (after["original_due_on"], after["days_slipped"]) == (before["original_due_on"], slipped)

    @pytest.mark.parametrize(
        ("body", "status", "field"),
        [
            ({"status": "closed-implemented"}, 422, "status"),
            ({"agreement": "concur"}, 422, "agreement"),
            ({"text": None}, 422, "text"),
            ({"text": ""}, 422, "text"),
            ({"component": None}, 422, "component"),
            ({"component": "PLCY"}, 422, "component"),
            ({"component": "DHS"}, 422, "component"),
            ({"priority": None}, 422, "priority"),
            ({"due_on": "2020-01-01"}, 422, "due_on"),
            ({"questioned_cost": "1.001"}, 422, "questioned_cost"),
            ({}, 422, None),
            ({"priority": True, "version": 1}, 409, "version"),
            ({"priority": True, "version": None}, 422, "version"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_by_name(
        self, liaison: Caller, brought: Any, body: dict[str, Any], status: int, field: str | None
    ) -> None:
        at = brought(S.OPEN_RESOLVED)
        seen = liaison.read(at)

        answer = liaison.patch(at, json={"version": seen["version"]} | body)

        assert (answer.status_code, answer.json.get("field")) == (status, field)
        assert liaison.read(at) == seen


def test_a_repeat_finding_names_the_closed_recommendation(liaison: Caller, brought: Any) -> None:
    old = int(brought(S.CLOSED_IMPLEMENTED).rpartition("/")[2])
    new = {"report_number": "OIG-26-01", "number": "99", "component": "CBP-OT", "text": "Again.", "repeats": old}

    made = liaison.post("/recommendations", json=new | {"agreement": "concur"}).json

    assert made["agreement"] == "concur"
    assert liaison.read(f"/recommendations/{made['id']}")["repeats"] == old
    assert liaison.post("/recommendations", json=new | {"number": "100", "repeats": 999}).status_code == 404
