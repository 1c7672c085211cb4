"""The OIG's list on its page: compared, read otherwise, taken away; nothing changes."""

import csv
import io
import zipfile

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from ipr_compliance import handed_in
from ipr_compliance.adapters import tables_apart
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.jobs import work as job
from ipr_compliance.models import History
from ipr_compliance.program import Program
from tests.factories import a_person, a_recommendation, an_office
from tests.lives import Life
from tests.visitors import log_in, send, send_file

PAGE = "/progress/reconciliation"
LIST = (
    "Report No,Rec No,Recommendation,Current Status\n"
    "oig-26-01,Recommendation 1,Write it.,Open\n"
    "OIG-26-01,2,Keep it.,Closed - Implemented\n"
    "OIG-26-09,1,=Do that.,Open\n"
    ",4,Whose?,Open\n"
    "OIG-26-01,5,What?,Halted\n"
)


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        Life(session, office, number="1", component="CBP-OT").brought_to(Status.OPEN_UNRESOLVED)
        a_recommendation(session, office, number="2", component="CBP-OFO")
        a_recommendation(session, office, number="3", component="CBP-OFO")
        a_recommendation(session, office, "OIG-26-02", number="1", component="CBP-OFO")
        a_recommendation(session, office, "OIG-26-09", number="1", component="PLCY")
        return office


@pytest.fixture
def liaison(office, database, client):
    enter(client, database, office, Role.LIAISON, "CBP")
    return client


def enter(client, database, office, role, *codes):
    with database.transaction() as session:
        email = a_person(session, office, role, *codes, email="@".join(("-".join((role, *codes)), "dhs.example")))
    log_in(client, email)


def hand_in(client, text=LIST, name="list.csv"):
    return send_file(client, PAGE, text, name)


def taken_away(client, path, form="csv"):
    with client.get(f"{path}/file?format={form}") as answer:
        return answer.data


def results(client, path):
    table = csv.DictReader(io.StringIO(taken_away(client, path).decode()))
    return [(row["result"], row["report_number"], row["number"]) for row in table]


def test_a_list_is_compared_and_nothing_changes(liaison, database):
    with database.reading() as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(History)).scalar_one()
    answer = hand_in(liaison)
    assert answer.status_code == 303
    page = liaison.get(answer.location).text
    assert "<strong>1</strong> status differs" in page
    assert '<a class="usa-link" href="/recommendations/2">OIG-26-01 no. 2</a>' in page
    assert "Response due" in page
    assert "Closed - Implemented" in page
    assert "The row has no report number" in page
    assert "“Halted” is not one of our words" in page
    assert "The list covers 1 of the recorded reports" in page
    assert results(liaison, answer.location) == [
        ("status-differs", "OIG-26-01", "2"),
        ("missing-here", "OIG-26-09", "1"),
        ("missing-there", "OIG-26-01", "3"),
        ("unreadable", "", ""),
        ("unreadable", "", ""),
        ("matched", "OIG-26-01", "1"),
    ]
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(History)).scalar_one() == before
    assert "list.csv" in liaison.get(PAGE).text


def test_what_it_says_follows_the_records(liaison, office, database):
    path = hand_in(liaison).location
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01", number="5", component="CBP-OT")
    assert ("missing-there", "OIG-26-01", "5") in results(liaison, path)


def test_columns_and_words_can_be_said_otherwise(liaison):
    path = hand_in(liaison, "a,b,c\nOIG-26-01,1,Halted\n").location
    assert "The table has no column number" in liaison.get(path).text
    columns = {"column-0": "report_number", "column-1": "number", "column-2": "status"}
    assert send(liaison, f"{path}/check", page=path, **columns).status_code == 303
    assert "“Halted” is not one of our words" in liaison.get(path).text
    send(liaison, f"{path}/check", page=path, **columns, **{"word-status-0": "open-unresolved"})
    assert results(liaison, path)[0] == ("missing-there", "OIG-26-01", "2")
    assert results(liaison, path)[-1] == ("matched", "OIG-26-01", "1")
    twice = send(liaison, f"{path}/check", page=path, **columns | {"column-2": "number"})
    assert (twice.status_code, "Two columns cannot both be" in twice.text) == (422, True)


def test_the_workbook_says_the_same_and_holds_no_formula(liaison):
    path = hand_in(liaison).location
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken_away(liaison, path, "xlsx")))
    rows = book.get_sheet_by_name("Reconciliation").to_python()
    assert [(row[0], row[2] or "", row[3] or "") for row in rows[1:]] == results(liaison, path)
    assert "'=Do that." in [row[6] for row in rows]
    assert dict(book.get_sheet_by_name("About").to_python()[1:])["missing-here"] == 1
    assert liaison.get(f"{path}/file?format=pdf").status_code == 404
    assert liaison.get(f"{path}/file?format=exe").status_code == 404


def test_a_list_is_seen_by_who_handed_it_in_and_is_no_import(liaison, office, database, app):
    path = hand_in(liaison).location
    number = path.rsplit("/", 1)[1]
    assert "list.csv" not in liaison.get("/imports").text
    assert liaison.get(f"/imports/{number}").status_code == 404
    assert send(liaison, f"/imports/{number}/acceptance").status_code == 404
    other, admin = app.test_client(), app.test_client()
    enter(other, database, office, Role.LIAISON, "PLCY")
    enter(admin, database, office, Role.ADMIN)
    assert other.get(path).status_code == 404
    assert other.get(f"{path}/file?format=csv").status_code == 404
    assert ("matched", "OIG-26-09", "1") in results(admin, path)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PROGRAM_MANAGER])
def test_others_than_liaisons_have_no_such_page(office, database, client, role):
    enter(client, database, office, role, "CBP")
    assert client.get(PAGE).status_code == 403
    assert hand_in(client).status_code == 403
    assert PAGE not in client.get("/progress").text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7", "not a table but a PDF document"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(liaison, data, said):
    answer = hand_in(liaison, data)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert send(liaison, PAGE).status_code == 422


def test_a_long_list_is_read_as_long_work(liaison, settings, database, clock, monkeypatch):
    begun = []
    monkeypatch.setattr(tables_apart, "ROW_LIMIT", 3)
    monkeypatch.setattr(handed_in, "launch", begun.append)
    path = hand_in(liaison).location
    assert "Check of list.csv: it has not begun yet." in liaison.get(path).text
    assert liaison.get(f"{path}/file?format=csv").status_code == 409
    assert send(liaison, f"/work/{begun[0]}/cancel", page=path).status_code == 303
    assert "compare it again" in liaison.get(path).text
    assert send(liaison, f"{path}/check", page=path).status_code == 303
    begun.pop(0)
    job.run(Program(settings, database, clock), begun[0])
    assert f'href="{path}"' in liaison.get(f"/work/{begun[0]}").text
    assert ("missing here", "OIG-26-09", "1") not in results(liaison, path)
    assert len(results(liaison, path)) > 3


def test_a_damaged_workbook_is_refused(liaison):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert hand_in(liaison, held.getvalue(), "list.xlsx").status_code == 422


def test_the_page_takes_few_questions(liaison, statements):
    path = hand_in(liaison).location
    liaison.get(path)  # what is kept for a state has been worked out then
    statements.clear()
    liaison.get(path)
    asked = [one for one in statements if one.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 5, asked
