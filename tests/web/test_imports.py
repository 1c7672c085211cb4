"""A table on its way through the page: file, check, accept, undo."""

import io
import re
import zipfile

import pytest
import sqlalchemy as sa

from ipr_compliance.domain.words import Role
from ipr_compliance.models import History, Recommendation, Report
from ipr_compliance.queries import history
from tests.factories import a_person, a_recommendation, a_report, an_office, an_update
from tests.visitors import form_token, log_in, send_file

HEADER = "report_number,number,text,component,status,due_on\n"
ROWS = HEADER + "OIG-26-01,1,We recommend.,CBP-OT,open-resolved,2027-01-31\nOIG-26-01,2,We also do.,CBP,,\n"


class Visitor:
    """Somebody at the pages of imports."""

    def __init__(self, client, database):
        self.client, self.database = client, database

    def enter(self, role, *codes, office):
        with self.database.transaction() as session:
            email = a_person(session, office, role, *codes, email=f"{role}.{len(codes)}@dhs.example")
        log_in(self.client, email)
        return self

    def hand_in(self, text, name="table.csv", **fields):
        return send_file(self.client, "/imports", text, name, **fields)

    def page(self, text=None, **options):
        if text is not None:
            self.path = self.hand_in(text, **options).location
        return self.client.get(self.path).text

    def say(self, deed="check", **fields):
        return self.client.post(f"{self.path}/{deed}", data={"csrf_token": form_token(self.client), **fields})

    def accept(self):
        seen = re.search('name="seen" value="([0-9a-f]+)"', self.client.get(self.path).text)
        return self.say("acceptance", seen=seen[1] if seen else "")

    def records(self):
        with self.database.reading() as connection:
            table = Recommendation.__table__
            return {row.number: row for row in connection.execute(sa.select(table).where(~table.c.voided))}


@pytest.fixture
def office(database):
    with database.transaction() as session:
        return an_office(session)


@pytest.fixture
def liaison(client, database, office):
    return Visitor(client, database).enter(Role.LIAISON, "CBP", office=office)


def test_a_table_is_shown_before_it_changes_anything_and_accepted_as_one_batch(liaison):
    page = liaison.page(ROWS)
    assert "<strong>2 new</strong>" in page
    assert liaison.records() == {}
    assert liaison.accept().status_code == 303
    assert liaison.records()["1"].status == "open-resolved"
    assert "entries" in liaison.page()
    assert "table.csv" in liaison.client.get("/imports").text


def test_history_names_the_batch_its_file_and_its_entries(liaison):
    liaison.page(ROWS)
    liaison.accept()
    with liaison.database.reading() as connection:
        entries = list(connection.execute(sa.select(History.__table__).where(History.__table__.c.subject == "batch")))
        actors = set(connection.execute(sa.select(History.__table__.c.actor)).scalars())
    assert [(entry.kind, '"file"' in entry.changes, '"sha256"' in entry.changes) for entry in entries] == [
        ("accepted", True, True)
    ]
    assert "liaison.1@dhs.example (import 1 of table.csv)" in actors


def test_columns_of_other_names_are_guessed_and_the_choice_is_remembered(liaison):
    other = "rec_no,Report No,recommendation,wherefore,current status\n3,OIG-26-02,Do it.,CBP-OT,Open Unimplemented\n"
    page = liaison.page(other)
    assert "The table has no column component" in page
    columns = {"column-0": "number", "column-1": "report_number", "column-2": "text", "column-3": "component"}
    assert liaison.say(**columns, **{"column-4": "status", "word-status-0": "open-unresolved"}).status_code == 303
    liaison.say(**columns, **{"column-4": "status", "word-status-0": "open-unresolved"})
    assert liaison.accept().status_code == 303
    assert liaison.records()["3"].status == "open-unresolved"
    again = liaison.page(other)
    assert "0 new" in again
    assert "1 says what is recorded already" in again


def test_status_words_of_public_trackers_are_proposed(liaison):
    page = liaison.page(
        "report_number,number,text,component,status\nA-1,1,Do.,CBP,Closed-Implemented\nA-1,2,Do.,CBP,Open\n"
    )
    assert "<strong>2 new</strong>" in page
    liaison.accept()
    assert {number: row.status for number, row in liaison.records().items()} == {
        "1": "closed-implemented",
        "2": "open-resolved",
    }


def test_a_changed_field_shows_old_and_new_and_can_be_kept(liaison):
    liaison.page(ROWS)
    liaison.accept()
    changed = ROWS.replace("2027-01-31", "2027-03-31")
    assert "<del>January 31, 2027</del> → <ins>March 31, 2027</ins>" in liaison.page(changed)
    liaison.say(keep="2:due_on")
    assert "0</strong>; 2 say what is recorded already" in liaison.page()
    liaison.say()
    liaison.accept()
    assert str(liaison.records()["1"].due_on) == "2027-03-31"


def test_what_is_recorded_can_be_kept_in_all_rows(liaison):
    liaison.page(ROWS)
    liaison.accept()
    changed = ROWS.replace("2027-01-31", "2027-03-31").replace("We also do.,CBP,,", "We do more.,CBP,,2027-05-01")
    assert "Due on (2 changes)" in liaison.page(changed)
    liaison.say(keep="0:due_on")
    assert "All rows, due on" in liaison.page()
    liaison.accept()
    records = liaison.records()
    assert (str(records["1"].due_on), records["2"].due_on, records["2"].text) == ("2027-01-31", None, "We do more.")


def test_a_report_s_facts_can_be_kept_and_are_not_asked_about_again(liaison):
    rows = "report_number,report_title,number,text,component\nA-1,{},1,Do.,CBP\nA-1,{},2,Do.,CBP\n"
    liaison.page(rows.format("Old", "Old"))
    liaison.accept()
    assert "The report is recorded otherwise" in liaison.page(rows.format("New", "New"))
    liaison.say(keep="2:report_title")
    assert "The report is recorded otherwise" not in liaison.page()


def test_a_decision_that_needs_no_letter_is_shown_as_a_change_and_recorded(liaison):
    liaison.page(ROWS.replace("open-resolved", "open-unresolved"))
    liaison.accept()
    assert "Status: <del>Open, unresolved</del> → <ins>Open, resolved</ins>" in liaison.page(ROWS)
    liaison.accept()
    assert liaison.records()["1"].status == "open-resolved"


def test_the_table_is_compared_once_while_it_is_written(liaison, statements):
    liaison.page(ROWS)
    liaison.accept()
    liaison.page(ROWS.replace("2027-01-31", "2027-03-31"))
    seen = re.search('name="seen" value="([0-9a-f]+)"', liaison.client.get(liaison.path).text)[1]
    statements.clear()
    assert liaison.say("acceptance", seen=seen).status_code == 303
    compared = [one for one in statements if re.search(r"^SELECT(.|\n)*recommendation\.report_id (IN|= ANY) ", one)]
    assert len(compared) == 1


def test_refused_rows_are_marked_and_can_be_left_out_together_or_by_line(liaison):
    page = liaison.page(ROWS + "OIG-26-01,3,We recommend.,FEMA,,\n,4,We recommend.,CBP,,\n")
    assert "There is no component FEMA" in page
    assert "2 rows are refused" in page
    assert "Accept: import" not in page
    assert liaison.say("acceptance").status_code == 422
    liaison.say(leave_refused="1")
    assert 'value="4-5"' in liaison.page()
    liaison.say(left_out="3-5", line="2")
    assert "<strong>0 new</strong>" in liaison.page()
    assert liaison.say(left_out="all").status_code == 422


def test_a_missing_column_gets_one_value(liaison):
    liaison.page("report_number,number,text\nA-1,1,Do.\n")
    liaison.say(**{"given-component": "CBP-OFO", "column-0": "report_number", "column-1": "number", "column-2": "text"})
    liaison.accept()
    assert "1" in liaison.records()


def test_a_preview_that_no_longer_holds_is_refused_and_made_again(liaison, office):
    liaison.page(ROWS)
    with liaison.database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01", number="1", text="Another text.")
    answer = liaison.accept()
    assert answer.status_code == 409
    assert "records have changed since this table was checked" in answer.text
    assert "<strong>1 new</strong>" in answer.text
    assert liaison.accept().status_code == 303


def test_a_table_is_accepted_once(liaison):
    liaison.page(ROWS)
    liaison.accept()
    answer = liaison.say("acceptance")
    assert answer.status_code == 409
    assert "is not imported twice" in answer.text
    assert liaison.say(left_out="2").status_code == 409


def test_an_import_is_undone_while_nothing_else_has_happened(liaison):
    liaison.page(ROWS)
    liaison.accept()
    liaison.page(ROWS.replace("2027-01-31", "2027-03-31") + "OIG-26-01,3,We recommend.,CBP,,\n")
    liaison.accept()
    assert liaison.say("undoing").status_code == 303
    records = liaison.records()
    assert sorted(records) == ["1", "2"]
    assert str(records["1"].due_on) == "2027-01-31"
    assert "Undone" in liaison.page()
    assert liaison.say("undoing").status_code == 409


def test_undoing_is_refused_with_the_names_of_records_that_went_on(liaison, office):
    liaison.page(ROWS)
    liaison.accept()
    with liaison.database.transaction() as session:
        an_update(session, office, liaison.records()["2"].id)
    answer = liaison.say("undoing")
    assert answer.status_code == 409
    assert "something else has happened since to OIG-26-01 no. 2." in answer.text


def test_a_move_is_no_table_s_and_the_page_says_what_to_do_instead(liaison):
    liaison.page(ROWS)
    liaison.accept()
    page = liaison.page(ROWS.replace("open-resolved", "closed-superseded"))
    assert "needs: the OIG&#39;s letter. On its page, record: “The OIG closes it without implementation”." in page
    assert 'href="/recommendations/1"' in page
    assert "Closed, superseded" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<!doctype html><html><body>Log in</body></html>", "a web page"),
        (b"report_number,number\n\x00,1\n", "NUL character"),
        ("report_number,number\n".encode("utf-16"), "UTF-16"),
        (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", "columns; at most 500"),
        (b"number,Number,text\n1,2,3\n", "twice"),
        (HEADER.encode() + b'OIG-26-01,1,"open,CBP\n', "quotation marks"),
        (b"PK\x03\x04" + b"\x00" * 200, "damaged"),
        (b"caf\xe9,number\n1,2\n", "not UTF-8"),
        (b"", "empty"),
    ],
)  # fmt: skip
def test_bad_files_get_a_sentence(liaison, data, sentence):
    answer = liaison.hand_in(data)
    text = answer.text if answer.status_code != 303 else liaison.client.get(answer.location).text
    assert answer.status_code in (422, 303)
    assert sentence in text


def test_without_a_file_the_form_says_so(liaison):
    assert (
        "Choose a file first." in liaison.client.post("/imports", data={"csrf_token": form_token(liaison.client)}).text
    )


def test_only_those_who_keep_records_import(client, database, office):
    manager = Visitor(client, database).enter(Role.PROGRAM_MANAGER, "CBP", office=office)
    assert manager.client.get("/imports").status_code == 403
    assert manager.hand_in(ROWS).status_code == 403
    assert 'href="/imports"' not in manager.client.get("/").text


def test_a_table_is_seen_by_who_handed_it_in_and_by_who_keeps_everything(liaison, app, database, office):
    liaison.page(ROWS)
    other = Visitor(app.test_client(), database).enter(Role.LIAISON, "PLCY", "CBP-OT", office=office)
    assert other.client.get(liaison.path).status_code == 404
    assert "table.csv" not in other.client.get("/imports").text
    keeper = Visitor(app.test_client(), database).enter(Role.ADMIN, office=office)
    assert keeper.client.get(liaison.path).status_code == 200


def test_rows_and_records_of_other_components_are_not_told(liaison, database, office):
    with database.transaction() as session:
        a_recommendation(session, office, "OIG-26-01", number="7", component="PLCY")
    page = liaison.page(
        "report_number,report_title,number,text,component\nOIG-26-01,Another,1,Do.,CBP\nOIG-26-01,Another,7,Do.,CBP\n"
    )
    assert "A recommendation of this number is not yours to keep." in page
    assert "About OIG-26-01" not in page
    assert "missing from the file" not in page


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(liaison):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as workbook:
        for number in range(30):
            workbook.writestr(f"xl/worksheets/sheet{number}.xml", b" " * 25_000_000)
    answer = liaison.hand_in(packed.getvalue(), name="table.xlsx")
    assert answer.status_code == 422
    assert "unpacks to more than" in answer.text


def test_a_report_s_facts_that_an_import_filled_in_are_empty_again_when_it_is_undone(liaison, database, office):
    with database.transaction() as session:
        a_report(session, office, "A-1", title=None, issued_on=None)
    liaison.page("report_number,report_title,issued_on,number,text,component\nA-1,Title,2026-01-05,1,Do.,CBP\n")
    liaison.accept()
    assert liaison.say("undoing").status_code == 303
    with database.reading() as connection:
        report = connection.execute(sa.select(Report.__table__)).one()
        assert (report.title, report.issued_on, report.complete_by) == (None, None, None)
        assert history.first_break(connection) is None


def test_a_history_of_updates_is_imported_and_undone(liaison):
    liaison.page(ROWS)
    liaison.accept()
    page = liaison.page("report_number,number,on,note\nOIG-26-01,1,2026-10-01,Draft sent.\n", kind="updates")
    assert "<strong>1 new</strong>" in page
    liaison.accept()
    assert str(liaison.records()["1"].last_update_on) == "2026-10-01"
    assert liaison.say("undoing").status_code == 303
    assert liaison.records()["1"].last_update_on is None
