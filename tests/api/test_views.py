"""Saved views, kept by programs."""

import pytest

from ipr_compliance.domain.words import Status

OVERDUE = {"name": "Overdue", "filters": {"component": "CBP", "overdue": "1"}}


def test_a_view_is_kept_shared_changed_and_deleted(liaison, viewer):
    made = liaison.post("/views", json=OVERDUE)
    path = f"/views/{made.json['id']}"
    assert (made.status_code, made.json["filters"], made.json["mine"]) == (201, OVERDUE["filters"], True)
    assert viewer.get(path).status_code == 404

    shared = liaison.patch(path, json={"name": "Late", "component": "CBP", "version": 1})
    assert (shared.json["name"], shared.json["component"], shared.json["version"]) == ("Late", "CBP", 2)
    assert viewer.read("/views")["items"] == [shared.json | {"mine": False}]
    other = liaison.app.test_client().put(
        f"/api/v1{path}/filters", json={"filters": {"open": "1"}, "version": 2}, headers=liaison.headers
    )
    assert (other.json["filters"], other.json["version"]) == ({"open": "1"}, 3)
    assert liaison.patch(path, json={"name": "Late", "version": 2}).status_code == 409
    assert liaison.post(f"{path}/removal", json={"version": 3}).json["total"] == 0


def test_a_repeat_with_the_same_key_makes_tells_and_deletes_once(liaison):
    first, second = (liaison.post("/views", "a", json=OVERDUE) for _ in range(2))
    assert (second.status_code, second.json) == (201, first.json)
    assert liaison.post("/views", "b", json=OVERDUE).status_code == 409
    path = f"/views/{first.json['id']}"
    liaison.post(f"{path}/subscription", "c", json={"rhythm": "weekly"})
    liaison.post(f"{path}/subscription", json={})
    assert liaison.post(f"{path}/subscription", "c", json={"rhythm": "weekly"}).json["rhythm"] is None
    assert [liaison.post(f"{path}/removal", "d", json={"version": 1}).status_code for _ in range(2)] == [200, 200]


def test_if_match_stands_for_the_version(liaison):
    path = f"/views/{liaison.post('/views', json=OVERDUE).json['id']}"
    tag, client = liaison.get(path).headers["ETag"], liaison.app.test_client()

    def rename(tag, name):
        headers = liaison.headers | {"If-Match": tag}
        return client.patch(f"/api/v1{path}", json={"name": name}, headers=headers)

    assert rename(tag, "Late").status_code == 200
    assert (rename(tag, "Later").status_code, rename(tag, "Later").json["version"]) == (412, 2)
    assert rename('"foreign"', "Later").status_code == 412
    assert liaison.read(path)["name"] == "Late"

    def replace(tag):
        headers = liaison.headers | {"If-Match": tag}
        return client.put(f"/api/v1{path}/filters", json={"filters": {"open": "1"}}, headers=headers)

    now = liaison.get(path).headers["ETag"]
    assert [replace(tag).status_code, replace(now).status_code, replace(now).status_code] == [412, 200, 412]


def test_a_removal_with_if_match_is_refused_where_the_view_has_changed_and_has_one_effect(liaison, viewer):
    path = f"/views/{liaison.post('/views', json=OVERDUE).json['id']}"
    old, client = liaison.get(path).headers["ETag"], liaison.app.test_client()
    liaison.patch(path, json={"name": "Late", "version": 1})

    def remove(caller, tag, key):
        headers = caller.headers | {"If-Match": tag, "Idempotency-Key": key}
        return client.post(f"/api/v1{path}/removal", json={}, headers=headers).status_code

    now = liaison.get(path).headers["ETag"]
    assert (remove(liaison, old, "a"), remove(viewer, now, "b")) == (412, 404)
    assert [remove(liaison, now, key) for key in "ccd"] == [200, 200, 404]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"filters": {"overdew": "1"}}, "filters"), ({"filters": {"status": "x"}}, "status"), ({"name": " "}, "name"),
     ({"component": "PLCY"}, "component"), ({"filters": {"limit": "5"}}, "filters")],
)  # fmt: skip
def test_what_is_wrong_with_a_view_is_named_and_nothing_is_kept(liaison, change, field):
    answer = liaison.post("/views", json=OVERDUE | change)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert liaison.read("/views")["total"] == 0


def test_a_view_gives_the_list_that_its_filters_give(liaison, brought):
    brought(Status.OPEN_RESOLVED)
    view = liaison.post("/views", json={"name": "Open", "filters": {"open": "1"}}).json
    assert liaison.read("/recommendations", **view["filters"])["total"] == 1
