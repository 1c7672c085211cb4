"""One's own account, rules for reminders, aliases and what officials hold, told by programs."""

import pytest

from ipr_compliance.domain.words import Role, Status
from tests.visitors import log_in

RULE = {"before": [14, 3], "after": "monthly", "to": ["official", "liaison"], "supervisor": 30}


def put(caller, path, **body):
    return caller.app.test_client().put(f"/api/v1{path}", json=body, headers=caller.headers)


def test_a_caller_learns_who_they_are_and_chooses_a_rhythm(viewer):
    assert viewer.read("/account")["roles"] == [{"role": "viewer", "component": "CBP"}]
    assert viewer.patch("/account", json={"rhythm": "monday"}).json["rhythm"] == "monday"
    assert viewer.patch("/account", json={"rhythm": "never"}).json["field"] == "rhythm"
    assert viewer.read("/account")["rhythm"] == "monday"


def test_ones_own_sessions_and_tokens_are_seen_and_ended_and_no_others(viewer, admin, client):
    log_in(client, viewer.read("/account")["email"])
    [session] = viewer.read("/account/sessions")["items"]
    [token] = viewer.read("/account/tokens")["items"]
    assert (session["proof"], token["name"], "digest" in token) == ("password", "tests", False)
    ending, revocation = f"/account/sessions/{session['id']}/ending", f"/account/tokens/{token['id']}/revocation"
    assert [admin.post(path).status_code for path in (ending, revocation)] == [404, 404]
    assert viewer.post(ending).json["items"] == []
    assert viewer.post(ending).status_code == 404
    assert client.get("/account").status_code == 303
    assert viewer.post(revocation).json["items"] == []
    assert viewer.get("/account").status_code == 401


def test_a_rule_is_tried_out_set_and_read(departmental):
    path = "/reminder-rules/due-date"
    before = departmental.read(path)
    assert before["usual"]
    told = departmental.post(f"{path}/preview", json=RULE).json
    assert (told["recipients"], departmental.read(path)) == ([], before)
    now = put(departmental, path, **RULE).json
    assert (now["before"], now["to"], now["supervisor"], now["usual"]) == ([14, 3], ["liaison", "official"], 30, False)
    assert now in departmental.read("/reminder-rules")["items"]
    assert put(departmental, path, **RULE).status_code == 422
    assert departmental.get("/reminder-rules/nothing").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"), [({"before": [0]}, "before"), ({"to": []}, "to"), ({"after": "never"}, "after")]
)
def test_what_is_wrong_with_a_rule_is_named(departmental, change, field):
    answer = put(departmental, "/reminder-rules/due-date", **(RULE | change))
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_an_alias_is_remembered_and_forgotten(liaison, viewer, stranger):
    given = {"alias": "Trade Policy", "component": "CBP-OT", "official": "Director"}
    made = liaison.post("/aliases", json=given)
    assert (made.status_code, made.json) == (201, given | {"id": made.json["id"], "official_email": None})
    assert liaison.read("/aliases")["items"] == [made.json]
    assert liaison.post("/aliases", json=given | {"component": "CBP"}).status_code == 409
    assert viewer.get("/aliases").status_code == 403
    assert stranger.read("/aliases")["items"] == []
    assert stranger.post("/aliases", json=given | {"alias": "Trade"}).status_code == 422
    assert stranger.post(f"/aliases/{made.json['id']}/removal").status_code == 404
    assert liaison.post(f"/aliases/{made.json['id']}/removal").json["total"] == 0


def test_what_an_official_holds_is_handed_over_once(admin, a_caller, brought):
    at = brought(Status.OPEN_RESOLVED)
    admin.patch(at, json={"responsible_email": "old@cbp.example", "version": admin.read(at)["version"]})
    [held] = admin.read("/holdings", email="old@cbp.example")["items"]
    assert (f"/recommendations/{held['id']}", held["kept"]) == (at, True)
    given = {"email": "old@cbp.example", "responsible_official": "New", "responsible_email": "new@cbp.example"}
    assert a_caller(Role.LIAISON, "CBP").post("/holdings/handover", json=given).status_code == 403
    assert admin.post("/holdings/handover", json=given).json == {"count": 1}
    assert admin.post("/holdings/handover", json=given).status_code == 409
    assert admin.read(at)["responsible_email"] == "new@cbp.example"
