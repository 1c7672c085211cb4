import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from click.testing import CliRunner, Result

from ipr_compliance.cli import main
from ipr_compliance.database import Database
from ipr_compliance.services import aliases
from ipr_compliance.services.aliases import AliasInput
from tests.factories import NOW, TODAY, an_office

Run = Callable[..., Result]

REPORT = """Office of Inspector General

OIG-26-07
March 5, 2026

Trade Data Needs Better Checks

Recommendation 1: We recommend the Executive Director of Office CBP-OT check the data each month.

Recommendation 2: We recommend the head of the Field Staff train all who enter the data.

CBP Response to Recommendation 1: Concur. The office will check the data. Estimated Completion Date: June 30, 2027.

OIG Analysis: We consider this recommendation resolved and open.
"""


@pytest.fixture
def ipr(tmp_path: Path) -> Run:
    """The command on a machine that has no database and no settings."""
    environment = {"IPR_HOME": str(tmp_path / "nowhere"), "IPR_DATABASE_URL": "", "IPR_ENV": "", "IPR_SECRET_KEY": ""}
    return lambda *arguments: CliRunner(env=environment).invoke(main, [str(one) for one in arguments])


@pytest.fixture
def with_database(database: Database, database_url: str, tmp_path: Path) -> Run:
    with database.transaction() as session:
        office = an_office(session)
        given = AliasInput.read({"alias": "Field Staff", "component": "CBP-OFO"})
        aliases.confirm(session, given, tree=office.tree, by=office.keeper, today=TODAY, now=NOW)
    environment = {"IPR_ENV": "development", "IPR_HOME": str(tmp_path), "IPR_DATABASE_URL": database_url}
    return lambda *arguments: CliRunner(env=environment).invoke(main, [str(one) for one in arguments])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_json_has_the_promised_names_and_nothing_else(ipr: Run, report: Path) -> None:
    answer = ipr("extract", report, "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert found.keys() == {"report", "recommendations"}
    assert found["report"].keys() == {"number", "title", "issued_on"}
    assert (found["report"]["number"], found["report"]["issued_on"]) == ("OIG-26-07", "2026-03-05")
    assert found["recommendations"][0] == {
        "number": "1",
        "text": "We recommend the Executive Director of Office CBP-OT check the data each month.",
        "page": 1,
        "component": None,
        "agreement": "concur",
        "due_on": "2027-06-30",
        "status": "open-resolved",
    }
    second = found["recommendations"][1]
    assert [second[name] for name in ("component", "agreement", "due_on", "status")] == [None] * 4


def test_components_are_found_by_name_and_alias_where_there_is_a_database(with_database: Run, report: Path) -> None:
    found = json.loads(with_database("extract", report, "--json").stdout)
    assert [one["component"] for one in found["recommendations"]] == ["CBP-OT", "CBP-OFO"]


def test_without_a_database_none_is_made(ipr: Run, report: Path, tmp_path: Path) -> None:
    assert ipr("extract", report).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_database_that_is_not_ready_is_left_alone(report: Path, tmp_path: Path) -> None:
    (tmp_path / "new.sqlite3").touch()
    environment = {"IPR_ENV": "development", "IPR_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    answer = CliRunner(env=environment).invoke(main, ["extract", str(report)])
    assert answer.exit_code == 0
    assert "No database is ready, so no component is known." in answer.stdout


def test_people_read_where_each_stands_and_what_is_known_of_it(with_database: Run, report: Path) -> None:
    told = with_database("extract", report).stdout
    assert told.startswith("OIG-26-07")
    assert "Issued March 5, 2026.\n2 recommendations proposed" in told
    assert "Recommendation 1, page 1\n  For CBP-OT\n  Concur; Open, resolved\n  Due June 30, 2027\n  We recom" in told


def test_the_pages_of_a_pdf_are_told(ipr: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    one, two = (f"Recommendation {n}: We recommend the Director take step {n} for all offices." for n in (1, 2))
    path.write_bytes(typst.compile(f"OIG-26-08\n\n{one}#pagebreak(){two}".encode(), format="pdf"))  # type: ignore[arg-type]
    found = json.loads(ipr("extract", path, "--json").stdout)["recommendations"]
    assert [(one["number"], one["page"]) for one in found] == [("1", 1), ("2", 2)]


def test_a_document_that_recommends_nothing_exits_with_1(ipr: Run, tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("We will look at the data of your office in May.", encoding="utf-8")
    answer = ipr("extract", path, "--json")
    assert answer.exit_code == 1
    assert answer.stderr.endswith("letter.md: it makes no recommendations.\n")
    assert json.loads(answer.stdout)["recommendations"] == []


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><html>", b"%PDF-1.7\ncut off", b"PK\x03\x04cut", b"a\0b"])
def test_a_bad_file_exits_with_1_and_a_sentence(ipr: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    answer = ipr("extract", path, "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: ")
    assert answer.stderr.endswith(".\n")


@pytest.mark.parametrize("arguments", [(), ("nowhere.pdf",), (".",)])
def test_without_a_file_it_is_wrong_usage(ipr: Run, arguments: tuple[str, ...]) -> None:
    assert ipr("extract", *arguments).exit_code == 2


SLOW = """
import sys
from ipr_compliance.adapters.documents import reading
from ipr_compliance.cli import extract, main

extract._SILENT_SECONDS = 0
main(["extract", sys.argv[1]])
"""


def test_on_a_terminal_a_long_document_shows_how_far_it_is(report: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-c", SLOW, str(report)], stderr=theirs, check=False, capture_output=False)  # noqa: S603 - ours
    os.close(theirs)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "Reading page 0 (Ctrl+C stops it)" in told
    assert told.endswith("\r\033[K")
