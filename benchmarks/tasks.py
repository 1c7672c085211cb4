"""What is asked of the product and of the floor, and what the right answers are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Any

from benchmarks import checks
from benchmarks.checks import Check
from benchmarks.clients import Visitor, query
from benchmarks.data import TREE

API = "/api/v1/recommendations"
MANY = 3_000
AT_ONCE = 8
"""Connections at the same time: as many as the servers have threads."""


@dataclass(frozen=True)
class Task:
    """One kind of request. `limit` is the share of the floor's CPU that the product may need."""

    name: str
    paths: Sequence[str]
    checks: Sequence[Check]
    floor_paths: Sequence[str] = ()
    limit: float | None = None
    who: str = "viewer"
    status: int = 200
    floor_status: int = 200
    after_a_write: bool = False
    at_once: int = AT_ONCE
    same_page: bool = True
    unchanged: bool = False
    """Whether it is asked by somebody who has the page already, by its ETag."""

    def on(self, *, floor: bool) -> Sequence[str]:
        """The addresses on one of the two."""
        return self.floor_paths or self.paths if floor else self.paths


def all_tasks(right: dict[str, Any], api: Visitor) -> list[Task]:
    """Everything but the update, whose requests depend on the record's version."""
    records, today = right["records"], right["today"]
    lists, summaries = right["lists"], right["summary"]
    cursor = _cursor(api, records)
    others = _many(api)
    return [
        *_lists(right, cursor),
        Task("detail with history", _records(right, api), [*map(checks.a_record, right["details"])], limit=1.6),
        Task("detail, another each time", others, [checks.nothing] * len(others), limit=1.6),
        *_dashboards(right),
        Task("CSV export", ["/progress/file?format=csv"], [checks.a_table(summaries[today], "csv")], limit=1.5,
             at_once=1, same_page=False),
        Task("XLSX export", ["/progress/file?format=xlsx"], [checks.a_table(summaries[today], "xlsx")], limit=1.3,
             at_once=1, same_page=False),
        Task("API, first page", [f"{API}?limit=100"], [checks.an_api_page(records, lists["all"]["first"], 100)],
             limit=1.6, who="api", same_page=False),
        Task("API, late cursor", [f"{API}?limit=100&cursor={cursor}"],
             [checks.an_api_page(records, right["middle"], 100)], limit=1.6, who="api", same_page=False),
    ]  # fmt: skip


def _lists(right: dict[str, Any], cursor: str) -> list[Task]:
    lists, found = right["lists"], []
    named = (("list by deadline", "all"), ("component and overdue", "overdue"), ("search, 1 in 100", "search"),
             ("search, one report", "report"))  # fmt: skip
    for name, which in named:
        asked = lists[which]
        check = checks.a_list(asked["total"], asked["first"])
        found.append(Task(name, [f"/recommendations?{query(asked['query'])}".rstrip("?")], [check], limit=1.6))
    late = Task("list, later page", [f"/recommendations?after={cursor}"],
                [checks.a_list(right["records"], right["middle"])], limit=1.6)  # fmt: skip
    changed = [replace(task, name=f"{task.name}, after a write", after_a_write=True) for task in found[:2]]
    return [found[0], changed[0], late, found[1], changed[1], *found[2:]]


def _dashboards(right: dict[str, Any]) -> list[Task]:
    names = {code: name for code, _parent, name, _weight in TREE}
    days = right["summary"]
    today = {"paths": ["/"], "checks": [checks.a_dashboard(days[right["today"]], names)]}
    past = {"paths": [f"/?as_of={day}" for day in right["past"]],
            "checks": [checks.a_dashboard(days[day], names) for day in right["past"]]}  # fmt: skip
    same = {"paths": ["/"], "checks": [checks.nothing], "status": 304, "unchanged": True, "same_page": False}
    counted = {"limit": 1.5, "after_a_write": True, "at_once": 1}
    return [
        Task("dashboard", floor_paths=["/kept"], limit=1.5, **today),
        Task("dashboard, after a write", **today, **counted),
        Task("as-of dashboard", floor_paths=[f"/kept?as_of={day}" for day in right["past"]], limit=1.5, **past),
        Task("as-of dashboard, after a write", **past, **counted),
        Task("dashboard, unchanged", floor_paths=["/unchanged"], floor_status=304, **same),
        Task("dashboard, unchanged, by an empty view", floor_paths=["/empty"], limit=2, **same),
    ]


def _cursor(api: Visitor, records: int) -> str:
    """The cursor in the middle of the list, by walking there."""
    limit, cursor = gcd(records // 2, 500), ""
    for _ in range(records // 2 // limit):
        cursor = api.ask(f"{API}?limit={limit}&cursor={cursor}").json()["next"]
    return cursor


def _many(api: Visitor) -> list[str]:
    """The addresses of more records than the processes keep the timelines of, or of all where there are not so many."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None and len(found) < MANY:
        page = api.ask(f"{API}?limit=500&sort=updated{f'&cursor={cursor}' if cursor else ''}").json()
        found += [f"/recommendations/{item['id']}" for item in page["items"]]
        cursor = page["next"]
    return found


def _records(right: dict[str, Any], api: Visitor) -> list[str]:
    """The addresses of the records whose past is known."""
    found = []
    for one in right["details"]:
        items = api.ask(f"{API}?{query({'report': one['report_number']})}").json()["items"]
        found += [f"/recommendations/{item['id']}" for item in items if item["number"] == one["number"]]
    return found
