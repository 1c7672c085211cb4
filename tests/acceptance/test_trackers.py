"""Three public trackers under one header, as an office would bring them in."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from ipr_compliance.cli import main
from ipr_compliance.database import Database
from ipr_compliance.domain.dates import read_date
from ipr_compliance.models import Component, History, Recommendation, Report

pytestmark = pytest.mark.acceptance

Run = Callable[..., Result]
NAMES = (
    "rec_no=number", "recommendation=text", "report_date=issued_on", "closed_date=closed_on",
    "questioned_costs=questioned_cost", "funds_better_use=funds_put_to_better_use",
)  # fmt: skip
MAPS = tuple(part for name in NAMES for part in ("--map", name))
ADDRESSEE = ("--map", "addressee=component")
VA = (*MAPS, *ADDRESSEE, "--value", "status:Open=open-resolved")
USAID = (*MAPS, "--set", "component=USAID", "--value", "status:Closed=closed-implemented")
HHS = (*MAPS, *ADDRESSEE, "--map", "agency_response=agreement")


@pytest.fixture
def ipr(database_url: str, tmp_path: Path) -> Run:
    environment = {"IPR_ENV": "development", "IPR_HOME": str(tmp_path), "IPR_DATABASE_URL": database_url}

    def run(*arguments: object) -> Result:
        return CliRunner(env=environment).invoke(main, [str(one) for one in arguments])

    for code in ("OIT", "VHA", "VBA", "USAID"):
        assert run("component", "add", code, "--name", f"Office {code}").exit_code == 0
    return run


@pytest.fixture
def tracker(shared: Path, tmp_path: Path) -> Callable[[str], tuple[Path, list[dict[str, str]]]]:
    def part(source: str) -> tuple[Path, list[dict[str, str]]]:
        with (shared / "data/trackers/oig_tracker_sample.csv").open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["source"].startswith(source)]
        path = tmp_path / f"{source}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path, rows

    return part


def recorded(database: Database) -> dict[tuple[str, str], Any]:
    statement = (
        sa.select(Recommendation, Report.number.label("report"), Report.issued_on, Component.code)
        .join(Report, Report.id == Recommendation.report_id)
        .join(Component, Component.id == Recommendation.component_id)
    )
    with Database.reading(database) as connection:
        return {(row.report, row.number): row for row in connection.execute(statement)}


def in_file(row: dict[str, str], component: str, status: str) -> dict[str, Any]:
    def amount(text: str) -> Decimal | None:
        return Decimal(text.replace("$", "").replace(",", "")) if text else None

    return {
        "text": row["recommendation"], "code": component, "status": status,
        "issued_on": read_date(row["report_date"]) if row["report_date"] else None,
        "closed_on": read_date(row["closed_date"]) if row["closed_date"] else None,
        "questioned_cost": amount(row["questioned_costs"]),
        "funds_put_to_better_use": amount(row["funds_better_use"]),
    }  # fmt: skip


def assert_complete(database: Database, rows: list[dict[str, str]], expected: list[dict[str, Any]]) -> None:
    found = recorded(database)
    assert found.keys() == {(row["report_number"], row["rec_no"]) for row in rows}
    for row, facts in zip(rows, expected, strict=True):
        record = found[row["report_number"], row["rec_no"]]._mapping
        assert {name: record[name] for name in facts} == facts


def test_va_comes_in_completely(ipr: Run, tracker: Any, database: Database) -> None:
    path, rows = tracker("VA OIG")
    answer = json.loads(ipr("import", path, *VA, "--accept", "--json").stdout)
    assert (answer["new"], answer["refused"], len(rows)) == (17, [], 17)
    words = {"Open": "open-resolved", "Closed-Implemented": "closed-implemented"}
    assert_complete(database, rows, [in_file(row, row["addressee"], words[row["status"]]) for row in rows])
    closed = recorded(database)["22-01836-12", "1"]
    assert (closed.status, closed.closed_on, closed.code) == ("closed-implemented", date(2023, 8, 24), "OIT")


def test_usaid_comes_in_completely_with_one_component_for_all(ipr: Run, tracker: Any, database: Database) -> None:
    path, rows = tracker("USAID")
    answer = json.loads(ipr("import", path, *USAID, "--accept", "--json").stdout)
    assert (answer["new"], answer["refused"], len(rows)) == (13, [], 13)
    assert_complete(database, rows, [in_file(row, "USAID", "closed-implemented") for row in rows])
    record = recorded(database)["8-306-21-030-N", "1"]
    assert (record.questioned_cost, record.issued_on) == (Decimal(66848), date(2021, 5, 20))


def test_hhs_has_no_report_numbers_and_is_refused_row_by_row(ipr: Run, tracker: Any, database: Database) -> None:
    path, _rows = tracker("HHS")
    answer = ipr("import", path, *HHS, "--accept", "--json")
    refused = json.loads(answer.stdout)["refused"]
    assert answer.exit_code == 1
    assert [(one["line"], one["column"]) for one in refused] == [(line, "report_number") for line in range(2, 16)]
    assert {one["reason"] for one in refused} == {"The row has no report number; fill it in."}
    assert recorded(database) == {}


def test_the_whole_file_is_not_half_imported(ipr: Run, shared: Path, database: Database) -> None:
    answer = ipr("import", shared / "data/trackers/oig_tracker_sample.csv", *VA, "--accept")
    assert answer.exit_code == 1
    assert recorded(database) == {}


def test_a_second_run_changes_nothing_and_says_so(ipr: Run, tracker: Any, database: Database) -> None:
    for source, options in (("VA OIG", VA), ("USAID", USAID)):
        path, _rows = tracker(source)
        ipr("import", path, *options, "--accept")
        before = count(database)
        again = ipr("import", path, *options, "--accept")
        assert again.exit_code == 0
        assert again.stdout.startswith("Nothing has changed: ")
        assert count(database) == before
    assert ipr("verify").exit_code == 0


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(History)).scalar_one()
