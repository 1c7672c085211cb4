import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from ipr_compliance.domain.deadlines import UPDATE_DAYS
from ipr_compliance.domain.progress import COLUMNS, Format, Period, Scope, period
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.words import Role
from ipr_compliance.queries import progress, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import record_of, summary_of
from ipr_compliance.services import orders
from ipr_compliance.services.orders import Order
from ipr_compliance.services.progress import make, tell
from tests.factories import TODAY, a_recommendation, a_report, an_asker, an_office, an_update

LATE = TODAY - timedelta(days=34)


def made(session, asker, office, form, *, code="", first=None, last=None) -> bytes:
    target = io.BytesIO()
    scope = progress.scope(asker, office.tree, code)
    order = Order(scope, period(first, last, TODAY), TODAY)
    make(session.connection(), asker, office.tree, order, form, target)
    return target.getvalue()


def told(session, asker, office, **asked):
    order = Order(Scope(), period(asked.get("first"), asked.get("last"), TODAY), TODAY)
    return tell(session.connection(), asker, office.tree, order)


def section(document, heading):
    return next(one for one in document.sections if one.heading == heading)


@pytest.fixture
def office(session):
    """Three recommendations: one late at CBP-OT, one to come at CBP-OFO, one without a date at PLCY."""
    office = an_office(session)
    late = a_recommendation(session, office, due_on=LATE, priority=True, questioned_cost="738058.10")
    an_update(session, office, late, note="Draft to counsel.", next_step="Sign it", next_step_on="2026-12-20")
    a_recommendation(session, office, component="CBP-OFO", due_on=TODAY + timedelta(days=5), text="=cmd|'/c calc'!A1")
    a_recommendation(session, office, component="PLCY", text="Write “é”\nand 漢字 down.")
    return office


def test_every_form_tells_the_same_number(session, office):
    table = csv.DictReader(io.StringIO(made(session, office.keeper, office, Format.CSV).decode(), newline=""))
    answer = json.loads(made(session, office.keeper, office, Format.JSON))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office.keeper, office, Format.XLSX)))
    sheet = book.get_sheet_by_name("Recommendations").to_python()
    assert [row["overdue"] for row in table].count("yes") == 1
    assert answer["summary"]["overdue"] == [item["overdue"] for item in answer["items"]].count(True) == 1
    assert [row[sheet[0].index("overdue")] for row in sheet[1:]].count("yes") == 1
    assert b"3 of 3 recommendations are open: 1 overdue, by 34 days" in made(
        session, office.keeper, office, Format.HTML
    )


def test_json_holds_the_summary_and_the_records_of_the_api(session, office):
    connection = session.connection()
    answer = json.loads(made(session, office.keeper, office, Format.JSON))
    rows = recommendations.every(connection, office.keeper, office.tree, Filter(sort="report"), TODAY)
    figures = progress.figures(connection, office.keeper, office.tree, Scope(), period(None, None, TODAY))
    assert answer == {"summary": summary_of(figures), "items": [record_of(row, TODAY, UPDATE_DAYS) for row in rows]}


def test_the_table_has_the_import_s_columns_first_and_text_that_is_no_formula(session, office):
    rows = list(csv.reader(io.StringIO(made(session, office.keeper, office, Format.CSV).decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    first, second, third = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert (first["questioned_cost"], first["priority"], first["days_late"]) == ("738058.10", "yes", "34")
    assert second["text"] == "'=cmd|'/c calc'!A1"
    assert (third["text"], third["due_on"]) == ("Write “é”\nand 漢字 down.", "")


def test_the_workbook_has_dates_amounts_and_a_summary(session, office):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office.keeper, office, Format.XLSX)))
    assert book.sheet_names == ["Recommendations", "Summary", "About"]
    names, first, *_rest = book.get_sheet_by_name("Recommendations").to_python()
    row = dict(zip(names, first, strict=True))
    assert (row["due_on"], Decimal(str(row["questioned_cost"]))) == (LATE, Decimal("738058.1"))
    assert book.get_sheet_by_name("Summary").to_python()[1][1:5] == ["all", 3, 3, 1]


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.XLSX, Format.HTML, Format.PDF])
def test_the_same_state_gives_the_same_bytes(session, office, form):
    assert made(session, office.keeper, office, form) == made(session, office.keeper, office, form)


@pytest.mark.parametrize("form", Format)
def test_a_report_about_nothing_can_be_made(session, form):
    office = an_office(session)
    assert made(session, office.keeper, office, form)


def test_an_overdue_item_stands_with_its_last_update_and_next_step(session, office):
    (case,) = section(told(session, office.keeper, office), "Overdue recommendations").cases
    facts = dict(case.facts)
    assert facts["Last update"] == "November 24, 2026: Draft to counsel."
    assert facts["Next step"] == "Sign it (by December 20, 2026)"


def test_changes_of_the_period_are_told_and_others_are_not(session, office):
    report = told(session, office.keeper, office)
    (case,) = section(report, "What changed in the period").cases
    assert "Draft to counsel." in case.lines[0]
    before = told(session, office.keeper, office, first=date(2026, 10, 1), last=date(2026, 10, 31))
    assert section(before, "What changed in the period").cases == ()


def test_a_past_day_is_told_as_it_stood(session, office):
    a_report(session, office, "OIG-26-09", issued_on=TODAY - timedelta(days=2))
    a_recommendation(session, office, "OIG-26-09")
    answer = json.loads(made(session, office.keeper, office, Format.JSON, last=LATE))
    assert len(answer["items"]) == 3
    assert answer["summary"]["overdue"] == 0
    assert answer["summary"]["as_of"] == LATE.isoformat()


def test_what_was_reported_after_the_day_is_not_told_of_it(session, office):
    yesterday = TODAY - timedelta(days=1)
    (case,) = section(told(session, office.keeper, office, last=yesterday), "Overdue recommendations").cases
    assert dict(case.facts)["Last update"] == "None has been recorded."


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.HTML])
def test_nobody_reads_about_components_that_are_not_theirs(session, office, form):
    viewer = an_asker(office, Role.VIEWER, "PLCY")
    text = made(session, viewer, office, form).decode()
    assert "Write “é”" in text
    assert "CBP-OT" not in text
    assert "Draft to counsel" not in text


def test_changes_of_others_are_not_even_counted(session, office):
    an_update(session, office, a_recommendation(session, office, component="PLCY"))
    viewer = an_asker(office, Role.VIEWER, "PLCY")
    changes = section(told(session, viewer, office), "What changed in the period")
    assert changes.paragraphs == ("1 change took effect in the period.",)


def test_a_component_is_reported_with_those_below_it(session, office):
    answer = json.loads(made(session, office.keeper, office, Format.JSON, code="cbp"))
    assert [item["component"] for item in answer["items"]] == ["CBP-OT", "CBP-OFO"]
    assert answer["summary"]["open"] == 2


@pytest.mark.parametrize("code", ["NASA", "CBP"])
def test_a_component_that_is_not_there_or_not_theirs_is_refused_alike(office, code):
    viewer = an_asker(office, Role.VIEWER, "PLCY")
    with pytest.raises(Invalid, match=f"There is no component {code}.") as refusal:
        progress.scope(viewer, office.tree, code)
    assert refusal.value.field == "component"


def test_the_file_s_name_is_safe_whatever_a_component_is_called():
    order = Order(Scope("../Trade & Ops\n", ""), Period(TODAY, TODAY), TODAY)
    assert order.file_name(Format.PDF) == "progress--Trade-Ops-2026-11-24.pdf"


def test_more_changes_than_are_told_are_counted(session, office):
    late = a_recommendation(session, office, due_on=LATE)
    for number in range(progress.CHANGES_SHOWN):
        an_update(session, office, late, note=f"Note {number}")
    (said,) = section(told(session, office.keeper, office), "What changed in the period").paragraphs
    assert f"{progress.CHANGES_SHOWN + 1} changes" in said
    assert "1 more" in said


def test_the_table_is_read_with_two_questions_and_one_for_the_offices_rules(session, office, statements):
    statements.clear()
    made(session, office.keeper, office, Format.CSV)
    assert len(statements) == 3


@pytest.mark.parametrize("form", Format)
def test_whoever_waits_is_told_how_far_it_is(session, office, form, monkeypatch):
    said = []
    monkeypatch.setattr(orders, "STEP", 1)
    make(session.connection(), office.keeper, office.tree, Order(Scope(), period(None, None, TODAY), TODAY), form,
         io.BytesIO(), said.append)  # fmt: skip
    assert said[:3] == ([0, 16, 33] if form is Format.PDF else [0, 33, 66])
    assert said == sorted(said)
