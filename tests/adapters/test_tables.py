import codecs
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from ipr_compliance.adapters import tables, workbooks
from ipr_compliance.domain.refusal import Invalid

HEADER = "report_number,number,text\n"


def a_file(tmp_path: Path, content: bytes | str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path) -> list[tuple[int, list[str]]]:
    with tables.opened(path) as table:
        return [(1, list(table.header)), *((line, list(row)) for line, row in table.rows)]


def a_workbook(tmp_path: Path, *lines: tuple[object, ...]) -> Path:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(
        str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    ) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate(lines):
            sheet.write_row(number, 0, cells)
    return path


def a_packed_file(tmp_path: Path, part: str, content: str) -> Path:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(part, content)
    return path


def test_a_row_s_line_is_the_one_on_which_it_starts(tmp_path: Path) -> None:
    path = a_file(tmp_path, HEADER + 'R,1,"two\nlines"\n\nR,2,one\n')
    assert rows(path)[1:] == [(2, ["R", "1", "two\nlines"]), (5, ["R", "2", "one"])]


@pytest.mark.parametrize("content", [HEADER + "R,1,é\n", HEADER.replace("\n", "\r\n") + "R,1,é\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_utf8_is_read_with_and_without_its_mark(tmp_path: Path, content: str, mark: bytes) -> None:
    assert rows(a_file(tmp_path, mark + content.encode())) == [
        (1, ["report_number", "number", "text"]),
        (2, ["R", "1", "é"]),
    ]


def test_a_comma_in_a_name_does_not_make_it_the_mark_between_cells(tmp_path: Path) -> None:
    assert rows(a_file(tmp_path, "number;text, in full;component\n"))[0][1] == ["number", "text, in full", "component"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_cells_may_be_parted_by_semicolons_or_tabs(tmp_path: Path, delimiter: str) -> None:
    path = a_file(tmp_path, (HEADER + "R,1,text\n").replace(",", delimiter))
    assert rows(path)[1] == (2, ["R", "1", "text"])


NOT_TABLES = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "not a table but a PDF"),
    "html": (b"\n <!DOCTYPE html><html>", "not a table but a web page"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "not a table but a picture"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old Excel workbook \(.xls\)"),
    "rubbish": (bytes(range(1, 256)) * 9, "is not UTF-8 text|NUL character"),
    "empty": (b"", "file is empty"),
    "blank": (b"\n\r\n  \n", "file is empty"),
    "only a mark": (codecs.BOM_UTF8, "file is empty"),
    "utf-16": (HEADER.encode("utf-16"), "is in UTF-16. Save it again as “CSV UTF-8"),
    "utf-16 without mark": (HEADER.encode("utf-16-le"), "is in UTF-16"),
    "cp1252": ((HEADER + "R,1,x\nR,2,é\n").encode("cp1252"), "Line 3 is not UTF-8"),
    "nul": ((HEADER + "R,1,x\nR,2,a\0b\n").encode(), "Line 3 holds a NUL"),
    "open quote": ((HEADER + 'R,1,"never closed\nR,2,x\n').encode(), "Line 2: the quotation marks do not pair off"),
    "quote inside": ((HEADER + 'R,1,"a"b"\n').encode(), "Line 2: the quotation marks do not pair off"),
    "wide": (",".join(f"c{number}" for number in range(501)).encode(), "has 501 columns; at most 500"),
    "zip": (b"PK\x03\x04rubbish", "workbook is damaged"),
}


@pytest.mark.parametrize("kind", NOT_TABLES)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, kind: str) -> None:
    content, sentence = NOT_TABLES[kind]
    with pytest.raises(Invalid, match=sentence):
        rows(a_file(tmp_path, content))


@pytest.mark.parametrize(
    ("start", "size", "sentence"),
    [
        (HEADER.encode(), 3 * 1024**3, "3,072 MB large; at most 2,048 MB can be imported. Split it"),
        (b"PK\3\4", 200 * 1024**2, "200 MB large; at most 100 MB can be imported. Save it as CSV"),
    ],
)
def test_a_file_that_is_far_too_large_is_refused_by_its_size_alone(
    tmp_path: Path, start: bytes, size: int, sentence: str
) -> None:
    path = a_file(tmp_path, start)
    with path.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(Invalid, match=sentence):
        rows(path)


def test_it_is_told_how_far_the_reading_is(tmp_path: Path) -> None:
    told: list[int] = []
    with tables.opened(a_file(tmp_path, HEADER.encode() + b"1,x\n" * 300_000), told.append) as table:
        assert sum(1 for _row in table.rows) == 300_000
    assert told == sorted(told)
    assert 40 < told[len(told) // 2] < 60


def test_a_workbook_s_cells_read_as_a_person_sees_them(tmp_path: Path) -> None:
    when = datetime(2026, 1, 2)  # noqa: DTZ001  # a workbook knows no zones
    path = a_workbook(
        tmp_path, ("number", "due_on", "cost", "priority"), (1.0, when, 66848.5, True), (1.2, date(2026, 1, 3))
    )
    assert rows(path)[1:] == [(2, ["1", "2026-01-02", "66848.5", "true"]), (3, ["1.2", "2026-01-03", "", ""])]


def test_a_workbook_s_lines_are_its_rows_blank_ones_left_out(tmp_path: Path) -> None:
    assert [line for line, _ in rows(a_workbook(tmp_path, ("a", "b"), (), ("x", "y")))] == [1, 3]


def test_a_formula_gives_its_value_and_text_that_looks_like_one_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_string(1, 1, "=1+1")
    assert rows(path)[1] == (2, ["2", "=1+1"])


@pytest.mark.parametrize(
    ("place", "sentence"),
    [('="XFD2"', "16,384 columns; at most 500"), (" = 'CV1048576'", "reaches down to row 1,048,576")],
)
def test_a_sheet_with_one_far_cell_is_refused_before_it_fills_the_memory(
    tmp_path: Path, place: str, sentence: str
) -> None:
    path = a_packed_file(tmp_path, "xl/worksheets/sheet1.xml", f'<row><c r="A1"/><c r{place}/></row>')
    with pytest.raises(Invalid, match=sentence):
        rows(path)


def test_a_small_file_that_unpacks_to_a_great_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "UNPACKED_LIMIT", 1024**2)
    with pytest.raises(Invalid, match="unpacks to more than 1 MB"):
        rows(a_packed_file(tmp_path, "xl/worksheets/sheet1.xml", " " * (1024**2 + 1)))


def test_another_packed_file_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="packed file of another kind"):
        rows(a_packed_file(tmp_path, "word/document.xml", "<w/>"))
