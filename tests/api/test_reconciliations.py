"""The OIG's own list, handed in and compared by programs; nothing changes."""

import io

import pytest

from ipr_compliance.domain.words import Role, Status
from tests.factories import a_recommendation
from tests.lives import Life

LIST = (
    "Report No,Rec No,Current Status\n"
    "oig-26-01,Recommendation 1,Open\n"
    "OIG-26-01,2,Closed - Implemented\n"
    "OIG-26-09,1,Open\n"
    "OIG-26-01,5,Halted\n"
)


@pytest.fixture(autouse=True)
def _records(database, office):
    with database.transaction() as session:
        Life(session, office, number="1", component="CBP-OT").brought_to(Status.OPEN_UNRESOLVED)
        a_recommendation(session, office, number="2", component="CBP-OFO")
        a_recommendation(session, office, number="3", component="CBP-OFO")


def hand_in(caller, text=LIST, key=None, **told):
    return caller.send("/reconciliations", {"file": (io.BytesIO(text.encode()), "list.csv"), **told}, key)


def results(answer):
    return [(row["result"], row["report_number"], row["number"]) for row in answer["items"]]


def test_a_list_is_compared_and_compared_anew(liaison, database, office):
    before = liaison.read("/recommendations")
    made = hand_in(liaison, key="a")
    path = made.headers["Location"].removeprefix("/api/v1")
    assert (made.status_code, made.json["state"], made.json["words"]) == (
        201,
        "checked",
        {"status": ["Open", "Halted"]},
    )
    assert results(made.json) == [
        ("status-differs", "OIG-26-01", "2"), ("missing-here", "OIG-26-09", "1"), ("missing-there", "OIG-26-01", "3"),
        ("unreadable", None, None), ("matched", "OIG-26-01", "1"),
    ]  # fmt: skip
    assert made.json["items"][0]["their_status"] == "Closed - Implemented"
    assert made.json["counts"]["matched"] == 1
    assert hand_in(liaison, key="a").json["id"] == made.json["id"]
    assert liaison.read("/recommendations") == before
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01", number="7", component="CBP-OT")
    assert ("missing-there", "OIG-26-01", "7") in results(liaison.read(path))
    [listed] = liaison.read("/reconciliations")["items"]
    assert listed == {name: made.json[name] for name in listed}
    assert liaison.read("/imports")["items"] == []


def test_columns_words_and_lines_are_said_otherwise(liaison):
    made = hand_in(liaison, "a,b,c\nOIG-26-01,1,Halted\nOIG-26-01,2,Halted\n").json
    assert (made["problem"] is None, made["header"]) == (False, ["a", "b", "c"])
    path = f"/reconciliations/{made['id']}/check"
    said = {"map": ["a=report_number", "b=number", "c=status"], "value": ["status:Halted=open-unresolved"]}
    told = liaison.post(path, json=said | {"left_out": [3]})
    assert (told.status_code, told.json["problem"]) == (200, None)
    assert results(told.json)[-1] == ("matched", "OIG-26-01", "1")
    assert liaison.post(path, json=said | {"map": ["a=colour"]}).status_code == 422
    assert hand_in(liaison, map="a=colour").status_code == 422


@pytest.mark.parametrize("role", list(Role))
def test_a_list_is_seen_by_who_handed_it_in(a_caller, stranger, admin, role):
    caller, path = a_caller(role, "CBP"), f"/reconciliations/{hand_in(stranger).json['id']}"
    status = 404 if role in {Role.LIAISON, Role.ADMIN} else 403
    assert [caller.get(path).status_code, caller.post(f"{path}/check", json={}).status_code] == [status] * 2
    assert hand_in(caller).status_code == (201 if status == 404 else 403)
    assert results(admin.read(path))[-1] == ("matched", "OIG-26-01", "1")
    assert ("matched", "OIG-26-01", "1") not in results(stranger.read(path))
    assert stranger.get(path.replace("reconciliations", "imports")).status_code == 404
