"""Whoever follows `next` to the end gets everything once, while others write."""

from datetime import timedelta

import pytest

from ipr_compliance.queries.filters import SORTS
from tests.factories import TODAY, a_recommendation, a_report, an_update

MANY, SOME = 23, 4


@pytest.fixture
def records(database, office):
    with database.transaction() as session:
        for number in range(MANY):
            due = TODAY + timedelta(days=number % 5) if number % 3 else None
            a_recommendation(session, office, f"OIG-26-{number % 4 + 1:02}", due_on=due)


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("sort", [*SORTS, ""])
def test_every_record_comes_once_while_others_are_added_and_reported_on(liaison, database, office, sort):
    before = {item["id"] for item in liaison.read("/recommendations", limit=500)["items"]}
    seen, moved, cursor = [], set(), ""
    while cursor is not None:
        page = liaison.read("/recommendations", limit=SOME, sort=sort, cursor=cursor)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        with database.transaction() as session:
            an_update(session, office, min(before))
            if sort == "updated":  # whoever reports goes to the end of this order, and comes again
                moved.add(min(before))
            a_recommendation(session, office, "OIG-26-02", due_on=TODAY)
            a_recommendation(session, office, "OIG-26-99")
    assert sorted(set(seen) - moved) == sorted(number for number in seen if number not in moved)
    assert before <= set(seen)


def test_every_report_too(liaison, database, office):
    with database.transaction() as session:
        for number in range(9):
            a_recommendation(session, office, f"OIG-25-{number:02}")
    before = {item["number"] for item in liaison.read("/reports")["items"]}
    seen, cursor = [], ""
    while cursor is not None:
        page = liaison.read("/reports", limit=2, cursor=cursor)
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        with database.transaction() as session:
            a_report(session, office, f"OIG-24-{len(seen):02}")
            a_recommendation(session, office, f"OIG-26-{len(seen):02}")
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_instants_are_in_utc(liaison, database, office):
    with database.transaction() as session:
        number = a_recommendation(session, office)
    for entry in liaison.read(f"/recommendations/{number}")["history"]:
        assert entry["recorded_at"].endswith("+00:00")
