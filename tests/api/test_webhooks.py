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
