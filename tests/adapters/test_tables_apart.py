"""Tables that strangers hand in are read as any table, by a process that has limits and ends."""

import io

import pytest
import xlsxwriter

from ipr_compliance.adapters import tables_apart
from ipr_compliance.adapters.tables_apart import ROW_LIMIT, chunks_of, read
from ipr_compliance.domain.refusal import Invalid


def a_workbook(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def test_a_csv_file_is_read_with_the_lines_of_its_rows():
    found = read([b'number,text\n1,"two\nlines"\n', b"2,=1+1\n"])
    assert (found.header, found.rows) == (["number", "text"], [(2, ["1", "two\nlines"]), (4, ["2", "=1+1"])])


def test_a_workbook_is_read_too():
    found = read([a_workbook(["number", "text"], ["1.10", "Do it."])])
    assert (found.header, found.rows) == (["number", "text"], [(2, ["1.10", "Do it."])])


def test_the_file_is_at_its_start_again_when_it_was_read():
    file = io.BytesIO(b"number\n1\n")
    read(chunks_of(file))
    assert file.tell() == 0


def test_a_table_with_more_rows_than_a_page_checks_is_refused():
    with pytest.raises(Invalid, match="5,000 rows"):
        read([b"number\n", b"1\n" * (ROW_LIMIT + 1)])
    assert len(read([b"number\n", b"1\n" * ROW_LIMIT]).rows) == ROW_LIMIT


def test_one_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(tables_apart, "SECONDS", 0)
    with pytest.raises(Invalid, match="takes longer"):
        read([b"number\n1\n"])


def test_one_that_holds_too_much_text_is_refused():
    with pytest.raises(Invalid, match="more text"):
        read([b"number\n", (b"x" * 15_000 + b"\n") * ROW_LIMIT])


def test_a_reader_that_fails_is_our_fault_and_said_so(monkeypatch):
    monkeypatch.setattr(tables_apart, "_READER", "ipr_compliance.adapters.no_such_reader")
    with pytest.raises(tables_apart.NotRead):
        read([b"number\n1\n"])
