"""Reports and memos of the OIG, handed in, corrected and recorded by programs."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from ipr_compliance import handed_in_documents
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.jobs import work as job
from ipr_compliance.models import DocumentKind
from tests.documents import MEMO, REPORT
from tests.factories import a_recommendation
from tests.lives import Life


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """A machine with much to do makes no long work of a short document."""
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", 60)


@pytest.fixture
def later(monkeypatch):
    """Every document takes longer than anybody waits; answers the work that is begun."""
    begun = []
    monkeypatch.setattr(handed_in_documents, "read_at_once", lambda *_what: None)
    monkeypatch.setattr(handed_in_documents, "launch", begun.append)
    return begun


def hand_in(caller, text=REPORT, key=None, **told):
    return caller.send("/documents", {"file": (io.BytesIO(text.encode()), "report.txt"), **told}, key)


def test_a_report_is_read_corrected_and_recorded_as_one_import(liaison):
    made = hand_in(liaison)
    assert (made.status_code, made.json["state"], made.json["memo"]) == (201, "read", None)
    path = made.headers["Location"].removeprefix("/api/v1")
    assert liaison.read(path) == made.json
    proposal = made.json["proposal"]
    first, second = proposal["recommendations"]
    assert (proposal["report"]["report_number"], proposal["read"]["number"]["page"]) == ("OIG-26-07", 1)
    assert (first["fields"]["component"], first["would_be"], second["would_be"]) == ("CBP-OT", "new", "refused")
    assert first["read"]["due_on"]["value"] == first["fields"]["due_on"] == "2027-06-30"
    assert [(cell["line"], cell["column"]) for cell in proposal["refused"]] == [(2, "component")]
    assert liaison.post(f"{path}/acceptance", json={"digest": proposal["digest"]}).status_code == 422
    assert liaison.read("/recommendations")["total"] == 0

    said = {"report_title": "Trade", "recommendations": [{"place": 2, "component": "CBP-OFO", "due_on": None}]}
    now = liaison.patch(f"{path}/proposal", json=said).json["proposal"]
    assert (now["new"], now["refused"], now["report"]["report_title"]) == (2, [], "Trade")
    assert (now["recommendations"][0], now["recommendations"][1]["fields"]["due_on"]) == (first, "")
    assert liaison.post(f"{path}/acceptance", json={"digest": proposal["digest"]}).status_code == 409
    taken = [liaison.post(f"{path}/acceptance", "key", json={"digest": now["digest"]}) for _twice in range(2)]
    assert [(answer.status_code, answer.json["state"]) for answer in taken] == [(200, "accepted")] * 2
    assert liaison.post(f"{path}/acceptance", json={"digest": now["digest"]}).status_code == 409
    assert liaison.patch(f"{path}/proposal", json=said).status_code == 409
    assert [one["component"] for one in liaison.read("/recommendations")["items"]] == ["CBP-OT", "CBP-OFO"]
    assert [one["alias"] for one in liaison.read("/aliases")["items"]] == ["Chief of the Field Staff"]

    liaison.post(f"/imports/{taken[0].json['import_id']}/undoing")
    assert (liaison.read(path)["state"], liaison.read(path)["undone"]) == ("read", True)


@pytest.mark.parametrize(
    "wrong",
    [[{"place": 3}], [{"place": 1}, {"place": 1}], [{"number": "1"}], [{"place": 1, "other": ""}], [{"place": 0}],
     [{"place": 1, "text": "x" * 20_001}], "all"],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_kept(liaison, wrong):
    made = hand_in(liaison).json
    path = f"/documents/{made['id']}"
    answer = liaison.patch(f"{path}/proposal", json={"report_title": "Other", "recommendations": wrong})
    assert (answer.status_code, answer.json["field"]) == (422, "recommendations")
    assert liaison.read(path) == made


def test_what_can_be_left_out_is_left_out(liaison):
    path = f"/documents/{hand_in(liaison).json['id']}/proposal"
    told = [{"place": 1, "left_out": True}, {"place": 2, "called": "", "remember": False, "component": "CBP-OFO"}]
    proposal = liaison.patch(path, json={"recommendations": told}).json["proposal"]
    assert (proposal["new"], proposal["recommendations"][0]["would_be"]) == (1, "")
    assert [one["left_out"] for one in proposal["recommendations"]] == [True, False]
    assert liaison.patch(path, json={"recommendations": [{"place": 1, "left_out": False}]}).json["proposal"]["new"] == 2


@pytest.fixture
def recorded(database, office):
    """The memo's report: two recommendations with a response, one without."""
    with database.transaction() as session:
        lives = [Life(session, office, report="OIG-26-07", number=number) for number in "12"]
        made = [life.brought_to(Status.OPEN_UNRESOLVED).id for life in lives]
        return [*made, a_recommendation(session, office, "OIG-26-07", number="3", component="CBP-OT")]


def test_a_memo_stands_beside_its_records_and_its_decisions_are_recorded(liaison, recorded):
    document = hand_in(liaison, MEMO, kind="memo").json
    path, memo = f"/documents/{document['id']}", document["memo"]
    assert (memo["report_number"], memo["dated_on"], memo["next_update_on"]) == (
        "OIG-26-07", "2026-11-20", "2027-03-31",
    )  # fmt: skip
    assert [line["recommendation_id"] for line in memo["lines"]] == recorded
    assert [line["said"] for line in memo["lines"]] == ["open-resolved"] * 3
    assert [bool(line["objection"]) for line in memo["lines"]] == [False, False, True]
    assert memo["unknown"] == ["4"]
    lines = [
        {"recommendation_id": line["recommendation_id"], "version": line["version"], "status": line["said"]}
        for line in memo["lines"]
    ]
    given = {"decided_on": memo["dated_on"], "next_update_on": memo["next_update_on"]}
    refused = liaison.post(f"{path}/decisions", json=given | {"lines": lines})
    assert (refused.status_code, refused.json["field"]) == (409, "lines")
    assert f"Recommendation {recorded[2]}: From “Response due” it cannot" in refused.json["detail"]
    assert liaison.read(path) == document

    done = liaison.post(f"{path}/decisions", json=given | {"lines": lines[:2]})
    assert (done.status_code, done.json["state"]) == (200, "accepted")
    assert [line["recommendation_id"] for line in done.json["memo"]["recorded"]] == recorded[:2]
    for number in recorded[:2]:
        record = liaison.read(f"/recommendations/{number}")
        assert (record["status"], record["next_update_due_on"]) == ("open-resolved", "2027-03-31")
        assert liaison.read(f"/recommendations/{number}/evidence")["items"][-1]["kind"] == "letter"
    assert liaison.post(f"{path}/decisions", json=given | {"lines": lines[:2]}).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"), [({"lines": []}, "lines"), ({"decided_on": "2027-06-01"}, "decided_on"),
                          ({"next_update_on": "2026-11-01"}, "next_update_on"), ({"letter": 1}, "letter")],
)  # fmt: skip
def test_what_is_wrong_with_decisions_is_named(liaison, recorded, change, field):
    path = f"/documents/{hand_in(liaison, MEMO, kind='memo').json['id']}/decisions"
    line = {"recommendation_id": recorded[0], "version": 1, "status": "open-resolved"}
    answer = liaison.post(path, json={"decided_on": "2026-11-20", "lines": [line]} | change)
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_a_memo_is_read_for_another_report(liaison, recorded):
    path = f"/documents/{hand_in(liaison, MEMO.replace('OIG-26-07', 'OIG-26-70'), kind='memo').json['id']}"
    assert liaison.read(path)["memo"]["lines"] == []
    memo = liaison.post(f"{path}/report", json={"report_number": "OIG-26-07"}).json["memo"]
    assert (memo["report_number"], len(memo["lines"])) == ("OIG-26-07", len(recorded))


def test_a_memo_is_no_report_and_a_report_no_memo(liaison):
    report, memo = (f"/documents/{hand_in(liaison, kind=kind).json['id']}" for kind in ("report", "memo"))
    line = {"recommendation_id": 1, "version": 1, "status": "open-resolved"}
    answers = [
        liaison.patch(f"{memo}/proposal", json={}), liaison.post(f"{memo}/acceptance", json={"digest": "0" * 64}),
        liaison.post(f"{report}/report", json={"report_number": "OIG-26-07"}),
        liaison.post(f"{report}/decisions", json={"decided_on": "2026-11-20", "lines": [line]}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"other": "1"}, "other"),
        ({"file": b"PK\x03\x04 no document"}, "file"),
    ],
)
def test_a_form_that_cannot_be_is_refused(liaison, form, field):
    told = {"file": REPORT.encode(), **form}
    answer = liaison.send("/documents", told | {"file": (io.BytesIO(told["file"]), "report.docx")})
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert liaison.read("/documents") == {"items": [], "total": 0, "next": None}


def test_the_same_call_sent_again_keeps_a_document_once_and_for_another_person_another(liaison, departmental):
    first, again = (hand_in(liaison, key="a") for _twice in range(2))
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert hand_in(departmental, key="a").json["id"] != first.json["id"]
    assert hand_in(liaison, key="b").json["id"] != hand_in(liaison).json["id"]
    assert (liaison.read("/documents")["total"], departmental.read("/documents")["total"]) == (3, 1)


def test_a_long_document_that_is_sent_again_is_read_once(liaison, later):
    first, again = (hand_in(liaison, key="a").json for _twice in range(2))
    assert (again, later) == (first, [first["work_id"]])
    assert liaison.read("/work")["total"] == 1


def test_of_four_calls_that_are_sent_at_once_with_one_key_one_keeps_a_document(liaison, later):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _number: hand_in(liaison, key="a"), range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert ({answer.json["id"] for answer in answers}, later) == ({1}, [1])
    assert (liaison.read("/documents")["total"], liaison.read("/work")["total"]) == (1, 1)


@pytest.mark.parametrize("kind", DocumentKind)
def test_an_empty_document_is_refused_before_anybody_reads_it(liaison, later, kind):
    answer = hand_in(liaison, "", kind=kind)
    assert (answer.status_code, answer.json["field"], later) == (422, "file", [])
    assert liaison.read("/documents")["items"] == []


def test_a_long_document_is_read_elsewhere_and_again_where_that_was_stopped(liaison, app, later):
    made = hand_in(liaison).json
    path = f"/documents/{made['id']}"
    assert (made["state"], made["proposal"], made["stopped"], [made["work_id"]]) == ("unread", None, False, later)
    digest = {"digest": "0" * 64}
    asked = [liaison.post(f"{path}/acceptance", json=digest), liaison.patch(f"{path}/proposal", json={})]
    assert [answer.status_code for answer in asked] == [409, 409]
    assert liaison.post(f"{path}/reading").status_code == 409

    assert liaison.post(f"/work/{later[0]}/cancellation").json["state"] == "cancelled"
    assert liaison.read(path)["stopped"] is True
    again = liaison.post(f"{path}/reading")
    assert (again.status_code, again.json["stopped"], again.json["work_id"]) == (202, False, later[1])
    assert job.run_waiting(app.extensions["ipr"]) == 1
    done = liaison.read(f"/work/{later[1]}")
    assert (done["state"], done["percent"], done["document_id"]) == ("done", 100, made["id"])
    assert liaison.read(path)["proposal"]["new"] == 1
    assert [one["id"] for one in liaison.read("/work")["items"]] == later[::-1]
    assert [one["id"] for one in liaison.read("/work", limit=1)["items"]] == later[1:]


def test_lists_go_on_and_hold_ones_own(liaison, departmental, later):
    numbers = [hand_in(liaison).json["id"] for _each in range(3)]
    page = liaison.read("/documents", limit=2)
    assert ([one["id"] for one in page["items"]], page["total"]) == (numbers[:0:-1], 3)
    rest = liaison.read("/documents", cursor=page["next"])
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (numbers[:1], None)
    work = liaison.read("/work", limit=2)
    assert [one["id"] for one in liaison.read("/work", cursor=work["next"])["items"]] == later[:1]
    assert departmental.read("/documents")["items"] == departmental.read("/work")["items"] == []
    assert liaison.get("/documents", cursor="x").json["field"] == "cursor"


@pytest.mark.parametrize("role", list(Role))
def test_a_document_and_its_work_are_there_for_who_handed_it_in(a_caller, departmental, later, role):
    number, caller = hand_in(departmental).json["id"], a_caller(role, "CBP")
    keeps = role in {Role.LIAISON, Role.ADMIN}
    line = {"recommendation_id": 1, "version": 1, "status": "open-resolved"}
    path = f"/documents/{number}"
    answers = [
        caller.get(path), caller.post(f"{path}/reading"), caller.patch(f"{path}/proposal", json={}),
        caller.post(f"{path}/acceptance", json={"digest": "0" * 64}),
        caller.post(f"{path}/report", json={"report_number": "OIG-26-07"}),
        caller.post(f"{path}/decisions", json={"decided_on": "2026-11-20", "lines": [line]}),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {404 if keeps else 403}
    assert (hand_in(caller).status_code, caller.get("/documents").status_code) == ((201, 200) if keeps else (403, 403))
    work = f"/work/{later[0]}"
    assert [caller.get(work).status_code, caller.get(f"{work}/file").status_code] == [404, 404]
    assert caller.post(f"{work}/cancellation").status_code == 404
    assert departmental.read(work)["state"] == "waiting"
