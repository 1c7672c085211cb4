from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from ipr_compliance.domain.progress import (
    COLUMNS,
    Change,
    Item,
    LastUpdate,
    Period,
    Progress,
    Reckoning,
    Scope,
    cells,
    last_month,
    period,
)
from ipr_compliance.domain.progress_document import EXCERPT, document
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.summary import Figures, Summary
from ipr_compliance.domain.tables import RECORD_COLUMNS
from ipr_compliance.domain.words import Agreement, Status, WhoseMove

TODAY = date(2026, 11, 24)
NOVEMBER = Period(date(2026, 11, 1), TODAY)


def an_item(number: int = 1, **facts: Any) -> Item:
    values = dict.fromkeys(Item._fields) | {
        "id": number, "report_number": "OIG-26-01", "number": str(number), "text": "We recommend.",
        "component": "CBP-OT", "agreement": Agreement.CONCUR, "status": Status.OPEN_RESOLVED,
        "whose_move": WhoseMove.COMPONENT, "extensions": 0, "priority": False,
    }  # fmt: skip
    return Item(**values | facts)


def a_progress(*items: Item, days: Period = NOVEMBER, **facts: Any) -> Progress:
    figures = Figures(
        total=len(items),
        open=sum(item.status.is_open for item in items),
        overdue=sum(item.overdue(days.last) for item in items),
        days_late=Counter(item.days_late(days.last) for item in items if item.overdue(days.last)),
    )
    values = {
        "office": "DHS", "scope": Scope(), "period": days, "made_on": TODAY, "items": items, "components": [],
        "summary": Summary(days.last, figures, {}), "changes": [], "changes_in_all": 0, "last_updates": {},
        "extensions": [], "head": (7, "f" * 64),
    }  # fmt: skip
    return Progress(**values | facts)


def section(progress: Progress, heading: str) -> Any:
    return next(one for one in document(progress).sections if one.heading == heading)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_period_runs_by_default_from_the_first_of_the_month_to_today():
    assert period(None, None, TODAY) == NOVEMBER


def test_a_period_up_to_a_past_day_begins_with_that_day_s_month():
    assert period(None, date(2026, 2, 28), TODAY) == Period(date(2026, 2, 1), date(2026, 2, 28))


def test_a_period_of_one_day_is_allowed():
    assert period(TODAY, TODAY, TODAY) == Period(TODAY, TODAY)


def test_a_period_that_begins_after_it_ends_is_refused():
    with pytest.raises(Invalid, match="begins on 2026-11-25, after its last day, 2026-11-24") as refusal:
        period(date(2026, 11, 25), TODAY, TODAY)
    assert refusal.value.field == "from"


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 12, 1), date(2026, 11, 1), date(2026, 11, 30)),
        (date(2027, 1, 1), date(2026, 12, 1), date(2026, 12, 31)),
        (date(2028, 3, 1), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_monthly_report_is_about_the_whole_month_before(day, first, last):
    assert last_month(day) == Period(first, last)


def test_the_opening_sentence_says_how_many_are_overdue():
    progress = a_progress(an_item(1, due_on=days_ago(112)), an_item(2, due_on=days_ago(3)), an_item(3))
    assert "3 of 3 recommendations are open: 2 overdue, the longest by 112 days" in document(progress).opening


def test_a_report_about_nothing_is_still_a_report():
    told = document(a_progress())
    assert told.opening == "As of November 24, 2026, no recommendation is recorded here: 0 open, 0 overdue."
    assert [one.heading for one in told.sections if one.table] == ["Money", "All figures"]


def test_one_due_on_the_last_day_is_not_overdue():
    assert a_progress(an_item(due_on=TODAY)).overdue == []


@pytest.mark.parametrize(
    ("closed_on", "count"),
    [(date(2026, 10, 31), 0), (date(2026, 11, 1), 1), (TODAY, 1), (date(2026, 11, 25), 0)],
)
def test_both_ends_of_the_period_belong_to_it(closed_on, count):
    closed = an_item(status=Status.CLOSED_IMPLEMENTED, closed_on=closed_on)
    assert len(a_progress(closed).closed_in_period) == count


def test_an_overdue_item_is_told_with_its_last_update_and_next_step():
    late = an_item(due_on=days_ago(34), original_due_on=days_ago(64))
    update = LastUpdate(days_ago(5), "Draft sent.", "Sign it", date(2026, 12, 1))
    (case,) = section(a_progress(late, last_updates={1: update}), "Overdue recommendations").cases
    facts = dict(case.facts)
    assert facts["Due"] == "October 21, 2026 (34 days overdue)"
    assert facts["First due"] == "September 21, 2026 (slipped by 30 days)"
    assert facts["Last update"] == "November 19, 2026: Draft sent."
    assert facts["Next step"] == "Sign it (by December 1, 2026)"


def test_an_overdue_item_that_nobody_reported_on_says_so():
    (case,) = section(a_progress(an_item(due_on=days_ago(1))), "Overdue recommendations").cases
    assert dict(case.facts)["Last update"] == "None has been recorded."


def test_changes_are_told_by_recommendation_in_the_order_of_their_due_dates():
    first, second = an_item(8, due_on=days_ago(9)), an_item(3, due_on=TODAY)
    moved = {"due_on": {"from": "2026-11-15", "to": "2026-11-24"}}
    changes = [Change(3, "edited", days_ago(2), None, moved), Change(8, "update", days_ago(1), "Signed", {})]
    told = section(a_progress(first, second, changes=changes, changes_in_all=2), "What changed in the period")
    assert [case.record for case in told.cases] == [8, 3]
    assert told.cases[0].lines == ("November 23, 2026: Status update. Signed.",)
    assert told.cases[1].lines == (
        "November 22, 2026: Record changed. Moved the due date from November 15, 2026 to November 24, 2026.",
    )


def test_what_is_not_told_of_many_changes_is_counted():
    changes = [Change(1, "update", TODAY, "Done.", {})]
    told = section(a_progress(an_item(), changes=changes, changes_in_all=12), "What changed in the period")
    assert "12 changes" in told.paragraphs[0]
    assert "11 more" in told.paragraphs[0]


def test_the_last_table_holds_every_open_recommendation():
    progress = a_progress(an_item(1), an_item(2, status=Status.CLOSED_SUPERSEDED), an_item(3, due_on=TODAY))
    table = section(progress, "All open recommendations").table
    assert [row.record for row in table.rows] == [1, 3]
    assert [row.cells[-1] for row in table.rows] == ["No date", "November 24, 2026 (today)"]


def test_a_due_date_past_the_window_is_marked():
    item = an_item(due_on=date(2027, 8, 2), complete_by=date(2027, 8, 1))
    assert (
        section(a_progress(item), "All open recommendations")
        .table.rows[0]
        .cells[-1]
        .endswith("beyond the 18-month window")
    )


def test_a_long_text_is_cut_in_a_row_and_whole_where_it_is_told_at_length():
    text = "word " * 200
    progress = a_progress(an_item(text=text, due_on=days_ago(1)))
    assert len(section(progress, "All open recommendations").table.rows[0].cells[1]) <= EXCERPT + 1
    assert section(progress, "Overdue recommendations").cases[0].text == text


def test_a_day_to_come_is_said_to_be_a_forecast():
    ahead = Period(TODAY, date(2027, 3, 1))
    assert "still to come" in document(a_progress(an_item(), days=ahead)).notice
    assert document(a_progress(an_item())).notice == ""


def test_the_end_says_how_the_report_was_made():
    made = dict(document(a_progress(scope=Scope("CBP", "Customs"))).sections[-1].terms)
    assert made["Period"] == "November 1, 2026 to November 24, 2026, both days included"
    assert made["Filter"].startswith("Customs (CBP)")
    assert made["History head"] == f"entry 7, SHA-256 {'f' * 64}"


def test_the_table_begins_with_the_columns_of_the_import():
    assert COLUMNS[: len(RECORD_COLUMNS)] == RECORD_COLUMNS
    row = dict(
        zip(COLUMNS, cells(an_item(due_on=days_ago(2), original_due_on=days_ago(5)), Reckoning(TODAY)), strict=True)
    )
    assert (row["report_number"], row["overdue"], row["days_late"], row["days_slipped"]) == ("OIG-26-01", True, 2, 3)
