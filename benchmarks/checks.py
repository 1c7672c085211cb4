"""Whether an answer is right: compared with what was worked out from the made rows, before anything is timed."""

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from python_calamine import CalamineWorkbook

from benchmarks.clients import Answer, Wrong

Check = Callable[[Answer], None]

_KEY = re.compile(r"(OIG-\d\d-\d{5}) no\. (\S+)")


def shown(answer: Answer) -> str:
    """The words of a page between its header and its footer."""
    main = answer.text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def _holds(what: str, *, right: bool) -> None:
    if not right:
        raise Wrong(f"{what} is not there")


def _same(what: str, found: Any, right: Any) -> None:
    if found != right:
        raise Wrong(f"{what}: {found!r} instead of {right!r}")


def a_list(total: int, first: list[list[str]]) -> Check:
    """A page of the list with that total and those rows in that order."""

    def check(answer: Answer) -> None:
        words = shown(answer)
        _holds(f"total {total}", right=f"{total} recommendation{'' if total == 1 else 's'} " in words)
        _same("rows", [list(key) for key in _KEY.findall(words)], first)

    return check


def a_record(detail: dict[str, Any]) -> Check:
    """The page of that recommendation, with everything that was ever told of it."""

    def check(answer: Answer) -> None:
        words = shown(answer)
        for part in (f"Recommendation {detail['number']}", detail["report_number"], detail["text"], *detail["notes"]):
            _holds(part, right=" ".join(part.split()) in words)

    return check


def a_dashboard(figures: dict[str, Any], names: dict[str, str]) -> Check:
    """The dashboard with these figures: its sentence, and open and overdue ones of each component."""

    def check(answer: Answer) -> None:
        words = shown(answer)
        total = sum(figures["by_status"].values())
        said = f"{figures['open']} of {total} recommendations are open: {figures['overdue']} overdue"
        _holds(said, right=said in words)
        for code, own in figures["by_component"].items():
            line = f"{code} {names[code]} {own['open']} {own['overdue']} "
            _holds(line, right=line in words)

    return check


def an_api_page(total: int, first: list[list[str]], limit: int) -> Check:
    """A page of the API."""

    def check(answer: Answer) -> None:
        body = json.loads(answer.body)
        _same("total", body["total"], total)
        _same("length", len(body["items"]), min(limit, total))
        found = [[item["report_number"], item["number"]] for item in body["items"]]
        _same("rows", found[: len(first)], first)

    return check


def a_table(figures: dict[str, Any], form: str) -> Check:
    """The whole table as CSV or XLSX: all rows, by status, and how many are overdue."""

    def check(answer: Answer) -> None:
        if form == "csv":
            rows = list(csv.reader(io.StringIO(answer.text)))
        else:
            book = CalamineWorkbook.from_filelike(io.BytesIO(answer.body))
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        head, *body = rows
        status, overdue = head.index("status"), head.index("overdue")
        _same("rows by status", dict(Counter(row[status] for row in body)), figures["by_status"])
        _same("overdue", sum(row[overdue] == "yes" for row in body), figures["overdue"])

    return check


def nothing(_answer: Answer) -> None:
    """There is nothing in the answer to check."""
