"""What the dashboard's five pictures show, counted by hand-written SQL; sentences and tables are made by the rules."""

from collections import Counter
from datetime import date
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

from benchmarks.floor.app import Person, store
from ipr_compliance.domain import pictures as rules
from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.dates import add_months

_PAST, _UNDATED = -1, 0
_MONTH = {
    True: "(CAST(substr({0}, 1, 4) AS INTEGER) * 12 + CAST(substr({0}, 6, 2) AS INTEGER) - 1)",
    False: "CAST(EXTRACT(YEAR FROM {0}) * 12 + EXTRACT(MONTH FROM {0}) - 1 AS INTEGER)",
}
_AFTER = {True: "date({0}, '+1 day')", False: "({0} + 1)"}
_SLIP = {
    True: "julianday(due_on) - julianday(original_due_on)",
    False: "due_on - original_due_on",
}
_STRETCHES = """
SELECT {late}, CASE WHEN {begins} <= :first THEN -1 ELSE {begun} END,
  CASE WHEN until_on <= :day THEN {ended} END, count(*)
FROM standing WHERE is_open AND until_on > :first AND {begins} <= :day AND {begins} < until_on
  AND component_id IN ({visible}) GROUP BY 2, 3
"""
_DATES = """
SELECT {due}, {first}, CASE WHEN {slip} IS NULL THEN NULL WHEN {slip} <= 0 THEN 0 WHEN {slip} <= 30 THEN 1
  WHEN {slip} <= 90 THEN 2 WHEN {slip} <= 180 THEN 3 WHEN {slip} <= 365 THEN 4 ELSE 5 END, count(*)
FROM standing WHERE from_on <= :day AND until_on > :day AND is_open AND component_id IN ({visible}) GROUP BY 1, 2, 3
"""
_CLASS = "CASE WHEN {0} IS NULL THEN 0 WHEN {0} < :day THEN -1 WHEN {1} > :last THEN :last + 1 ELSE {1} END"
STATUSES = ("response-due", "open-unresolved", "open-resolved", "closure-requested")
AGES = ("under_6_months", "6_to_12_months", "1_to_3_years", "over_3_years", "unknown")


def counted(person: Person, day: date, figures: dict[str, dict[str, Any]]) -> list[Any]:
    """The five pictures, in the order of the page."""
    due, first_agreed, slips = _dates(person, day)
    past = due.pop(_PAST, 0), first_agreed.pop(_PAST, 0)
    tree = Tree(Component(*one) for one in person.components)
    found = SimpleNamespace(
        as_of=day,
        whole=_figures(figures[""]),
        by_component={code: _figures(own) for code, own in figures.items() if code},
    )
    return [
        rules.calendar_months(_by_month(due), _by_month(first_agreed), past, day),
        rules.course(_course(person, day)),
        rules.status(found, tree),  # type: ignore[arg-type]  # it has all that is asked
        rules.age(found, tree),  # type: ignore[arg-type]  # the same
        rules.slippage(slips, day),
    ]


def _figures(own: dict[str, Any]) -> SimpleNamespace:
    by_status = {word: own[word] for word in STATUSES}
    return SimpleNamespace(
        total=own["total"], open=own["open"], by_status=by_status, age={name: own[name] for name in AGES}
    )


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _by_month(totals: Counter[int]) -> dict[date | None, int]:
    return {
        None if number == _UNDATED else date(number // 12, number % 12 + 1, 1): total
        for number, total in totals.items()
    }


def _course(person: Person, day: date) -> list[rules.Point]:
    days = rules.series_days(day)
    month, after = _MONTH[store().is_sqlite], _AFTER[store().is_sqlite].format("due_on")
    late = f"(CASE WHEN from_on > due_on THEN from_on ELSE {after} END)"
    changes = ([0] * len(days), [0] * len(days))
    for place, begins in enumerate(("from_on", late)):
        statement = _STRETCHES.format(
            late=place, begins=begins, begun=month.format(begins), ended=month.format("until_on"), visible=person.sees
        )
        values = {"first": store().day(days[0]), "day": store().day(day)}
        for overdue, begun, ended, total in store().all(statement, values):
            changes[overdue][0 if begun == _PAST else begun - _number(days[0])] += total
            if ended is not None:
                changes[overdue][ended - _number(days[0])] -= total
    opened, overdue_ones = (list(accumulate(change)) for change in changes)
    return [rules.Point(*one) for one in zip(days, opened, overdue_ones, strict=True)]


def _dates(person: Person, day: date) -> tuple[Counter[int], Counter[int], Counter[int | None]]:
    month = _MONTH[store().is_sqlite]
    statement = _DATES.format(
        due=_CLASS.format("due_on", month.format("due_on")),
        first=_CLASS.format("original_due_on", month.format("original_due_on")),
        slip=_SLIP[store().is_sqlite], visible=person.sees,
    )  # fmt: skip
    due: Counter[int] = Counter()
    first_agreed: Counter[int] = Counter()
    slips: Counter[int | None] = Counter()
    for month_due, month_first, slip, total in store().all(
        statement, {"day": store().day(day), "last": _number(add_months(day, 18))}
    ):
        due[month_due] += total
        first_agreed[month_first] += total
        slips[slip] += total
    return due, first_agreed, slips
