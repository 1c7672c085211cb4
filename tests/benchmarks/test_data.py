"""What the benchmark takes for right is what the product answers, so that the benchmark cannot rot unnoticed."""

from datetime import date
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks import data
from tests.benchmarks.conftest import DAY, RECORDS

API = "/api/v1"


def test_the_same_files_are_made_for_the_same_number_and_day(made: Path, tmp_path: Path) -> None:
    data.write(tmp_path, RECORDS, DAY)
    for file in ("recommendations-1.csv", "updates-1.csv", "answers.json"):
        assert (tmp_path / file).read_bytes() == (made / file).read_bytes()


def test_answers_are_worked_out_again_for_another_day(tmp_path: Path, right: dict[str, Any]) -> None:
    data.write(tmp_path, RECORDS, DAY)
    assert data.right_answers(tmp_path, date(2026, 12, 24))["today"] == "2026-12-24"
    assert data.right_answers(tmp_path, DAY) == right


def test_the_product_lists_what_was_worked_out_from_the_rows(
    client: FlaskClient, token: dict[str, str], right: dict[str, Any]
) -> None:
    for name, asked in right["lists"].items():
        found = client.get(f"{API}/recommendations", query_string={"limit": 25, **asked["query"]}, headers=token).json
        assert found["total"] == asked["total"] > 0, name
        assert [[item["report_number"], item["number"]] for item in found["items"]] == asked["first"], name


def test_the_product_counts_what_was_worked_out_from_the_rows(
    client: FlaskClient, token: dict[str, str], right: dict[str, Any]
) -> None:
    for day, figures in right["summary"].items():
        assert same(figures, client.get(f"{API}/summary", query_string={"as_of": day}, headers=token).json, day)


def same(right: dict[str, Any], told: dict[str, Any], where: str) -> bool:
    """Whether all that is right was told; the product tells more."""
    for name, value in right.items():
        if isinstance(value, dict):
            same(value, told[name], f"{where} {name}")
        else:
            assert told[name] == value, f"{where} {name}"
    return True
