"""A report on its way through the page: handed in, read, checked field by field, accepted as an import, undone."""

import re

import pytest
import sqlalchemy as sa

from ipr_compliance import handed_in_documents
from ipr_compliance.domain.words import Role
from ipr_compliance.jobs import work as job
from ipr_compliance.models import ComponentAlias, DocumentProposal, History, Recommendation, Report
from ipr_compliance.queries import history
from ipr_compliance.queries.documents import LISTED
from ipr_compliance.services import documents, work
from tests.documents import REPORT, as_pdf
from tests.factories import a_person, a_recommendation, an_office, an_update
from tests.html import faults, values
from tests.visitors import log_in, send, send_file

DOCX = b"PK\x03\x04 no document at all"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """A machine with much to do makes no long work of a short document."""
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", 60)


@pytest.fixture
def office(database):
    with database.transaction() as session:
        return an_office(session)


@pytest.fixture
def enter(database, office, app):
    def person(role, *codes):
        client = app.test_client()
        with database.transaction() as session:
            email = a_person(
                session, office, role, *codes, email=f"{role}.of.{'.'.join(codes).lower() or 'all'}@dhs.example"
            )
        log_in(client, email)
        return client

    return person


@pytest.fixture
def liaison(enter):
    return enter(Role.LIAISON, "CBP")


def hand_in(client, content=REPORT, name="report.txt", kind="report", **fields):
    data = content.encode() if isinstance(content, str) else content
    return send_file(client, "/imports/documents", data, name, kind=kind, **fields)


def typed(client, path, **changed):
    """What the form of the page would send, with some fields of some recommendations typed over."""
    fields = values(client.get(path).text, "/check")
    for name, value in changed.items():
        column, _, place = name.rpartition("_at_")
        if column:
            fields[column][int(place) - 1] = value
        else:
            fields[name] = [value]
    return {name: value for name, value in fields.items() if name != "csrf_token"}


def accept(client, path, **changed):
    if changed:
        send(client, f"{path}/check", **typed(client, path, **changed))
    return send(client, f"{path}/acceptance", **typed(client, path))


def rows(database, model):
    with database.reading() as connection:
        return list(connection.execute(sa.select(model.__table__).order_by(sa.text("1"))))


def test_a_report_is_shown_field_by_field_with_page_and_words_and_nothing_is_recorded(liaison, database):
    answer = hand_in(liaison)
    assert (answer.status_code, answer.location) == (303, "/imports/documents/1")
    page = liaison.get("/imports/documents/1").text
    assert faults(page) == []
    assert "2 recommendations were found." in page
    assert "<strong>1 new</strong>" in page
    assert "Page 3: “<mark>Estimated Completion Date: June 30, 2027</mark>”" in page
    assert "Page 2: “<mark>We recommend the Chief of the Field Staff train all who enter the data.</mark>”" in page
    assert "The row has no component; fill it in." in page
    assert "Accept: record" not in page
    assert rows(database, Recommendation) == rows(database, Report) == []


def test_a_form_that_is_sent_twice_keeps_a_document_once(liaison, enter, database):
    key = values(liaison.get("/imports/documents").text, "/imports/documents")["key"][0]
    first, again = (hand_in(liaison, key=key).location for _twice in range(2))
    assert first == again
    others = [
        hand_in(liaison, f"{REPORT}\nSigned.\n", key=key), hand_in(liaison, kind="memo", key=key),
        hand_in(enter(Role.LIAISON, "DHS"), key=key), hand_in(liaison, key="none of ours"),
    ]  # fmt: skip
    assert len({first, *(answer.location for answer in others)}) == 5
    assert len(rows(database, DocumentProposal)) == 5


def test_it_is_accepted_as_one_batch_that_is_undone_as_any(liaison, database):
    path = hand_in(liaison).location
    answer = accept(liaison, path, component_at_2="CBP-OFO", questioned_cost_at_2="1,200.50")
    assert (answer.status_code, answer.location) == (303, path)
    first, second = rows(database, Recommendation)
    assert (first.number, first.status, first.agreement) == ("1", "open-resolved", "concur")
    assert (str(second.due_on), str(second.questioned_cost)) == ("2027-09-30", "1200.50")
    assert "/recommendations/2" in liaison.get(path).text
    assert "import 1 of report.txt" in {row.actor.partition("(")[2][:-1] for row in rows(database, History)}
    assert send(liaison, "/imports/1/undoing").status_code == 303
    assert {row.voided for row in rows(database, Recommendation)} == {True}
    with database.reading() as connection:
        assert history.first_break(connection) is None


def test_a_confirmed_component_is_known_by_that_name_in_the_next_report(liaison, database):
    path = hand_in(liaison).location
    accept(liaison, path, component_at_2="CBP-OFO")
    assert [row.alias for row in rows(database, ComponentAlias)] == ["Chief of the Field Staff"]
    again = liaison.get(hand_in(liaison).location).text
    assert "<strong>0 new</strong> and changes <strong>0</strong>; 2 say what is recorded already" in again


def test_a_name_is_not_remembered_without_its_tick(liaison, database):
    path = hand_in(liaison).location
    accept(liaison, path, component_at_2="CBP-OFO", remember="")
    assert rows(database, ComponentAlias) == []
    assert len(rows(database, Recommendation)) == 2


def test_a_name_of_another_component_is_refused_and_nothing_is_recorded(liaison, database):
    path = hand_in(liaison).location
    answer = accept(liaison, path, component_at_2="CBP-OFO", called_at_2="Office CBP-OT")
    assert answer.status_code == 409
    assert "is another component" in answer.text
    assert 'href="#row-2-called"' in answer.text
    assert rows(database, Recommendation) == []


def test_a_recommendation_can_be_left_out(liaison, database):
    path = hand_in(liaison).location
    accept(liaison, path, left_out="2")
    assert [row.number for row in rows(database, Recommendation)] == ["1"]
    again = hand_in(liaison).location
    send(liaison, f"{again}/check", left_out=["1", "2"])
    assert "all are left out" in send(liaison, f"{again}/acceptance", left_out=["1", "2"]).text


def test_what_was_typed_is_kept_and_seen_once_more_before_it_is_recorded(liaison, database):
    path = hand_in(liaison).location
    send(liaison, f"{path}/check", **typed(liaison, path, component_at_2="CBP-OFO"))
    answer = send(liaison, f"{path}/acceptance", **typed(liaison, path, text_at_1="Another <text>."))
    assert (answer.status_code, rows(database, Recommendation)) == (303, [])
    page = liaison.get(path).text
    assert "Another &lt;text&gt;." in page
    assert "What you typed is kept." in page


def test_a_comparison_that_no_longer_holds_is_refused(liaison, database, office):
    path = hand_in(liaison).location
    fields = typed(liaison, path, component_at_2="CBP-OFO")
    send(liaison, f"{path}/check", **fields)
    fields = typed(liaison, path)
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-07", number="1", text="Another text.")
    answer = send(liaison, f"{path}/acceptance", **fields)
    assert answer.status_code == 409
    assert "Records have changed since this page was opened." in answer.text
    assert accept(liaison, path).status_code == 303


def test_what_is_recorded_stands_beside_what_would_change_it_and_moves_are_not_made(liaison, database, office):
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-07", number="1", text="Another text.", due_on="2027-01-31")
    page = liaison.get(hand_in(liaison).location).text
    assert "Changes what is recorded" in page
    assert "<strong>Recorded:</strong> Another text.. An empty field keeps it." in page
    assert "<strong>Recorded:</strong> January 31, 2027" in page
    assert "<strong>Recorded:</strong> Response due. Not applied:" in page
    assert "The report is recorded otherwise; correct it on the report" in page


def test_nothing_is_recorded_twice(liaison, database):
    path = hand_in(liaison).location
    fields = typed(liaison, path, left_out="2")
    send(liaison, f"{path}/check", **fields)
    fields = typed(liaison, path)
    assert send(liaison, f"{path}/acceptance", **fields).status_code == 303
    assert send(liaison, f"{path}/acceptance", **fields).status_code == 303
    assert send(liaison, f"{path}/acceptance", **(fields | {"key": ""})).status_code == 409
    assert send(liaison, f"{path}/check", **fields).status_code == 409
    assert len(rows(database, Recommendation)) == 1


def test_a_document_is_seen_by_who_handed_it_in_alone(liaison, enter):
    path = hand_in(liaison, as_pdf(REPORT), "report.pdf").location
    assert liaison.get(f"{path}/pages/1").status_code == 200
    for other in (enter(Role.LIAISON, "DHS"), enter(Role.ADMIN)):
        assert "report.pdf" not in other.get("/imports/documents").text
        for address in (path, f"{path}/pages/1", "/imports/memos/1"):
            assert other.get(address).status_code == 404
        for deed in ("check", "acceptance"):
            assert send(other, f"{path}/{deed}").status_code == 404


def test_only_those_who_keep_records_hand_documents_in(enter):
    manager = enter(Role.PROGRAM_MANAGER, "CBP")
    assert manager.get("/imports/documents").status_code == 403
    assert hand_in(manager).status_code == 403


def test_the_picture_of_a_page_is_a_picture_and_nothing_else(liaison):
    path = hand_in(liaison, as_pdf(REPORT), "report.pdf").location
    page = liaison.get(path).text
    assert f'src="{path}/pages/2?row=1"' in page
    plain, marked = (liaison.get(f"{path}/pages/2{query}") for query in ("?row=99", "?row=1"))
    assert marked.data.startswith(b"\x89PNG")
    assert marked.data != plain.data
    assert (marked.mimetype, marked.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert marked.headers["Content-Security-Policy"] == "sandbox"
    assert liaison.get(f"{path}/pages/4").status_code == 404
    assert liaison.get(f"{path}/pages/0").status_code == 404
    assert liaison.get(f"{path}/pages/../../1").status_code == 404
    text = hand_in(liaison).location
    assert liaison.get(f"{text}/pages/1").status_code == 404
    assert "<img" not in liaison.get(text).text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<!doctype html><html><body>Log in</body></html>", "report.pdf", "a web page"),
        (b"%PDF-1.7\n1 0 obj\n", "report.pdf", "damaged or cut off"),
        (DOCX, "report.docx", "damaged"),
        (b"caf\x00", "report.txt", "NUL character"),
        (b"", "report.txt", "empty"),
    ],
)  # fmt: skip
def test_bad_files_get_a_sentence_and_are_not_kept(liaison, content, name, sentence):
    answer = hand_in(liaison, content, name)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "You have not handed in a document yet." in answer.text


def test_a_file_that_is_no_evidence_for_its_size_is_no_document_either(liaison):
    answer = hand_in(liaison, REPORT + "\n" * 26 * 1024**2)
    assert answer.status_code == 413
    assert "larger than 25 MB" in answer.text


def test_without_a_file_the_form_says_so(liaison):
    assert "Choose a file first." in send(liaison, "/imports/documents").text


def test_a_document_without_recommendations_says_so(liaison):
    page = liaison.get(hand_in(liaison, "Office of Inspector General\n\nWe looked at radios.\n").location).text
    assert "This document makes no recommendations." in page


def test_what_takes_long_is_read_as_long_work_and_can_be_stopped(liaison, app, monkeypatch):
    begun = []
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", -1)
    monkeypatch.setattr(handed_in_documents, "launch", begun.append)
    for _twice in range(2):
        path = hand_in(liaison, as_pdf(REPORT), "report.pdf").location
        assert liaison.get(path).location == f"/work/{begun[-1]}"
    send(liaison, "/work/2/cancel")
    listed = liaison.get("/imports/documents").text
    assert ("Being read" in listed, "Stopped before it was read" in listed) == (True, True)
    assert send(liaison, f"{path}/acceptance").status_code == 303
    assert job.run_waiting(app.extensions["ipr"]) == 1
    assert 'href="/imports/documents/1"' in liaison.get("/work/1").text
    assert "2 recommendations were found." in liaison.get("/imports/documents/1").text
    assert "It was stopped." in liaison.get("/work/2").text
    assert liaison.get(path).location == "/work/2"


def test_the_list_goes_on_on_further_pages(liaison, monkeypatch):
    monkeypatch.setattr(handed_in_documents, "read_at_once", lambda *_what: None)
    monkeypatch.setattr(handed_in_documents, "launch", lambda _work_id: None)
    for number in range(LISTED + 1):
        hand_in(liaison, name=f"report-{number}.txt")
    first = liaison.get("/imports/documents").text
    assert ("report-1.txt" in first, "report-0.txt" in first) == (True, False)
    following = re.search(r'href="([^"]+)" rel="next"', first)[1]
    second = liaison.get(following).text
    assert ("report-0.txt" in second, "report-1.txt" in second, 'rel="next"' in second) == (True, False, False)
    assert 'href="/imports/documents">First page' in second


def test_after_its_import_is_undone_it_says_so_and_is_recorded_anew(liaison, database):
    path = hand_in(liaison).location
    accept(liaison, path, left_out="2")
    before = liaison.get(path).text
    assert ("Recorded" in before, "Accept: record" in before) == (True, False)
    send(liaison, "/imports/1/undoing")
    assert "Undone, not accepted" in liaison.get("/imports/documents").text
    page = liaison.get(path).text
    assert ("Undone, not accepted, November 24, 2026" in page, "which was undone" in page) == (True, True)
    answer = accept(liaison, path, text_at_1="We recommend that it be recorded anew.")
    assert (answer.status_code, answer.location) == (303, path)
    page = liaison.get(path).text
    assert ("Undone" in page, "import 2" in page) == (False, True)
    assert [row.voided for row in rows(database, Recommendation)] == [True, False]
    assert send(liaison, f"{path}/acceptance").status_code == 409


@pytest.fixture
def long(monkeypatch):
    """Every document takes long to read, and what is begun is only noted."""
    begun = []
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", -1)
    monkeypatch.setattr(handed_in_documents, "launch", begun.append)
    return begun


def test_a_document_whose_reading_was_stopped_is_read_again(liaison, app, long):
    path = hand_in(liaison, as_pdf(REPORT), "report.pdf").location
    assert send(liaison, f"{path}/reading").status_code == 409
    send(liaison, "/work/1/cancel")
    assert "Read it again" in liaison.get("/work/1").text
    assert send(liaison, f"{path}/reading").location == "/work/2"
    assert "Read it again" not in liaison.get("/work/1").text
    assert "Stopped" not in liaison.get("/imports/documents").text
    assert job.run_waiting(app.extensions["ipr"]) == 1
    assert "2 recommendations were found." in liaison.get(path).text
    assert send(liaison, f"{path}/reading").status_code == 409
    assert long == [1, 2]


@pytest.mark.usefixtures("long")
def test_a_document_whose_process_died_is_stopped_and_is_read_again(liaison, app, clock):
    path = hand_in(liaison, as_pdf(REPORT), "report.pdf").location
    with app.extensions["ipr"].database.transaction(recorded=False) as session:
        work.claim(session, 1, now=clock.now())
    assert "Being read" in liaison.get("/imports/documents").text
    clock.at += work.LEASE * 2
    assert "Stopped before it was read" in liaison.get("/imports/documents").text
    page = liaison.get("/work/1").text
    assert ("It has stopped" in page, "under_way.js" in page) == (True, False)
    assert send(liaison, f"{path}/reading").location == "/work/2"
    assert "It was stopped." in liaison.get("/work/1").text
    assert job.run_waiting(app.extensions["ipr"]) == 1
    assert "2 recommendations were found." in liaison.get(path).text


@pytest.mark.usefixtures("long")
def test_a_document_that_could_not_be_read_says_so(liaison, app, monkeypatch):
    monkeypatch.setattr(documents, "read", lambda *_what: 1 / 0)
    monkeypatch.setattr(handed_in_documents, "read_at_once", lambda *_what: None)
    hand_in(liaison)
    job.run_waiting(app.extensions["ipr"])
    assert "Could not be read" in liaison.get("/imports/documents").text
    assert "Read it again" in liaison.get("/work/1").text


def test_undoing_is_refused_where_something_has_happened_to_its_records(liaison, database, office):
    path = hand_in(liaison).location
    accept(liaison, path, left_out="2")
    with database.transaction() as session:
        an_update(session, office, rows(database, Recommendation)[0].id)
    assert send(liaison, "/imports/1/undoing").status_code == 409


def test_a_form_that_sends_nothing_or_nonsense_changes_nothing(liaison, database):
    path = hand_in(liaison).location
    send(liaison, f"{path}/check")
    send(liaison, f"{path}/check", left_out="many", remember="-1", number=["7"], status=["soon", "later"])
    page = liaison.get(path).text
    assert re.search(r'id="row-1-number"[^>]+value="7"', page)
    assert re.search(r'id="row-2-number"[^>]+value="2"', page)
    assert "is not one of our words" in page
    assert rows(database, Recommendation) == []
