import csv
import json
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.words import Role
from ipr_compliance.models import WorkState
from ipr_compliance.queries import evidence, people
from ipr_compliance.queries import work as asked_for
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import views, work
from ipr_compliance.services.progress import REPORT
from tests.factories import NOW, TODAY, Office, a_desk, a_person, a_recommendation, a_report, an_office, an_update

AS_OF = ("--as-of", TODAY.isoformat())


@pytest.fixture
def ipr(database, database_url, tmp_path):
    """Runs a command where one recommendation is overdue at CBP-OT and one without a date at PLCY."""
    with database.transaction() as session:
        office = an_office(session)
        a_report(session, office, title="=SUM(1)")
        late = a_recommendation(session, office, due_on="2026-10-21", questioned_cost="1204.50", priority=True)
        an_update(session, office, late)
        a_recommendation(session, office, number="2.10", component="PLCY", text="'-Write it down,\n“é” too.")
    settings = {"IPR_ENV": "development", "IPR_HOME": str(tmp_path), "IPR_DATABASE_URL": database_url}
    return lambda *words: CliRunner(env=settings).invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("form", Format)
def test_a_report_is_written_in_each_form(ipr, tmp_path, form):
    answer = ipr("progress", "--format", form.value, *AS_OF, "--output", tmp_path / "report")
    assert (answer.exit_code, answer.output) == (0, "")
    begins = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF", "xlsx": b"PK", "csv": b"report_number,", "json": b"{"}
    assert (tmp_path / "report").read_bytes().startswith(begins[form.value])


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize(
    ("kind", "csv_begins", "json_begins"),
    [("sar", b"table,row,", b'{"questioned_costs": '), ("gao-ig", b"report_number,", b'{"as_of": "')],
)
def test_the_reports_of_the_law_are_written_in_each_form(ipr, tmp_path, form, kind, csv_begins, json_begins):
    answer = ipr("progress", "--kind", kind, "--format", form.value, *AS_OF, "--output", tmp_path / "report")
    assert (answer.exit_code, answer.output) == (0, "")
    begins = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF", "xlsx": b"PK", "csv": csv_begins, "json": json_begins}
    assert (tmp_path / "report").read_bytes().startswith(begins[form.value])


def test_the_semiannual_period_is_the_half_year_that_ended_last_or_the_one_asked_for(ipr, tmp_path):
    def period(*asked):
        ipr("progress", "--kind", "sar", "--format", "json", *asked, "--output", tmp_path / "report.json")
        return json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["period"]

    assert period("--from", "2026-04-01") == {"from": "2026-04-01", "to": "2026-09-30"}
    assert period("--as-of", "2026-03-31") == {"from": "2025-10-01", "to": "2026-03-31"}
    assert period("--from", "2026-05-01", "--as-of", "2026-05-31") == {"from": "2026-05-01", "to": "2026-05-31"}
    assert period()["to"][5:] in {"03-31", "09-30"}


def test_the_pdf_opens_with_the_number_of_overdue_ones(ipr, tmp_path):
    ipr("progress", "--format", "pdf", *AS_OF, "--output", tmp_path / "report.pdf")
    tool = shutil.which("pdftotext")
    assert tool, "pdftotext is missing: install poppler-utils"
    done = subprocess.run([tool, tmp_path / "report.pdf", "-"], capture_output=True, check=True, timeout=60)  # noqa: S603
    assert "1 overdue" in done.stdout.decode()


def test_a_component_and_a_period_can_be_named(ipr, tmp_path):
    asked = ("--component", "CBP", "--as-of", "October 21, 2026", "--from", "10/1/2026")
    ipr("progress", "--format", "json", *asked, "--output", tmp_path / "report.json")
    answer = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [item["component"] for item in answer["items"]] == ["CBP-OT"]
    assert (answer["summary"]["as_of"], answer["summary"]["overdue"]) == ("2026-10-21", 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_again_without_a_difference(ipr, tmp_path, form):
    path = tmp_path / f"report.{form}"
    ipr("progress", "--format", form, "--output", path)
    answer = json.loads(ipr("import", path, "--json").output)
    assert {name: answer[name] for name in ("new", "changed", "unchanged")} == {"new": 0, "changed": 0, "unchanged": 2}
    assert (answer["refused"], answer["conflicts"]) == ([], [])


def test_a_table_gives_the_text_as_it_is_but_no_formula(ipr, tmp_path):
    ipr("progress", "--format", "csv", *AS_OF, "--output", tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["report_title"] == "'=SUM(1)"
    assert rows[1]["text"] == "''-Write it down,\n“é” too."


@pytest.mark.parametrize(
    "asked",
    [("--kind", "annual"), ("--format", "docx"), ("--as-of", "2026-02-30"), ("--from", "yesterday")],
)
def test_wrong_usage_is_exit_2(ipr, tmp_path, asked):
    words = {"--format": "csv", "--output": tmp_path / "report"} | dict([asked])
    answer = ipr("progress", *(word for pair in words.items() for word in pair))
    assert answer.exit_code == 2
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--component", "NASA"), "There is no component NASA."),
        (("--from", "2026-12-01", *AS_OF), "after its last day"),
    ],
)
def test_what_cannot_be_reported_is_said_and_leaves_the_old_file(ipr, tmp_path, asked, said):
    (tmp_path / "report").write_text("old", encoding="utf-8")
    answer = ipr("progress", "--format", "pdf", *asked, "--output", tmp_path / "report")
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert (tmp_path / "report").read_text(encoding="utf-8") == "old"


def test_a_place_that_cannot_be_written_is_named(ipr, tmp_path):
    answer = ipr("progress", "--format", "csv", "--output", tmp_path / "no" / "report.csv")
    assert answer.exit_code == 1
    assert "report.csv cannot be written: No such file or directory." in answer.stderr


def test_the_command_of_long_work_makes_what_was_asked_for_once(ipr, database):
    with database.reading() as connection:
        tree = people.tree(connection)
    with database.transaction() as session:
        email = a_person(session, Office(tree, the_system("tests", tree)), Role.VIEWER)
        by, _tree = people.by_email(session.connection(), email)
        number = work.ask(session, by, REPORT, "A report", {"format": "xlsx"}, now=NOW)
    assert ipr("work", number).output == "1 done.\n"
    assert ipr("work").output == "0 done.\n"
    with database.reading() as connection:
        row = asked_for.one(connection, by, number)
        assert row.state is WorkState.DONE
        assert b"".join(evidence.content(connection, row.sha256)).startswith(b"PK")


def test_a_report_can_be_limited_to_one_of_the_oig_or_to_a_shared_view(ipr, tmp_path, database):
    def rows(*limits):
        answer = ipr("progress", "--format", "csv", *AS_OF, *limits, "--output", tmp_path / "report.csv")
        assert (answer.exit_code, answer.output) == (0, "")
        with (tmp_path / "report.csv").open(newline="", encoding="utf-8") as file:
            return [row["number"] for row in csv.DictReader(file)]

    with database.transaction() as session:
        tree = people.tree(session.connection())
        office = Office(tree, the_system("tests", tree))
        a_recommendation(session, office, "OIG-26-02", number="7")
        email = a_person(session, office, Role.LIAISON, email="shares@dhs.example")
        by, _tree = people.by_email(session.connection(), email)
        views.save(a_desk(session, office, by), "Late ones", Filter(overdue=True), "DHS")
        views.save(a_desk(session, office, by), "My own", Filter(no_date=True), "")
    assert rows("--report", "OIG-26-02") == ["7"]
    assert rows("--view", "late ones") == ["1"]
    wrong = ipr("progress", "--format", "csv", "--view", "My own", "--output", tmp_path / "none.csv")
    assert (wrong.exit_code, "There is no view “My own”" in wrong.output) == (1, True)
    both = ipr("progress", "--format", "csv", "--view", "x", "--report", "y", "--output", tmp_path / "none.csv")
    assert both.exit_code == 1
