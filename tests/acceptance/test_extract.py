"""The real reports and letters in ../shared/data, from the file to the answer of `ipr extract --json`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ipr_compliance.cli import main

pytestmark = pytest.mark.acceptance

REPORTS = (
    "gao-05-927", "gao-06-282", "gao-26-107551", "gao-26-107592", "gao-26-107650", "gao-26-107759", "gao-26-107787",
    "gao-26-107815", "gao-26-107820", "gao-26-107841", "gao-26-107849", "gao-26-107955", "gao-26-108888",
)  # fmt: skip


def run(path: Path) -> Result:
    return CliRunner(env={"IPR_HOME": str(path / "none"), "IPR_DATABASE_URL": ""}).invoke(
        main, ["extract", str(path), "--json"]
    )


def extract(path: Path) -> list[dict[str, Any]]:
    answer = run(path)
    found: list[dict[str, Any]] = json.loads(answer.stdout)["recommendations"]
    assert answer.exit_code == (0 if found else 1)
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def as_by_eye(shared: Path, name: str) -> list[tuple[str, str]]:
    truth = json.loads((shared / "data/gao/expected.json").read_text(encoding="utf-8"))
    return [(one["number"], plain(one["text"])) for one in truth[name]]


@pytest.mark.parametrize("name", REPORTS)
def test_every_numbered_recommendation_of_a_report_is_found_and_none_invented(shared: Path, name: str) -> None:
    found = extract(shared / f"data/gao/{name}.md")
    assert [(one["number"], plain(one["text"])) for one in found] == as_by_eye(shared, name)


@pytest.mark.parametrize("name", ["gao-06-282", "gao-08-587t"])
def test_a_pdf_without_numbered_recommendations_gives_none(shared: Path, name: str) -> None:
    assert [one for one in extract(shared / f"data/gao/{name}.pdf") if one["number"]] == []


def test_a_web_page_that_is_called_pdf_is_refused(shared: Path) -> None:
    answer = run(shared / "data/gao/gao-08-1075t.NOT_A_PDF.pdf")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: This is not a PDF document but a web page")


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_a_letter_s_one_recommendation_is_found(shared: Path, form: str) -> None:
    (found,) = extract(shared / f"data/oig_letters/DCOIG-15-006-M/report.{form}")
    assert found["text"].startswith("We recommend that the Denali Commission")
    assert found["page"] == 1


@pytest.mark.parametrize("form", ["pdf", "txt"])
@pytest.mark.parametrize("name", ["DCOIG-15-Announcement-Improper-Payment-Review", "DCOIG-15-005-M"])
def test_an_announcement_and_a_closing_letter_make_none(shared: Path, name: str, form: str) -> None:
    assert extract(shared / f"data/oig_letters/{name}/report.{form}") == []
