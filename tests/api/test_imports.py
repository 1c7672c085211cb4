"""Tables through the API: preview, acceptance, rights, once only."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from ipr_compliance import handed_in
from ipr_compliance.adapters import tables_apart
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import work as job
from ipr_compliance.models import History, ImportBatch
from ipr_compliance.program import Program
from tests.factories import a_recommendation

TABLE = "rec_no,report_number,text,component,status\n1,OIG-26-01,We recommend.,CBP-OT,Open\n2,OIG-26-01,Do.,CBP,\n"
OPTIONS = {"map": "rec_no=number", "value": "status:Open=open-resolved"}


@pytest.fixture
def hand_in():
    def send(caller, text=TABLE, key=None, **form):
        data = text.encode() if isinstance(text, str) else text
        return caller.send("/imports", {"file": (io.BytesIO(data), "table.csv"), **form}, key)

    return send


def test_of_four_calls_that_are_sent_at_once_with_one_key_one_keeps_a_table(liaison, hand_in):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _number: hand_in(liaison, key="a", **OPTIONS), range(4)))
    assert [(answer.status_code, answer.json["id"]) for answer in answers] == [(201, 1)] * 4
    assert liaison.read("/imports")["total"] == 1


def test_a_table_is_previewed_then_accepted(liaison, hand_in):
    answer = hand_in(liaison, **OPTIONS)
    assert answer.status_code == 201
    preview = answer.json
    assert (preview["new"], preview["changed"], preview["unchanged"], preview["refused"]) == (2, 0, 0, [])
    assert (preview["state"], preview["missing"], preview["conflicts"]) == ("checked", [], [])
    assert liaison.read("/recommendations")["total"] == 0
    assert answer.location.endswith(f"/api/v1/imports/{preview['id']}")
    accepted = liaison.post(f"/imports/{preview['id']}/acceptance", json={"digest": preview["digest"]})
    assert (accepted.status_code, accepted.json["state"]) == (200, "accepted")
    statuses = {item["number"]: item["status"] for item in liaison.read("/recommendations")["items"]}
    assert statuses == {"1": "open-resolved", "2": "response-due"}
    assert liaison.read(f"/imports/{preview['id']}")["settled_from"] == "liaison.cbp@dhs.example (token “tests”)"


def test_what_is_done_already_is_a_conflict_even_where_its_file_would_be_refused_by_now(liaison, hand_in, database):
    number = hand_in(liaison, **OPTIONS).json["id"]
    at = f"/imports/{number}"
    assert liaison.post(f"{at}/acceptance", "a").status_code == 200
    with database.transaction(recorded=False) as session:
        session.connection().execute(sa.update(ImportBatch).values(options="{}"))  # the columns mean nothing now
    assert liaison.post(f"{at}/acceptance").status_code == 409
    assert liaison.post(f"{at}/undoing", "b").status_code == 200
    assert [liaison.post(f"{at}/undoing").status_code, liaison.post(f"{at}/acceptance").status_code] == [409, 409]


@pytest.mark.parametrize("options", [{"json": {}}, {}])
def test_acceptance_needs_to_say_nothing_more(liaison, hand_in, options):
    number = hand_in(liaison, **OPTIONS).json["id"]
    assert liaison.post(f"/imports/{number}/acceptance", **options).status_code == 200
    assert liaison.post(f"/imports/{number}/acceptance", **options).status_code == 409


def test_the_same_call_sent_again_has_one_effect(liaison, hand_in, database):
    first, again = (hand_in(liaison, key="a", **OPTIONS).json["id"] for _ in range(2))
    assert first == again
    path = f"/imports/{first}/acceptance"
    assert [liaison.post(path, "b", json={}).status_code for _ in range(2)] == [200, 200]
    with database.reading() as connection:
        table = History.__table__
        entries = sa.select(sa.func.count()).where(table.c.subject == "batch")
        assert connection.execute(entries).scalar() == 1


def test_a_refused_row_refuses_the_whole_table(liaison, hand_in):
    preview = hand_in(liaison, f"{TABLE}3,OIG-26-01,Do.,FEMA,\n", **OPTIONS).json
    assert [(row["line"], row["column"]) for row in preview["refused"]] == [(4, "component")]
    answer = liaison.post(f"/imports/{preview['id']}/acceptance", json={})
    assert answer.status_code == 422
    assert "1 row is refused" in answer.json["detail"]
    assert liaison.read("/recommendations")["total"] == 0


def test_a_preview_that_no_longer_holds_is_refused(liaison, hand_in, database, office):
    preview = hand_in(liaison, **OPTIONS).json
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01", number="2", component="CBP", text="Do.")
    path = f"/imports/{preview['id']}"
    assert liaison.post(f"{path}/acceptance", json={}).status_code == 409
    assert (liaison.read(path)["new"], liaison.read(path)["unchanged"]) == (1, 1)
    assert liaison.post(f"{path}/acceptance", json={"digest": preview["digest"]}).status_code == 409
    assert liaison.post(f"{path}/acceptance", json={}).status_code == 200


def test_updates_come_as_a_history(liaison, hand_in):
    number = hand_in(liaison, **OPTIONS).json["id"]
    liaison.post(f"/imports/{number}/acceptance", json={})
    told = hand_in(liaison, "report_number,number,on,note\nOIG-26-01,1,2026-10-01,Draft sent.\n", updates="1").json
    assert (told["kind"], told["new"]) == ("updates", 1)
    assert liaison.post(f"/imports/{told['id']}/acceptance", json={}).status_code == 200


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"map": "nothing=number"}, None),
        ({"set": "colour=red"}, None),
        ({"updates": "2"}, "updates"),
        ({"x": "1"}, "x"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(liaison, hand_in, form, field):
    answer = hand_in(liaison, **form)
    assert answer.status_code == 422
    assert answer.json.get("field") == field
    assert answer.json["detail"].endswith(".")


@pytest.mark.parametrize("data", [b"<html></html>", b"a\x00b", b"PK\x03\x04", b"", "number\n".encode("utf-16")])
def test_bad_files_are_refused_in_a_sentence(liaison, hand_in, data):
    answer = hand_in(liaison, data)
    assert (answer.status_code, answer.json["field"]) == (422, "file")


def test_only_those_who_keep_records_import_and_see_their_own(liaison, manager, viewer, stranger, hand_in, a_caller):
    number = hand_in(liaison, **OPTIONS).json["id"]
    assert {hand_in(caller, **OPTIONS).status_code for caller in (manager, viewer)} == {403}
    assert {caller.get(f"/imports/{number}").status_code for caller in (manager, viewer)} == {403}
    assert stranger.get(f"/imports/{number}").status_code == 404
    assert stranger.post(f"/imports/{number}/acceptance", json={}).status_code == 404
    assert a_caller(Role.ADMIN).get(f"/imports/{number}").status_code == 200


def test_rows_of_components_that_are_not_theirs_are_refused(stranger, hand_in):
    preview = hand_in(stranger, **OPTIONS).json
    assert {row["reason"] for row in preview["refused"]} == {
        "You do not keep the records of CBP-OT.",
        "You do not keep the records of CBP.",
    }


def test_a_long_table_is_checked_and_imported_beside_the_calls(
    liaison, hand_in, settings, database, clock, monkeypatch
):
    begun, program = [], Program(settings, database, clock)
    monkeypatch.setattr(tables_apart, "ROW_LIMIT", 1)
    monkeypatch.setattr(handed_in, "launch", begun.append)
    answer = hand_in(liaison, **OPTIONS)
    assert (answer.status_code, answer.json["state"]) == (201, "waiting")
    assert answer.json["work"] == {"state": "waiting", "percent": 0, "reason": None}
    path = f"/imports/{answer.json['id']}"
    assert liaison.post(f"{path}/acceptance", json={}).status_code == 409
    job.run(program, begun[-1])
    checked = liaison.read(path)
    assert (checked["state"], checked["new"], checked["work"]["state"]) == ("checked", 2, "done")
    for _sent in range(2):
        accepted = liaison.post(f"{path}/acceptance", "key", json={"digest": checked["digest"]})
        assert (accepted.status_code, accepted.json["work"]["state"]) == (202, "waiting")
    assert liaison.post(f"{path}/acceptance", json={}).status_code == 409
    assert len(begun) == 2
    job.run(program, begun[-1])
    again = liaison.post(f"{path}/acceptance", "key", json={"digest": checked["digest"]})
    assert (again.status_code, again.json["state"]) == (200, "accepted")
    assert liaison.read("/recommendations")["total"] == 2


def test_options_that_do_not_fit_a_long_table_are_refused_at_once(liaison, hand_in, monkeypatch):
    monkeypatch.setattr(tables_apart, "ROW_LIMIT", 1)
    assert hand_in(liaison, map="nothing=number").status_code == 422


def test_a_table_is_checked_again_with_what_is_said_now(liaison, hand_in, database, office):
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01", number="2", component="CBP", text="Do.")
    path = f"/imports/{hand_in(liaison, **OPTIONS).json['id']}/check"
    options = {name: list(words) if isinstance(words, tuple | list) else [words] for name, words in OPTIONS.items()}
    first = liaison.post(path, json=options)
    assert (first.status_code, first.json["new"], first.json["unchanged"]) == (200, 1, 1)
    assert liaison.post(path, json=options).json == first.json
    without = liaison.post(path, json=options | {"left_out": [2], "kept": [{"line": 0, "column": "text"}]}).json
    assert without["new"] + without["unchanged"] == 1
    assert without["digest"] != first.json["digest"]
    unknown = {"line": 1, "column": "x"}
    for wrong, field in (({"left_out": [0]}, "left_out"), ({"kept": [unknown]}, "kept"), ({"map": ["x"]}, None),
                         ({"map": ["nothing=number"]}, None), ({"rows": []}, "rows")):  # fmt: skip
        answer = liaison.post(path, json=wrong)
        assert (answer.status_code, answer.json.get("field")) == (422, field), wrong
    assert liaison.read(path.removesuffix("/check")) == without
    assert liaison.post(path.replace("check", "acceptance"), json={"digest": without["digest"]}).status_code == 200
    assert liaison.post(path, json=options).status_code == 409


def test_a_long_table_is_checked_again_beside_the_calls(liaison, hand_in, settings, database, clock, monkeypatch):
    begun, program = [], Program(settings, database, clock)
    monkeypatch.setattr(tables_apart, "ROW_LIMIT", 1)
    monkeypatch.setattr(handed_in, "launch", begun.append)
    path = f"/imports/{hand_in(liaison, **OPTIONS).json['id']}"
    options = {name: [word] for name, word in OPTIONS.items()}
    assert liaison.post(f"{path}/check", json=options).status_code == 409
    job.run(program, begun[-1])
    again = liaison.post(f"{path}/check", json=options | {"left_out": [3]})
    assert (again.status_code, again.json["state"]) == (202, "waiting")
    assert liaison.read("/work")["items"][0]["import_id"] == again.json["id"]
    job.run(program, begun[-1])
    assert (liaison.read(path)["state"], liaison.read(path)["new"]) == ("checked", 1)
