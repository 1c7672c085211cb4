import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ipr_compliance.adapters.sheets import Sheet, defused, write_csv, write_xlsx
from ipr_compliance.domain.table_cells import undefused

DAY = date(2026, 11, 24)


def as_csv(*rows, columns=("a", "b")):
    target = io.BytesIO()
    write_csv(target, columns, rows)
    return list(csv.reader(io.StringIO(target.getvalue().decode(), newline="")))


def as_xlsx(*rows, columns=("a", "b")):
    target = io.BytesIO()
    write_xlsx(target, [Sheet("One", columns, rows)], made_on=DAY)
    return target.getvalue()


def read_back(book):
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("One").to_python()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''-1"])
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", " =1", "'tis", "'", "1.2"])
def test_other_text_stays_as_it_is(text):
    assert defused(text) == text


@given(st.text(alphabet="'=+-@\t\rab ", max_size=6))
def test_an_import_reads_what_was_exported(text):
    assert undefused(defused(text)) == text


def test_csv_keeps_line_breaks_quotes_and_other_scripts():
    assert as_csv(('line\nbreak, “é” "quoted"', "漢字")) == [["a", "b"], ['line\nbreak, “é” "quoted"', "漢字"]]


def test_csv_writes_dates_money_and_marks_as_files_do():
    assert as_csv((DAY, Decimal("738058.1")), (True, None), (False, 0))[1:] == [
        ["2026-11-24", "738058.10"], ["yes", ""], ["no", "0"],
    ]  # fmt: skip


def test_a_workbook_holds_real_dates_and_amounts_and_text_as_text():
    rows = read_back(as_xlsx((DAY, Decimal("738058.10")), ("2.10", "https://oig.example")))
    assert rows[1:] == [[DAY, 738058.10], ["2.10", "https://oig.example"]]


def test_a_workbook_holds_no_formula():
    assert read_back(as_xlsx(("=1+1", "@x")))[1] == ["'=1+1", "'@x"]


def test_the_largest_amount_survives_a_workbook():
    (found,) = read_back(as_xlsx((Decimal("999999999999.99"),), columns=("a",)))[1]
    assert Decimal(str(found)).quantize(Decimal("0.01")) == Decimal("999999999999.99")


def test_the_same_table_gives_the_same_workbook():
    assert as_xlsx(("x", DAY)) == as_xlsx(("x", DAY))


def test_a_table_without_rows_still_has_its_headings():
    assert as_csv() == [["a", "b"]]
    assert read_back(as_xlsx()) == [["a", "b"]]


def test_rows_are_written_as_they_come():
    taken = []

    class Target(io.BytesIO):
        def write(self, data):
            taken.append(len(made))
            return super().write(data)

    made = []
    write_csv(Target(), ("a",), (made.append(number) or ("x" * 9000,) for number in range(5)))
    assert taken[2] < 5
