"""Webhooks by the API: for who administers the whole department, the secret told once."""

import pytest

from ipr_compliance.domain.words import Role
from tests.factories import a_person

HOOK = {"address": "https://receiver.example/hook", "owner": "systems@dhs.example", "component": "CBP"}


@pytest.fixture(autouse=True)
def _owner(database, office):
    with database.transaction() as session:
        a_person(session, office, Role.VIEWER, email=HOOK["owner"])


def test_one_is_added_listed_and_removed(admin):
    made = admin.post("/webhooks", json=HOOK)
    assert made.status_code == 201
    told = dict(made.json)
    secret = told.pop("secret")
    assert secret.startswith("whsec_")
    assert {name: told[name] for name in HOOK} == HOOK
    assert (told["active"], told["failures"]) == (True, 0)
    listed = admin.get("/webhooks")
    assert listed.json == {"items": [told], "total": 1, "next": None}
    assert secret not in listed.text
    again = admin.post("/webhooks", json=HOOK)
    assert (again.status_code, again.json["field"]) == (409, "address")
    removal = f"/webhooks/{told['id']}/removal"
    assert admin.post(removal).json["items"] == []
    assert admin.post(removal).status_code == 404
    assert admin.post("/webhooks", json=HOOK).json["id"] != told["id"]


def test_one_is_switched_tried_and_its_calls_are_followed(admin):
    path = f"/webhooks/{admin.post('/webhooks', json=HOOK).json['id']}"
    other = f"/webhooks/{admin.post('/webhooks', json={'address': HOOK['address']}).json['id']}"
    tried = admin.post(f"{path}/test", "key")
    assert (tried.status_code, tried.json["state"], tried.json["recipient"]) == (201, "planned", HOOK["address"])
    assert admin.post(f"{path}/test", "key").json == tried.json
    assert admin.post(f"{path}/test").json["id"] != tried.json["id"]
    admin.post(f"{other}/test")
    page = admin.read(f"{path}/deliveries", limit=1)
    assert (page["total"], len(page["items"])) == (2, 1)
    [last] = admin.read(f"{path}/deliveries", cursor=page["next"])["items"]
    assert last == tried.json

    off = admin.patch(path, json={"active": False})
    assert (off.status_code, off.json["active"]) == (200, False)
    assert off.json == admin.read(path)
    assert admin.patch(path, json={"active": False}).status_code == 409
    assert admin.post(f"{path}/test").status_code == 409
    assert {one["state"] for one in admin.read(f"{path}/deliveries")["items"]} == {"cancelled"}
    assert admin.read(f"{other}/deliveries")["items"][0]["state"] == "planned"
    assert admin.patch(path, json={"active": True}).json["active"] is True
    admin.post(f"{path}/removal")
    asked = [admin.get(path), admin.get(f"{path}/deliveries"), admin.patch(path, json={"active": True})]
    assert [answer.status_code for answer in asked] == [404] * 3


def test_without_an_owner_it_is_one_s_own(admin):
    assert admin.post("/webhooks", json={"address": HOOK["address"]}).json["owner"].startswith("admin@")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"address": "http://receiver.example/"}, "address"), ({"address": "https://127.0.0.1/"}, "address"),
     ({"address": ""}, "address"), ({"address": "https://x.example/" + "x" * 300}, "address"),
     ({"owner": "nobody@dhs.example"}, "owner"), ({"component": "FEMA"}, "component"), ({"secret": "mine"}, "secret")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_added(admin, change, field):
    answer = admin.post("/webhooks", json=HOOK | change)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert admin.read("/webhooks")["items"] == []
