"""The list of recommendations, as a page and for programs."""

import base64
import json
import re
from datetime import date
from typing import Any

from flask import Flask, g, render_template, request

from benchmarks.floor.app import Person, store
from benchmarks.floor.store import among, as_day

ROWS = 25
_FROM = """FROM recommendation r JOIN report p ON p.id = r.report_id JOIN component c ON c.id = r.component_id
WHERE r.component_id IN ({visible}) AND NOT r.voided{asked}"""
_COUNT = "SELECT count(*) FROM recommendation r WHERE r.component_id IN ({visible}) AND NOT r.voided{asked}"
_PAGE = (
    "SELECT r.id, p.number, r.number, substr(r.text, 1, 400), c.code, r.status, r.whose_move, r.due_on, r.is_open, "
    f"r.last_update_on, r.due_order {_FROM} ORDER BY r.due_order, r.id LIMIT :limit"
)
_RECORDS = (
    "SELECT r.id, p.number, p.title, r.number, r.text, c.code, r.responsible_official, r.responsible_email, "
    "r.agreement, r.status, r.whose_move, p.issued_on, r.due_on, r.original_due_on, r.extensions, r.is_open, "
    "r.last_update_on, r.next_update_on, r.priority, r.questioned_cost, r.unsupported_cost, "
    f"r.funds_put_to_better_use, r.closed_on, r.version, r.due_order {_FROM} "
    "ORDER BY r.due_order, r.id LIMIT :limit"
)
_VIEWS = """
SELECT id, name FROM saved_view WHERE person_id = :person OR component_id IN ({visible}) ORDER BY lower(name), id
"""
COLUMNS = (
    ("text", "Recommendation"),
    ("component", "Component"),
    ("status", "Status"),
    ("whose_move", "Whose move"),
    ("due_on", "Due"),
    ("last_update_on", "Last update"),
    ("agreement", "Agreement"),
    ("report_title", "Report"),
    ("issued_on", "Issued"),
    ("responsible_official", "Responsible official"),
    ("responsible_email", "E-mail of the official"),
    ("original_due_on", "First due"),
    ("days_slipped", "Days slipped"),
    ("days_late", "Days overdue"),
    ("extensions", "Extensions"),
    ("complete_by", "End of the 18-month window"),
    ("beyond_window", "Beyond the window"),
    ("next_update_due_on", "Next update owed"),
    ("priority", "Priority"),
    ("questioned_cost", "Questioned costs"),
    ("unsupported_cost", "Unsupported costs"),
    ("funds_put_to_better_use", "Better use"),
    ("costs_agreed", "Costs agreed"),
    ("better_use_agreed", "Better use agreed"),
    ("closed_on", "Closed"),
)
"""What a row can show, and what it is called; the first six are shown unless asked otherwise."""


def routes(app: Flask) -> None:
    """Add the pages."""
    app.add_url_rule("/recommendations", "list", index)
    app.add_url_rule("/api/v1/recommendations", "api", api)


def _asked(limit: int, after: str) -> tuple[str, str, dict[str, Any]]:
    """The conditions of the count, those of the page, and the values."""
    person: Person = g.person
    asked, values = "", {"limit": limit + 1}
    if code := request.args.get("component"):
        asked += f" AND r.component_id IN ({among(below(person, code))})"
    if request.args.get("overdue") == "1":
        asked += " AND r.is_open AND r.due_on < :today"
        values["today"] = store().day(g.today)
    if words := re.findall(r"[^\W_]+", request.args.get("q", "")):
        if store().is_sqlite:
            asked += " AND r.id IN (SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH :words)"
            values["words"] = " ".join(f'"{word.casefold()}"*' for word in words)
        else:
            asked += " AND r.id IN (SELECT id FROM recommendation_search WHERE words @@ to_tsquery('simple', :words))"
            values["words"] = " & ".join(f"{word.casefold()}:*" for word in words)
    if not after:
        return asked, asked, values
    day, number = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    values |= {"day": day if store().is_sqlite else date.fromisoformat(day), "number": number}
    return asked, f"{asked} AND (r.due_order, r.id) > (:day, :number)", values


def below(person: Person, code: str) -> frozenset[int]:
    """The component of that code and all under it."""
    found: set[int] = set()
    for number, own, _name, parent in person.components:  # parents come first
        if own == code or parent in found:
            found.add(number)
    return frozenset(found)


def _cursor(row: Any) -> str:
    text = json.dumps([str(row[-1]), row[0]])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _page(statement: str, limit: int, after: str) -> tuple[list[Any], int, str]:
    counted, asked, values = _asked(limit, after)
    visible = g.person.sees
    total = store().one(_COUNT.format(visible=visible, asked=counted), values)[0]
    rows = store().all(statement.format(visible=visible, asked=asked), values)
    return rows[:limit], total, _cursor(rows[limit - 1]) if len(rows) > limit else ""


def index() -> str:
    """The page."""
    with store().reading():
        after = request.args.get("after", "")
        rows, total, following = _page(_PAGE, ROWS, after)
        address = request.query_string.decode().partition("after=")[0]
        address += "&" if address and not address.endswith("&") else ""
        return render_template(
            "list.html",
            rows=rows,
            total=total,
            following=f"{address}after={following}" if following else "",
            address=address,
            after=after,
            args=request.args,
            components=[one for one in g.person.components if one[0] in g.person.visible],
            today=g.today,
            views=store().all(_VIEWS.format(visible=g.person.sees), {"person": g.person.id}),
            COLUMNS=COLUMNS,
        )


def api() -> dict[str, Any]:
    """The same for programs."""
    with store().reading():
        rows, total, following = _page(_RECORDS, int(request.args.get("limit", 100)), request.args.get("cursor", ""))
    return {"items": [_record(row, g.today) for row in rows], "total": total, "next": following or None}


def _plain(day: Any) -> str | None:
    return None if day is None else str(day)


def _dollars(cents: int | None) -> str | None:
    return None if cents is None else f"{cents // 100}.{cents % 100:02}"


def _record(row: Any, today: date) -> dict[str, Any]:
    (number, report, title, n, text, code, official, email, agreement, status, move, issued, due, first, extensions,
     is_open, told, named, priority, questioned, unsupported, better, closed, version, _order) = row  # fmt: skip
    issued, due, first, told, named = (as_day(day) for day in (issued, due, first, told, named))
    late = (today - due).days if is_open and due and due < today else 0
    last = told or issued
    following = None
    if is_open and last:
        following = named if named and named > last else date.fromordinal(last.toordinal() + 90)
    return {
        "id": number, "report_number": report, "report_title": title, "number": n, "text": text, "component": code,
        "responsible_official": official, "responsible_email": email, "agreement": agreement, "status": status,
        "whose_move": move, "issued_on": _plain(issued), "due_on": _plain(due), "original_due_on": _plain(first),
        "extensions": extensions, "days_slipped": max(0, (due - first).days) if due and first else 0,
        "overdue": late > 0, "days_late": late, "next_update_due_on": _plain(following), "priority": bool(priority),
        "questioned_cost": _dollars(questioned), "unsupported_cost": _dollars(unsupported),
        "funds_put_to_better_use": _dollars(better), "closed_on": _plain(closed), "version": version,
    }  # fmt: skip
