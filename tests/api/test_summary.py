from datetime import timedelta

import pytest

from ipr_compliance.database import Database
from tests.api.conftest import Caller
from tests.factories import TODAY, Office, a_recommendation

FIGURES = ["open", "overdue", "due_30", "due_60", "due_90", "no_date", "by_status"]


@pytest.fixture(autouse=True)
def _recommendations(database: Database, office: Office) -> None:
    with database.transaction() as session:
        for days in (-1, 0, 30, 31, 90):
            a_recommendation(session, office, due_on=TODAY + timedelta(days=days))
        a_recommendation(session, office, component="CBP-OFO")
        a_recommendation(session, office, component="PLCY")


def test_the_summary_has_the_figures_that_are_promised(viewer: Caller) -> None:
    summary = viewer.read("/summary")

    assert set(summary) >= {"as_of", *FIGURES, "by_component", "age"}
    assert [summary[name] for name in FIGURES[:-1]] == [6, 1, 2, 3, 4, 1]
    assert summary["by_status"]["response-due"] == 6
    assert summary["age"] == {
        "under_6_months": 0,
        "6_to_12_months": 6,
        "1_to_3_years": 0,
        "over_3_years": 0,
        "unknown": 0,
    }


def test_a_component_s_figures_include_those_below_it(viewer: Caller) -> None:
    parts = viewer.read("/summary")["by_component"]

    assert {code: part["open"] for code, part in parts.items()} == {"CBP": 6, "CBP-OFO": 1, "CBP-OT": 5}
    assert set(parts["CBP"]) >= {*FIGURES, "age"}


def test_the_summary_of_one_component_counts_it_alone(viewer: Caller) -> None:
    assert viewer.read("/summary", component="CBP-OFO")["open"] == 1
    assert viewer.read("/summary", component="PLCY")["open"] == 0


def test_the_same_state_gives_the_same_bytes(viewer: Caller, liaison: Caller) -> None:
    answers = {caller.get("/summary", as_of="2026-12-31").data for caller in (viewer, liaison, viewer)}

    assert len(answers) == 1


def test_a_day_that_is_compared_with_tells_what_it_was_then_and_what_happened_since(viewer: Caller) -> None:
    since = (TODAY - timedelta(days=1)).isoformat()
    summary = viewer.read("/summary", compare_with=since)

    assert summary["period"] == {"closed": 0, "closed_on_time": 0, "closed_late": 0, "became_overdue": 1}
    assert (summary["compared_with"]["as_of"], summary["compared_with"]["overdue"]) == (since, 0)
    assert viewer.read("/summary")["compared_with"] is None


def test_a_day_that_is_compared_with_comes_before_the_day_shown(viewer: Caller) -> None:
    answer = viewer.get("/summary", compare_with=TODAY.isoformat())

    assert (answer.status_code, answer.json["field"]) == (422, "compare_with")


def test_a_day_before_the_reports_has_nothing_to_count(viewer: Caller) -> None:
    summary = viewer.read("/summary", as_of="2020-01-01")

    assert (summary["as_of"], summary["open"], summary["by_component"]) == ("2020-01-01", 0, {})


def test_a_filter_of_the_list_is_none_of_the_summary_s(viewer: Caller) -> None:
    answer = viewer.get("/summary", overdue=1)

    assert (answer.status_code, answer.json["field"]) == (422, "overdue")
