"""Opens a table that somebody hands in, CSV or XLSX, as rows of text; says in a sentence when it is not a table."""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from ipr_compliance.adapters import workbooks
from ipr_compliance.domain.refusal import Invalid

SIZE_LIMIT = 2 * 1024**3
"""A CSV file is read row by row, however long it is; nobody means to import more than this."""

WORKBOOK_LIMIT = 100 * 1024**2
"""A workbook is unpacked in memory."""

COLUMN_LIMIT = 500
_CHUNK = 1 << 20
_TOLD_AFTER = 1000  # rows

_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password; save it as .xlsx without one"),
    (b"\x1f\x8b", "a compressed file"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<table")


@dataclass(frozen=True)
class Table:
    """A table's header, and its rows, each with the line on which it starts; the header is line 1."""

    header: Sequence[str]
    rows: Iterator[tuple[int, Sequence[str]]]


@contextmanager
def opened(path: Path, heard: Callable[[int], object] | None = None) -> Iterator[Table]:
    """The table in a file; its rows are read as they are asked for.

    As those of a CSV file come, `heard` is told how far it is, in percent. Raises Invalid, here or while rows are read,
    where the file is not a table that can be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(0)
        _refuse_what_is_too_large(size, WORKBOOK_LIMIT if start.startswith(b"PK") else SIZE_LIMIT)
        if start.startswith(b"PK"):
            yield _table(workbooks.rows(file))
            return
        _refuse_what_is_no_table(start)
        delimiter = _checked(file)
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = _csv_rows(text, delimiter)
        yield _table(_heard(rows, text.buffer, size, heard) if heard else rows)


def _heard(
    rows: Iterator[tuple[int, Sequence[str]]], file: Any, size: int, heard: Callable[[int], object]
) -> Iterator[tuple[int, Sequence[str]]]:  # fmt: skip
    for place, row in enumerate(rows):
        if place % _TOLD_AFTER == 0:
            heard(file.tell() * 100 // size)
        yield row


def _refuse_what_is_too_large(size: int, limit: int) -> None:
    if size > limit:
        instead = "Save it as CSV, or split it" if limit == WORKBOOK_LIMIT else "Split it"
        raise Invalid(
            f"The file is {size / 1024**2:,.0f} MB large; at most {limit // 1024**2:,} MB can be imported. {instead}."
        )


def _table(rows: Iterator[tuple[int, Sequence[str]]]) -> Table:
    for _line, header in rows:
        if len(header) > COLUMN_LIMIT:
            raise Invalid(f"The table has {len(header):,} columns; at most {COLUMN_LIMIT} can be read.")
        return Table(header, rows)
    raise Invalid("The file is empty; a table begins with a line that names its columns.")


def _refuse_what_is_no_table(start: bytes) -> None:
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise Invalid("The file is empty; a table begins with a line that names its columns.")
    for beginning, kind in _KINDS:
        if start.startswith(beginning):
            raise Invalid(f"This is not a table but {kind}.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(start):
        raise Invalid("The file is in UTF-16. Save it again as “CSV UTF-8 (comma delimited)”, or as .xlsx.")
    if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_MARKUP):
        raise Invalid("This is not a table but a web page, or the answer of a site that asks for a login.")


def _looks_like_utf16(start: bytes) -> bool:
    half = len(start) // 2
    return half > 8 and max(start[0::2].count(0), start[1::2].count(0)) > half * 0.7


def _csv_rows(text: TextIO, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as problem:
        raise Invalid(
            f"Line {line}: the quotation marks do not pair off, so the rows after it cannot be told apart ({problem})."
        ) from problem


def _checked(file: BinaryIO) -> str:
    """Look through the whole file for what no table has, before a row is believed; answers what parts its cells."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    line, first = 1, ""
    while chunk := file.read(_CHUNK):
        if (at := chunk.find(b"\0")) >= 0:
            at_line = line + chunk.count(b"\n", 0, at)
            raise Invalid(f"Line {at_line} holds a NUL character; this is not a table of text.")
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as problem:
            raise _not_utf8(line + problem.object.count(b"\n", 0, problem.start)) from problem
        first = first or text.split("\n", 1)[0]
        line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as problem:
        raise _not_utf8(line) from problem
    return max(",;\t", key=first.count)


def _not_utf8(line: int) -> Invalid:
    return Invalid(
        f"Line {line} is not UTF-8 text. Save the table again as “CSV UTF-8 (comma delimited)”, or as .xlsx."
    )
