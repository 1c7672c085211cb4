"""The command that compares the OIG's list, with lists as public trackers publish them."""

import csv
import json

import pytest
from click.testing import CliRunner

from ipr_compliance.cli import main
from tests.factories import a_recommendation, a_report, an_office


@pytest.fixture
def office(database):
    with database.transaction() as session:
        office = an_office(session)
        a_recommendation(session, office, number="1")
        a_recommendation(session, office, number="2")
        return office


@pytest.fixture
def ipr(office, database_url, tmp_path):  # noqa: ARG001 - the office is there when the command runs
    environment = {"IPR_ENV": "development", "IPR_HOME": str(tmp_path), "IPR_DATABASE_URL": database_url}
    return lambda *arguments: CliRunner(env=environment).invoke(main, [str(one) for one in arguments])


@pytest.fixture
def table(tmp_path):
    def written(content):
        path = tmp_path / "list.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return written


def test_it_tells_what_differs_and_ends_well(ipr, table):
    path = table("Report No,Rec No,Status\nOIG-26-01,Rec. 1,Closed\nOIG-26-07,1,Open\n,3,Open\n")
    answer = ipr("reconcile", path)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        (
            "0 agree, 1 differ in status, 1 are missing here, 1 are missing there, 0 are unclear, 1 cannot be read. "
            "Nothing is changed."
        ),
        "The list covers 1 of the recorded reports; nothing is said of the others.",
        "Status differs: OIG-26-01 no. 1 is recorded as “Response due”, line 2 says “Closed”.",
        "Missing here: OIG-26-07 no. 1, line 3.",
        "Missing there: OIG-26-01 no. 2, recorded as “Response due”.",
        "Not readable: line 4, report_number: The row has no report number, and its recommendation number holds none.",
    ]
    told = json.loads(ipr("reconcile", path, "--json").stdout)
    assert told["counts"]["status-differs"] == 1
    assert [row["result"] for row in told["items"]] == [
        "status-differs", "missing-here", "missing-there", "unreadable",
    ]  # fmt: skip


def test_columns_and_words_can_be_said(ipr, table):
    path = table("audit,item,word\nOIG-26-01,1,Waiting\nOIG-26-01,2,Waiting\n")
    assert ipr("reconcile", path).exit_code == 1
    maps = ("--map", "audit=report_number", "--map", "item=number", "--map", "word=status")
    said = json.loads(ipr("reconcile", path, *maps, "--json").stdout)
    assert said["counts"]["unreadable"] == 2
    said = json.loads(ipr("reconcile", path, *maps, "--value", "status:Waiting=response-due", "--json").stdout)
    assert said["counts"]["matched"] == 2


def test_what_does_not_fit_is_wrong_usage(ipr, table):
    path = table("number\n1\n")
    assert ipr("reconcile", path, "--map", "number=component").exit_code == 2
    assert ipr("reconcile", path, "--map", "none=number").exit_code == 2
    assert ipr("reconcile", path.parent / "none.csv").exit_code == 2


def recorded(session, office, rows):
    for report in dict.fromkeys(report for report, _number in rows):
        a_report(session, office, report, title=None)
    for report, number in dict.fromkeys(rows):
        a_recommendation(session, office, report, number=number)


@pytest.mark.acceptance
def test_public_trackers_are_compared_as_they_are_published(ipr, database, office, shared):
    """44 rows of three trackers; HHS names no report, so its numbers alone have to do."""
    path = shared / "data/trackers/oig_tracker_sample.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with database.transaction() as session:
        recorded(session, office, [(row["report_number"] or "OEI-1", row["rec_no"]) for row in rows])
    answer = json.loads(ipr("reconcile", path, "--json").stdout)
    counts, open_there = answer["counts"], sum("Closed" not in row["status"] for row in rows)
    assert counts["matched"] + counts["repeats"] == open_there
    assert counts["status-differs"] == len(rows) - open_there
    assert {name: counts[name] for name in ("unclear", "missing-here", "missing-there", "unreadable")} == dict.fromkeys(
        ("unclear", "missing-here", "missing-there", "unreadable"), 0
    )
