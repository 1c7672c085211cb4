"""Reads the first sheet of an Excel workbook as rows of text."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from ipr_compliance.domain.refusal import Invalid

UNPACKED_LIMIT = 600 * 1024**2
CELL_LIMIT = 20_000_000
COLUMN_LIMIT = 500
_CHUNK = 1 << 20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,4})(\d{1,8})["']""")
_LONGEST_PLACE = 32


def rows(file: BinaryIO) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the first sheet that are not blank, with their numbers. Raises Invalid where it is no workbook."""
    _refuse_bombs(file)
    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        sheet = workbook.get_sheet_by_index(0)
    except CalamineError as problem:
        raise Invalid(f"The workbook cannot be read; save it again as .xlsx, or as CSV ({problem}).") from problem
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = [_as_text(value) for value in row]
        if any(texts):
            yield number, texts


def _refuse_bombs(file: BinaryIO) -> None:
    """A small file can unpack to more than the machine has, and a single far-off cell makes a sheet of billions."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise Invalid("This is not a table but a packed file of another kind.")
            if any(part.filename == "xl/workbook.bin" for part in parts):
                raise Invalid("This is a binary workbook (.xlsb); save it as .xlsx.")
            if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise Invalid(f"The workbook unpacks to more than {UNPACKED_LIMIT // 1024**2} MB; save it as CSV.")
            for part in parts:
                # A sheet may lie under any name; only the texts of cells are kept apart, and may say anything.
                if part.filename != "xl/sharedStrings.xml":
                    _refuse_far_cells(packed, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise Invalid(f"The workbook is damaged or locked with a password; save it again ({problem}).") from problem


def _refuse_far_cells(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    rightmost = lowest = 0
    with packed.open(part) as sheet:
        rest = b""
        while chunk := sheet.read(_CHUNK):
            places = set(_PLACE.findall(rest + chunk))
            rightmost = max([rightmost, *(_column(letters) for letters in {letters for letters, _row in places})])
            lowest = max([lowest, *(int(row) for _letters, row in places)])
            rest = chunk[-_LONGEST_PLACE:]
    if rightmost > COLUMN_LIMIT:
        raise Invalid(f"The table has {rightmost:,} columns; at most {COLUMN_LIMIT} can be read.")
    if rightmost * lowest > CELL_LIMIT:
        raise Invalid(
            f"The sheet reaches down to row {lowest:,}; delete the empty rows below the table, or save it as CSV."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _as_text(value: Any) -> str:
    """A cell as a person sees it: whole numbers without ".0", dates as 2027-03-15."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, time | timedelta) else ""
