"""Every call, for every role, on its own component's record, on one below, and on another's."""

from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from ipr_compliance.database import Database
from ipr_compliance.domain.permissions import ALLOWED, Action
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.services import extensions
from ipr_compliance.services.inputs import ExtensionInput
from tests.api.conftest import Caller, Making
from tests.factories import Office
from tests.lives import Life

LATER = date(2027, 6, 1)
READS = {
    "": "show_recommendation", "/history": "list_history", "/extensions": "list_extensions",
    "/milestones": "list_milestones", "/evidence": "list_evidence", "/closeout.pdf": "show_closeout_pdf",
    "/closeout.zip": "show_closeout_package",
}  # fmt: skip
BESIDE = {"add_evidence", "show_evidence"}
"""What is tried beside these tables: files are sent as forms."""

# In this order each of them is taken from somebody who may do everything.
CALLS: tuple[tuple[str, Action, str, str, dict[str, Any]], ...] = (
    ("edit_recommendation", Action.EDIT, "PATCH", "", {"priority": True}),
    ("add_update", Action.UPDATE, "POST", "/updates", {"note": "The draft went to counsel."}),
    ("add_milestone", Action.UPDATE, "POST", "/milestones", {"title": "Publish", "due_on": "2027-01-15"}),
    ("change_milestone", Action.UPDATE, "PATCH", "/milestones/1", {"done_on": "2026-11-20"}),
    ("withdraw_evidence", Action.UPDATE, "POST", "/evidence/1/withdrawal", {"note": "The wrong file."}),
    ("decide_extension", Action.DECIDE_EXTENSION, "POST", "/extensions/1/decision", {
        "approve": False, "note": "Too long.",
    }),
    ("add_extension", Action.ASK_EXTENSION, "POST", "/extensions", {
        "proposed_due_on": "2027-03-15", "reason": "A vendor is late.",
    }),
    ("add_response", Action.RESPOND, "POST", "/responses", {
        "agreement": "concur", "plan": "Write it.", "due_on": "2027-02-22", "responsible_official": "Director",
        "received_on": "2026-11-20",
    }),
    ("add_decision", Action.RECORD_DECISION, "POST", "/decisions", {
        "status": "open-resolved", "decided_on": "2026-11-23", "letter": None,
    }),
    ("add_closure", Action.REQUEST_CLOSURE, "POST", "/closures", {"note": "Done.", "implemented_on": "2026-11-23"}),
    ("add_correction", Action.CORRECT, "POST", "/corrections", {"note": "It was another day.", "seq": None}),
    ("void_recommendation", Action.CORRECT, "POST", "/entered-in-error", {"note": "It was entered twice."}),
)  # fmt: skip


@pytest.fixture
def records(database: Database, office: Office) -> dict[str, int]:
    """Three answered recommendations, each with two files, a milestone planned and an extension asked for."""
    with database.transaction() as session:
        found = {}
        for component in ("CBP", "CBP-OT", "PLCY"):
            life = Life(session, office, component=component).brought_to(Status.OPEN_UNRESOLVED)
            life.decide(Status.OPEN_UNRESOLVED, letter=False, note="Say by when.")
            life.attach()
            life.attach("letter")
            life.attach()
            given = ExtensionInput(proposed_due_on=LATER, reason="More.", version=life.record.version)
            extensions.ask(life.desk(), life.id, given)
            found[component] = life.id
        return found


def call(caller: Caller, method: str, path: str, body: dict[str, Any], seen: dict[str, Any]) -> TestResponse:
    last_move = next(entry for entry in seen["history"] if entry["kind"] in {"closure", "decision", "response"})
    told = {"seq": last_move["seq"], "letter": seen["evidence"][1]["id"]}
    body = {name: told[name] if value is None else value for name, value in body.items()}
    if not path.endswith("/decision"):
        body["version"] = seen["version"]
    return (caller.patch if method == "PATCH" else caller.post)(path, json=body)


@pytest.mark.parametrize("component", ["CBP", "CBP-OT"])
@pytest.mark.parametrize("role", list(Role))
def test_a_role_does_what_the_table_allows_on_its_component_and_those_below(
    a_caller: Making, records: dict[str, int], role: Role, component: str
) -> None:
    caller, path = a_caller(role, "CBP"), f"/recommendations/{records[component]}"
    files = caller.read(f"{path}/evidence")["items"]
    mine = files[0]["id"]
    assert caller.get(f"/evidence/{mine}").status_code == 200
    assert caller.attach(path, kind="letter").status_code == (201 if Action.RECORD_DECISION in ALLOWED[role] else 403)
    assert caller.attach(path).status_code == (201 if Action.UPDATE in ALLOWED[role] else 403)

    assert [caller.get(path + rest).status_code for rest in READS] == [200] * len(READS)
    for _endpoint, action, method, call_path, body in CALLS:
        rest = call_path.replace("evidence/1", f"evidence/{mine}")
        answer = call(caller, method, path + rest, body, caller.read(path) | {"evidence": files})
        taken = {200, 201} if role is Role.ADMIN else {200, 201, 409}
        assert answer.status_code in (taken if action in ALLOWED[role] else {403}), (rest, answer.text)


@pytest.mark.parametrize("role", list(Role))
def test_another_component_s_record_is_not_there_for_any_call(
    a_caller: Making, records: dict[str, int], departmental: Caller, role: Role
) -> None:
    caller, path = a_caller(role, "CBP"), f"/recommendations/{records['PLCY']}"
    seen = departmental.read(path)
    files = departmental.read(f"{path}/evidence")["items"]
    file = files[0]["id"]

    for _endpoint, _action, method, call_path, body in CALLS:
        rest = call_path.replace("evidence/1", f"evidence/{file}")
        assert call(caller, method, path + rest, body, seen | {"evidence": files}).status_code == 404, rest
    assert [caller.get(path + rest).status_code for rest in READS] == [404] * len(READS)
    assert caller.attach(path).status_code == caller.get(f"/evidence/{file}").status_code == 404
    assert departmental.read(path) == seen
