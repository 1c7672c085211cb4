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


@pytest.mark.parametrize(("rows", "more"), [(ROW_LIMIT - 1, False), (ROW_LIMIT, False), (ROW_LIMIT + 1, True)])
def test_of_a_long_table_one_request_reads_the_beginning_and_knows_that_there_is_more(rows, more):
    found = read([b"number\n", b"1\n" * rows])
    assert (len(found.rows), found.more) == (min(rows, ROW_LIMIT), more)


def test_a_long_table_is_read_as_its_rows_are_asked_for():
    told = []
    with tables_apart.opened([b"number,text\n", b"1,%s\n" % (b"x" * 90) * 30_000], told.append) as table:
        assert (table.header, next(table.rows)) == (["number", "text"], (2, ["1", "x" * 90]))
        assert told[-1] < 50
        assert sum(1 for _row in table.rows) == 29_999
    assert told == sorted(told)
    assert told[-1] == 99


def test_what_is_wrong_far_down_in_a_long_table_is_said_when_it_is_reached():
    with (
        pytest.raises(Invalid, match=r"Line 20002: the quotation marks do not pair off"),
        tables_apart.opened([b"number\n", b"1\n" * 20_000, b'"1\n'], print) as table,
    ):
        list(table.rows)


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
