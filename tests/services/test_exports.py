"""What is seen is what is exported: page and files are compared cell by cell over random lists."""

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ipr_compliance.adapters.tables import opened
from ipr_compliance.domain import columns
from ipr_compliance.domain.progress import COLUMNS, Format, Reckoning
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Shape
from ipr_compliance.domain.words import Role, Status
from ipr_compliance.queries import progress, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import exports, imports
from ipr_compliance.services.exports import Order, make
from ipr_compliance.services.import_staging import staged
from tests.factories import TODAY, a_recommendation, a_report, an_asker, an_office, an_update
from tests.lives import Life
from tests.setup.tracker import text_of_pdf

TEXTS = (
    "We recommend\na review.",
    "=SUM(A1)",
    "Write “é” & <b>漢字</b> down.",
    "'quoted",
    "  two  blanks  ",
    "x" * 400,
)


def made(session, office, form, asker=None, **asked) -> bytes:
    target = io.BytesIO()
    order = Order(Filter.read({name: str(value) for name, value in asked.items()}), TODAY)
    make(session.connection(), asker or office.keeper, office.tree, order, form, target)
    return target.getvalue()


def an_office_of_chance(session):
    """Random records of three components, some of them with a life behind them."""
    chance, office = Random(6), an_office(session)  # noqa: S311 - data that can be made again
    a_report(session, office, "OIG-26-02", issued_on=TODAY - timedelta(days=700))
    for number in range(24):
        days = chance.choice([None, *range(-90, 500, 7)])
        facts = {
            "component": chance.choice(["PLCY", "CBP-OT", "CBP-OFO"]), "text": chance.choice(TEXTS) + str(number),
            "due_on": None if days is None else TODAY + timedelta(days=days), "priority": chance.choice([True, False]),
            "questioned_cost": chance.choice([None, "0", "738058.10"]),
            "responsible_official": chance.choice([None, "Director"]),
        }  # fmt: skip
        if number % 3:
            made = a_recommendation(session, office, chance.choice(["OIG-26-01", "OIG-26-02"]), **facts)
            if number % 2:
                an_update(session, office, made)
        else:
            Life(session, office, **facts).brought_to(list(Status)[number // 3 % len(Status)])
    return office


pytestmark = pytest.mark.beginning(recorded=an_office_of_chance)


@pytest.fixture
def office(begun):
    return begun


def as_read(value):
    """A cell of a page, workbook or CSV as the value that JSON has."""
    if isinstance(value, bool | None):
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, float):
        return f"{Decimal(str(value)):.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


ASKED = (
    {}, {"sort": "report"}, {"component": "CBP", "sort": "-due"}, {"open": 1, "sort": "updated"},
    {"as_of": TODAY - timedelta(days=100)}, {"open": 1, "as_of": TODAY - timedelta(days=20), "sort": "report"},
    {"columns": "status,due_on,questioned_cost,days_late,next_update_due_on"}, {"status": "closed-implemented"},
)  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_csv_workbook_and_json_say_the_same_in_every_cell(session, office, asked):
    table = list(csv.DictReader(io.StringIO(made(session, office, Format.CSV, **asked).decode(), newline="")))
    records = json.loads(made(session, office, Format.JSON, **asked))["items"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office, Format.XLSX, **asked)))
    heads, *rows = book.get_sheet_by_name("Recommendations").to_python()
    sheet = [dict(zip(heads, row, strict=True)) for row in rows]
    assert len(table) == len(records) == len(sheet) > 0
    for line, cells, record in zip(table, sheet, records, strict=True):
        for name, cell in line.items():
            expected = as_read(record[name])
            assert re.sub(r"^'(?='*[=+@-])", "", cell) == expected, name
            typed = cells[name]
            number = isinstance(typed, float) and expected not in {"", f"{typed:.2f}"}
            assert (str(int(typed)) if number else re.sub(r"^'(?='*[=+@-])", "", as_read(typed))) == expected, name


@pytest.mark.parametrize("asked", ASKED)
def test_the_rows_are_those_of_the_page_in_its_order(session, office, asked):
    wanted = Filter.read({name: str(value) for name, value in asked.items()})
    page = recommendations.page(session.connection(), office.keeper, office.tree, wanted, TODAY, limit=100)
    records = json.loads(made(session, office, Format.JSON, **asked))["items"]
    assert [record["id"] for record in records] == [row.id for row in page.rows]
    assert len(records) == page.total


@pytest.mark.parametrize("asked", [ASKED[2], ASKED[4], ASKED[6]])
def test_the_printed_list_holds_every_cell_of_the_page(session, office, asked, tmp_path):
    printed = tmp_path / "list.pdf"
    printed.write_bytes(made(session, office, Format.PDF, **asked))
    words = text_of_pdf(printed).replace("\u200b", "").replace(" ", "")
    wanted = Filter.read({name: str(value) for name, value in asked.items()})
    by = Reckoning(wanted.as_of or TODAY)
    for row in recommendations.every(session.connection(), office.keeper, office.tree, wanted, TODAY):
        item = progress.item(row)
        for name in columns.shown(wanted.columns):
            for word in columns.in_cell(name, item, by).split():
                if word.isascii() and len(word) < 20:
                    assert word in words, (name, word)


def test_what_is_exported_is_imported_without_a_difference(session, office, tmp_path):
    for form in (Format.CSV, Format.XLSX):
        for chosen in ({}, {"columns": "due_on,days_late"}):
            path = tmp_path / f"list.{form.value}"
            path.write_bytes(made(session, office, form, **chosen))
            shape = Shape.of_records(office.tree, TODAY)
            with opened(path) as table, staged(table, shape, Options()) as ready:
                found = imports.preview(session.connection(), ready, by=office.keeper, tree=office.tree, today=TODAY)
            assert (found.new, found.changed, list(found.refused)) == (0, 0, [])


WRITTEN = st.text(
    st.sampled_from("=+-@'\"\t\r\n ,;") | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]),
    min_size=1,
    max_size=30,
).filter(str.strip)


@pytest.mark.beginning(recorded=None)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.fixed_dictionaries(
        {"text": WRITTEN},
        optional={
            "number": st.text("0123456789.=-A", min_size=1, max_size=8).map("=1.{}".format),
            "responsible_official": WRITTEN,
            "due_on": st.dates(TODAY, date(2099, 12, 31)),
            "questioned_cost": st.decimals(0, 10**11, places=2),
            "priority": st.booleans(),
        },
    ),
    form=st.sampled_from([Format.CSV, Format.XLSX]),
)
@example(facts={"text": "_x000D_ stands for _x0041_"}, form=Format.XLSX)
def test_whatever_people_write_is_exported_and_imported_without_a_difference(session, tmp_path, facts, form):
    undone = session.begin_nested()
    try:
        office = an_office(session)
        a_recommendation(session, office, **facts)
        path = tmp_path / f"list.{form.value}"
        path.write_bytes(made(session, office, form))
        with opened(path) as table, staged(table, Shape.of_records(office.tree, TODAY), Options()) as ready:
            found = imports.preview(session.connection(), ready, by=office.keeper, tree=office.tree, today=TODAY)
        assert (found.new, found.changed, found.unchanged) == (0, 0, 1)
        assert (found.refused, found.conflicts, found.missing) == ([], [], [])
    finally:
        undone.rollback()


def test_chosen_columns_are_those_of_the_table_beside_what_names_a_record(session, office):
    head = made(session, office, Format.CSV, columns="due_on,days_late").decode().splitlines()[0]
    assert head == "report_number,number,text,component,due_on,days_late"
    assert made(session, office, Format.CSV).decode().splitlines()[0] == ",".join(COLUMNS)


def test_the_workbook_has_real_dates_amounts_and_a_head_that_stays(session, office):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, office, Format.XLSX, open=1)))
    assert book.sheet_names == ["Recommendations", "About"]
    about = dict(book.get_sheet_by_name("About").to_python()[1:])
    assert (about["as_of"], about["list"], about["open"]) == (TODAY, "Open", "1")


@pytest.mark.parametrize("form", exports.FORMS)
def test_the_same_state_gives_the_same_bytes(session, office, form):
    assert made(session, office, form, component="CBP") == made(session, office, form, component="CBP")


@pytest.mark.parametrize("form", exports.FORMS)
def test_a_list_of_nothing_can_be_taken_away(session, office, form):
    assert made(session, office, form, component="NASA")


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON])
def test_nobody_takes_away_what_they_may_not_see(session, office, form):
    text = made(session, office, form, an_asker(office, Role.VIEWER, "PLCY")).decode()
    assert "PLCY" in text
    assert "CBP" not in text


def test_more_rows_than_are_printed_are_refused(session, office, monkeypatch):
    monkeypatch.setattr(exports, "MOST_PRINTED", 2)
    with pytest.raises(Invalid, match="at most 2 rows, and this one would have 24"):
        made(session, office, Format.PDF)


def test_a_table_is_read_with_two_questions_and_one_for_the_offices_rules(session, office, statements):
    session.connection()  # the transaction has begun
    statements.clear()
    made(session, office, Format.CSV)
    assert len(statements) == 3


def test_the_question_is_told_in_words():
    wanted = Filter.read({"component": "CBP", "overdue": "1", "signal": "stale", "sort": "report", "extended": "2"})
    assert wanted.in_words() == "Component: CBP; Overdue; At least 2 extensions; No update for 45 days"
    assert Filter().in_words() == "All recommendations"
