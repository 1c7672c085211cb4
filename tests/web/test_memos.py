"""A memo on its way through the page: handed in, compared with how its recommendations stand, recorded together."""

import io

import pytest
import sqlalchemy as sa

from ipr_compliance import handed_in_documents
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Evidence, History, Recommendation
from ipr_compliance.queries import history, recommendations
from ipr_compliance.services import corrections, decisions, evidence, responses
from ipr_compliance.services.inputs import CorrectionInput, DecisionInput, EvidenceInput, ResponseInput
from tests.documents import MEMO
from tests.factories import a_desk, a_person, a_recommendation, an_office, an_update
from tests.html import faults, values
from tests.visitors import log_in, send, send_file


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """A machine with much to do makes no long work of a short document."""
    monkeypatch.setattr(handed_in_documents, "AT_ONCE_SECONDS", 60)


@pytest.fixture
def office(database):
    """A report with four recommendations: 1 resolved, 2 and 4 with a response, 3 without."""
    with database.transaction() as session:
        office = an_office(session)
        for number in "1234":
            made = a_recommendation(session, office, "OIG-26-07", number=number)
            if number != "3":
                respond(session, office, made)
            if number == "1":
                resolve(session, office, made)
        return office


def version(session, office, made):
    return recommendations.one(session.connection(), office.keeper, made).version


def respond(session, office, made):
    said = {
        "agreement": "concur", "plan": "Write it down.", "responsible_official": "Chief", "due_on": "2027-05-01",
        "received_on": "2026-10-01", "version": version(session, office, made),
    }  # fmt: skip
    responses.record(a_desk(session, office), made, ResponseInput.read(said))


def resolve(session, office, made):
    said = {"status": "open-resolved", "decided_on": "2026-10-10", "version": version(session, office, made)}
    decisions.record(a_desk(session, office), made, DecisionInput.read(said))


@pytest.fixture
def liaison(client, database, office):
    with database.transaction() as session:
        email = a_person(session, office, Role.LIAISON, "CBP")
    log_in(client, email)
    return client


def hand_in(client, text=MEMO):
    answer = send_file(client, "/imports/documents", text.encode(), "memo.txt", kind="memo")
    return answer.location


def typed(client, path):
    fields = values(client.get(path).text, "/decisions")
    return {name: value for name, value in fields.items() if name != "csrf_token"}


def records(database):
    with database.reading() as connection:
        table = Recommendation.__table__
        return {row.number: row for row in connection.execute(sa.select(table))}


def rows(database, model):
    with database.reading() as connection:
        return list(connection.execute(sa.select(model.__table__).order_by(sa.text("1"))))


def test_a_memo_is_shown_beside_how_its_recommendations_stand(liaison):
    path = hand_in(liaison)
    assert path == "/imports/memos/1"
    page = liaison.get(path).text
    assert faults(page) == []
    assert 'value="2026-11-20"' in page
    assert 'value="2027-03-31"' in page
    assert "recommendations 1 through 3 remain open and resolved." in page
    assert "Cannot be recorded:</strong> From “Response due” it cannot become “Open, resolved”." in page
    assert typed(liaison, path)["tick"] == ["1", "2", "4"]
    assert typed(liaison, path)["status"] == ["open-resolved", "open-resolved", "open-resolved", "closed-superseded"]


def test_the_ticked_decisions_are_recorded_with_the_memo_as_the_letter(liaison, database):
    path = hand_in(liaison)
    answer = send(liaison, f"{path}/decisions", **typed(liaison, path))
    assert (answer.status_code, answer.location) == (303, path)
    now = records(database)
    assert [now[number].status for number in "1234"] == [
        "open-resolved", "open-resolved", "response-due", "closed-superseded",
    ]  # fmt: skip
    assert [str(now[number].next_update_on) for number in "124"] == ["2027-03-31", "2027-03-31", "None"]
    letters = rows(database, Evidence)
    assert [(row.recommendation_id, row.kind, row.name, str(row.dated_on)) for row in letters] == [
        (number, "letter", "memo.txt", "2026-11-20") for number in (1, 2, 4)
    ]
    assert len({row.sha256 for row in letters}) == 1
    with database.reading() as connection:
        [told] = [one for one in history.timeline(connection, "recommendation", 4) if one.kind == "decision"]
        assert history.first_break(connection) is None
    assert (str(told.on), told.changes["letter"]["to"]) == ("2026-11-20", letters[2].id)
    assert told.note.startswith("Recommendation 4 is closed, superseded")
    page = liaison.get(path).text
    assert "OIG-26-07 no. 4</a>: Closed, superseded" in page
    assert 'name="tick"' not in page


def test_where_one_is_refused_its_line_says_why_and_none_is_recorded(liaison, database):
    path = hand_in(liaison)
    before = rows(database, History)
    fields = typed(liaison, path)
    answer = send(liaison, f"{path}/decisions", **(fields | {"tick": ["1", "3", "4"], "note": ["mine", "", "", ""]}))
    assert answer.status_code == 409
    assert "1 decision is refused, as its line says. Correct it, or untick it." in answer.text
    assert '<p class="usa-error-message">From “Response due” it cannot become “Open, resolved”.</p>' in answer.text
    assert ">\nmine</textarea>" in answer.text
    assert (rows(database, History), rows(database, Evidence)) == (before, [])


def test_a_record_that_changed_meanwhile_is_refused_by_its_line(liaison, database, office):
    path = hand_in(liaison)
    fields = typed(liaison, path)
    with database.transaction() as session:
        an_update(session, office, 2)
    answer = send(liaison, f"{path}/decisions", **fields)
    assert "Somebody changed this record after you opened it." in answer.text
    assert rows(database, Evidence) == []
    assert send(liaison, f"{path}/decisions", **typed(liaison, path)).status_code == 303


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"tick": []}, 422, "Tick the decisions to record."),
        ({"decided_on": ""}, 422, "Fill in “decided on”."),
        ({"decided_on": "2026-12-24"}, 422, "This day lies in the future."),
        ({"decided_on": "2026-10-05"}, 409, "Its last move was on October 10, 2026"),
        ({"next_update_on": "2026-11-01"}, 422, "The next update is due after the memo."),
        ({"status": ["", "", "", ""]}, 409, "Fill in “status”."),
        ({"version": ["x"] * 4}, 409, "must be a whole number"),
        ({"recommendation_id": ["99", "2", "3", "4"], "tick": ["99"]}, 409, "Nothing was recorded"),
        ({"recommendation_id": ["x", "2", "3", "4"], "tick": ["x"]}, 409, "Nothing was recorded"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_recorded(liaison, database, fields, status, sentence):
    path = hand_in(liaison)
    answer = send(liaison, f"{path}/decisions", **(typed(liaison, path) | fields))
    assert answer.status_code == status
    assert sentence in answer.text
    assert rows(database, Evidence) == []


def test_decisions_are_recorded_once(liaison, database):
    path = hand_in(liaison)
    fields = typed(liaison, path)
    send(liaison, f"{path}/decisions", **fields)
    assert send(liaison, f"{path}/decisions", **fields).status_code == 409
    assert send(liaison, f"{path}/report", report_number="OIG-26-07").status_code == 409
    assert len(rows(database, Evidence)) == 3


def test_a_memo_that_is_handed_in_again_is_not_recorded_a_second_time(liaison, database):
    first, second = hand_in(liaison), hand_in(liaison)
    both = typed(liaison, second)
    send(liaison, f"{first}/decisions", **typed(liaison, first))
    before = rows(database, History)
    answer = send(liaison, f"{second}/decisions", **both)
    assert answer.status_code == 409
    assert answer.text.count("This memo is recorded on it already, by the decision of November 20, 2026.") == 3
    assert rows(database, History) == before
    assert "Cannot be recorded:</strong> This memo is recorded on it already" in liaison.get(second).text
    assert "tick" not in typed(liaison, second)


def test_the_same_memo_in_another_file_is_known_by_day_and_word(liaison, database):
    first = hand_in(liaison)
    send(liaison, f"{first}/decisions", **typed(liaison, first))
    other = hand_in(liaison, MEMO + "\nScanned.\n")
    fields = typed(liaison, other) | {"tick": ["1", "2"]}
    answer = send(liaison, f"{other}/decisions", **fields)
    assert answer.status_code == 409
    assert answer.text.count("A decision of November 20, 2026 with this status is recorded on it already.") == 3
    assert len(rows(database, Evidence)) == 3


def test_a_memo_whose_decision_was_declared_wrong_is_recorded_again(liaison, database, office):
    first = hand_in(liaison)
    send(liaison, f"{first}/decisions", **(typed(liaison, first) | {"tick": ["1"]}))
    with database.transaction() as session:
        wrong = next(
            one for one in history.timeline(session.connection(), "recommendation", 1) if one.kind == "decision"
        )
        said = {"seq": wrong.seq, "note": "Of another one.", "version": version(session, office, 1)}
        corrections.correct(a_desk(session, office), 1, CorrectionInput.read(said))
    second = hand_in(liaison)
    assert typed(liaison, second)["tick"] == ["1", "2", "4"]
    assert send(liaison, f"{second}/decisions", **typed(liaison, second)).status_code == 303


def test_another_report_can_be_named_and_ranges_are_those_of_its_records(liaison, database):
    path = hand_in(liaison, MEMO.replace("(OIG-26-07)", ""))
    page = liaison.get(path).text
    assert "No recommendation of this report is on record" in page
    assert send(liaison, f"{path}/report", report_number=" ").status_code == 422
    assert send(liaison, f"{path}/report", report_number="OIG-26-07").location == path
    assert typed(liaison, path)["tick"] == ["1", "2", "4"]
    assert send(liaison, f"{path}/decisions", **typed(liaison, path)).status_code == 303
    assert "OIG-26-07 no. 4</a>: Closed, superseded" in liaison.get(path).text
    assert records(database)["4"].status == "closed-superseded"


def test_records_of_other_components_are_neither_shown_nor_changed(app, database, office):
    client = app.test_client()
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-07", number="9", component="PLCY", text="A secret.")
        email = a_person(session, office, Role.LIAISON, "CBP-OFO")
    log_in(client, email)
    path = hand_in(client)
    page = client.get(path).text
    assert "No recommendation of this report is on record" in page
    assert "A secret." not in page
    line = {"recommendation_id": ["1"], "version": ["3"], "status": ["closed-superseded"], "note": [""], "tick": ["1"]}
    assert send(client, f"{path}/decisions", decided_on="2026-11-20", **line).status_code == 409
    assert records(database)["1"].status == "open-resolved"


def test_a_report_is_no_memo(liaison):
    path = hand_in(liaison).replace("memos", "documents")
    assert liaison.get(path).location == "/imports/memos/1"
    assert send(liaison, f"{path}/check").status_code == 404
    assert send(liaison, f"{path}/acceptance").status_code == 404


def test_files_that_were_attached_before_stay(liaison, database, office):
    with database.transaction() as session:
        evidence.attach(a_desk(session, office), 1, "plan.txt", io.BytesIO(b"A plan"), EvidenceInput.read({}))
    path = hand_in(liaison)
    send(liaison, f"{path}/decisions", **typed(liaison, path))
    assert [row.name for row in rows(database, Evidence)] == ["plan.txt", "memo.txt", "memo.txt", "memo.txt"]
