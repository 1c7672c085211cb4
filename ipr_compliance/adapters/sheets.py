"""Writes tables as CSV and XLSX, row by row, so that a long one needs no more memory than a short one."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it brings no types

LONGEST_CELL = 32_767
"""What one cell of a workbook can hold."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_WIDTHS = {"text": 60, "report_title": 32, "responsible_official": 28, "responsible_email": 28}


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def defused(text: str) -> str:
    """The text with one apostrophe before it where a spreadsheet would take it for a formula; an import removes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv(target: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The table as UTF-8, lines ended as RFC 4180 says; dates as YYYY-MM-DD, money with two places."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def write_xlsx(
    target: IO[bytes], sheets: Iterable[Sheet], *, made_on: date, title: str = "Progress report"
) -> None:  # fmt: skip
    """The tables as one workbook: real dates and amounts, text never a formula or link, headings that stay in view."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(target, options) as book:
        # Without a fixed instant the same table would give another file every second.
        book.set_properties({"title": title, "created": datetime.combine(made_on, time(), UTC)})
        styles = _Styles(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, styles)


class _Styles:
    def __init__(self, book: Workbook) -> None:
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.plain = book.add_format({"valign": "top"})


def _write_sheet(page: Any, sheet: Sheet, styles: _Styles) -> None:
    for place, name in enumerate(sheet.columns):
        page.set_column(place, place, _WIDTHS.get(name, max(12, len(name) + 2)))
        page.write_string(0, place, name, styles.heading)
    page.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(page, last, place, value, styles)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, place: int, value: Any, styles: _Styles) -> None:
    if isinstance(value, str):  # which most cells are
        if value:
            page.write_string(row, place, defused(value)[:LONGEST_CELL], styles.plain)
    elif value is None:
        return
    elif isinstance(value, bool):
        page.write_string(row, place, str(_plain(value)), styles.plain)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, styles.day)
    else:
        page.write_number(row, place, value, styles.money if isinstance(value, Decimal) else styles.plain)
