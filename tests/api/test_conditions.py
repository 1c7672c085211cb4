"""What a caller has seen: told by tags, and asked for again with If-Match and If-None-Match."""

import pytest

from ipr_compliance.domain.words import Status

S = Status
NOTE = {"note": "The draft went to counsel."}


@pytest.fixture
def send(manager):
    """Sends a call with If-Match."""

    def call(method, path, tag, caller=manager, key=None, **options):
        headers = caller.headers | {"If-Match": tag} | ({"Idempotency-Key": key} if key else {})
        return caller.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **options)

    return call


def again(caller, path, tag):
    headers = caller.headers | {"If-None-Match": tag}
    return caller.app.test_client().get(f"/api/v1{path}", headers=headers)


@pytest.mark.parametrize(
    "path", ["{at}", "{at}/history", "{at}/milestones", "{at}/evidence", "{at}/extensions", "/recommendations",
             "/reports", "/reports/OIG-26-01", "/summary", "/components", "/deliveries"],
)  # fmt: skip
def test_what_the_caller_has_already_is_not_sent_again(liaison, brought, path):
    at = brought(S.OPEN_RESOLVED)
    path = path.format(at=at)
    first = liaison.get(path)

    same = again(liaison, path, first.headers["ETag"])

    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]


def test_what_has_changed_is_sent_again(liaison, manager, brought, clock):
    at = brought(S.OPEN_RESOLVED)
    tags = [liaison.get(at).headers["ETag"]]
    manager.attach(at)  # leaves the version as it is
    tags.append(liaison.get(at).headers["ETag"])
    manager.move(f"{at}/updates", **NOTE)
    tags.append(liaison.get(at).headers["ETag"])
    clock.at = clock.at.replace(year=2029)  # overdue by now
    tags.append(liaison.get(at).headers["ETag"])

    assert len(set(tags)) == 4
    assert [again(liaison, at, tag).status_code for tag in tags] == [200, 200, 200, 304]


CALLS = (
    ("POST", "/updates", NOTE), ("POST", "/milestones", {"title": "Publish", "due_on": "2027-01-15"}),
    ("PATCH", "/milestones/1", {"done_on": "2026-11-20"}), ("PATCH", "", {"priority": True}),
    ("POST", "/extensions", {"proposed_due_on": "2027-06-01", "reason": "The vendor is late."}),
    ("POST", "/extensions/1/decision", {"approve": False, "note": "No."}),
    ("POST", "/closures", {"note": "Done.", "implemented_on": "2026-11-20"}),
)  # fmt: skip


@pytest.mark.parametrize(("method", "rest", "body"), CALLS)
def test_a_call_changes_only_what_the_caller_has_seen(send, liaison, manager, brought, method, rest, body):
    at = brought(S.OPEN_RESOLVED)
    manager.post(f"{at}/milestones", json={"title": "Draft", "due_on": "2027-01-10"})
    if rest.endswith("decision"):
        manager.move(f"{at}/extensions", proposed_due_on="2027-06-01", reason="The vendor is late.")
    old = liaison.get(at).headers["ETag"]
    manager.move(f"{at}/updates", **NOTE)
    new = liaison.get(at)

    stale = send(method, at + rest, old, liaison, json=body)
    assert (stale.status_code, stale.json["field"], stale.json["version"]) == (412, "version", new.json["version"])
    for tag in ('"something else"', "nonsense"):
        assert send(method, at + rest, tag, liaison, json=body).status_code == 412
    assert liaison.read(at) == new.json

    done = send(method, at + rest, new.headers["ETag"], liaison, json=body)
    assert done.status_code in {200, 201}, done.text
    assert done.headers["ETag"] == f'"v{done.json["version"]}"'


def test_a_file_is_taken_only_for_what_was_seen(send, manager, brought):
    at = brought(S.OPEN_RESOLVED)
    old = manager.get(at).headers["ETag"]
    manager.move(f"{at}/updates", **NOTE)
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n'
    form = {"data": body, "content_type": "multipart/form-data; boundary=x"}

    assert send("POST", f"{at}/evidence", old, **form).status_code == 412
    assert send("POST", f"{at}/evidence", manager.get(at).headers["ETag"], **form).status_code == 201


def test_a_weakened_tag_and_one_of_several_hold(send, manager, brought):
    at = brought(S.OPEN_RESOLVED)
    tag = manager.get(at).headers["ETag"]
    assert send("POST", f"{at}/updates", f"W/{tag}", json=NOTE).status_code == 201
    version = manager.read(at)["version"]
    tags = f'"v1", "v{version}"'
    assert send("POST", f"{at}/updates", tags, json=NOTE | {"version": version}).status_code == 201
    assert send("POST", f"{at}/updates", "*", json=NOTE).json["field"] == "version"


def test_a_call_that_is_sent_again_is_not_refused_for_its_own_change(send, manager, brought):
    at = brought(S.OPEN_RESOLVED)
    tag = manager.get(at).headers["ETag"]
    first, second = (send("POST", f"{at}/updates", tag, key="k", json=NOTE) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["seq"] == second.json["seq"]


def test_a_foreign_record_is_not_there_whatever_was_seen(send, stranger, brought):
    at = brought(S.OPEN_RESOLVED)
    assert send("POST", f"{at}/updates", '"v1"', stranger, json=NOTE).status_code == 404


def test_a_parameter_that_a_call_has_not_is_refused(admin, brought):
    at = brought(S.OPEN_RESOLVED)
    for path in (at, f"{at}/history", "/components", "/reports/OIG-26-01", "/summary", "/recommendations"):
        answer = admin.get(path, verison="1")
        assert (answer.status_code, answer.json["field"]) == (422, "verison"), path
    answer = admin.app.test_client().post(f"/api/v1{at}/updates?version=1", json=NOTE, headers=admin.headers)
    assert (answer.status_code, answer.json["field"]) == (422, "version")
