"""The tables to take away: bare csv and bare XlsxWriter over a cursor."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from flask import Flask, Response, g, request, send_file
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it brings no types

from benchmarks.floor import counting
from benchmarks.floor.app import store
from benchmarks.floor.store import as_day

_ROWS = """
SELECT p.number, p.title, p.issued_on, r.number, r.text, c.code, r.agreement, r.status, r.due_on, r.original_due_on,
  r.closed_on, r.responsible_official, r.responsible_email, r.priority, r.questioned_cost, r.unsupported_cost,
  r.funds_put_to_better_use, r.costs_agreed, r.better_use_agreed, r.whose_move, r.is_open, r.extensions,
  r.last_update_on, r.next_update_on, p.complete_by
FROM recommendation r JOIN report p ON p.id = r.report_id JOIN component c ON c.id = r.component_id
WHERE r.component_id IN ({visible}) AND NOT r.voided ORDER BY p.number, r.number_order, r.id
"""
_COLUMNS = (
    "report_number", "report_title", "issued_on", "number", "text", "component", "agreement", "status", "due_on",
    "original_due_on", "closed_on", "responsible_official", "responsible_email", "priority", "questioned_cost",
    "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed", "whose_move", "overdue",
    "days_late", "days_slipped", "extensions", "next_update_due_on", "beyond_window", "last_update_on", "complete_by",
)  # fmt: skip
_MONEY = range(14, 19)
_DAYS = (2, 8, 9, 10, 24)


def routes(app: Flask) -> None:
    """Add the files."""
    app.add_url_rule("/progress/file", "file", file)


def _cells(today: date) -> Iterator[list[Any]]:
    for row in store().stream(_ROWS.format(visible=g.person.sees), {}):
        *facts, move, is_open, extensions, told, named, complete_by = row
        issued, due, first, told, named, complete_by = map(
            as_day, (facts[2], facts[8], facts[9], told, named, complete_by)
        )
        for place in (2, 8, 9, 10):
            facts[place] = as_day(facts[place])
        facts[13] = "yes" if facts[13] else "no"
        late = (today - due).days if is_open and due and due < today else 0
        last = told or issued
        following = None
        if is_open and last:
            following = named if named and named > last else date.fromordinal(last.toordinal() + 90)
        yield [
            *facts, move, "yes" if late else "no", late, max(0, (due - first).days) if due and first else 0,
            extensions, following, "yes" if due and complete_by and due > complete_by else "no", told, complete_by,
        ]  # fmt: skip


def file() -> Response:
    """CSV or XLSX."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    if request.args["format"] == "csv":
        _write_csv(target, g.today)
        kind = "text/csv"
    else:
        _write_xlsx(target, g.today)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    target.seek(0)
    return send_file(target, kind, as_attachment=True, download_name="progress")


def _dollars(cents: int | None) -> str | None:
    return None if cents is None else f"{cents // 100}.{cents % 100:02}"


def _defused(text: Any) -> Any:
    return f"'{text}" if isinstance(text, str) and text[:1] in tuple("=+-@\t\r'") else text


def _write_csv(target: Any, today: date) -> None:
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for cells in _cells(today):
        for place in _MONEY:
            cells[place] = _dollars(cells[place])
        rows.writerow(map(_defused, cells))
    text.flush()
    text.detach()


def _write_xlsx(target: Any, today: date) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        page = book.add_worksheet("Recommendations")
        styles = {kind: book.add_format({"valign": "top"} | shown) for kind, shown in _SHOWN.items()}
        for place, name in enumerate(_COLUMNS):
            page.write_string(0, place, name, styles["plain"])
        for number, cells in enumerate(_cells(today), 1):
            for place in _MONEY:
                cells[place] = None if cells[place] is None else Decimal(cells[place]) / 100
            _write_row(page, number, cells, styles)
        page = book.add_worksheet("Figures")
        for number, cells in enumerate(_figures(today)):
            _write_row(page, number, cells, styles)


_SHOWN = {"plain": {}, "day": {"num_format": "yyyy-mm-dd"}, "money": {"num_format": "#,##0.00"}}


def _figures(today: date) -> Iterator[list[Any]]:
    since = today.replace(day=1) - timedelta(days=1)
    both = {day: counting.figures(g.person, day, since) for day in (today, since)}
    yield ["as_of", "component", *both[today][""]]
    for day, by_code in both.items():
        for code, found in by_code.items():
            yield [day, code or "all", *found.values()]


def _write_row(page: Any, number: int, cells: list[Any], styles: dict[str, Any]) -> None:
    for place, value in enumerate(cells):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            page.write_string(number, place, value, styles["plain"])
        elif isinstance(value, date):
            page.write_datetime(number, place, value, styles["day"])
        else:
            page.write_number(number, place, value, styles["money" if isinstance(value, Decimal) else "plain"])
