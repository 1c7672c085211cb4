"""The right answers to what the benchmark asks, worked out from the made rows in the plainest way."""

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import phrases

if TYPE_CHECKING:
    from benchmarks.data import Made

ROWS = 25
"""How many rows a page of the list shows."""

FILTERED = "FEMA"
"""The component whose overdue ones are asked for, with the offices below it."""

SEARCHED = "{rare} recommend"
DETAILS = 40
PAST = (45, 400)
"""The dashboard is asked for as of so many days ago."""

FAR = date.max
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Slim:
    """What has to be kept of a recommendation for the answers."""

    part: int
    report_number: str
    number: str
    issued_on: date
    component: str
    original_due_on: date | None
    priority: bool
    money: tuple[Decimal, Decimal]
    agreement: str
    moves: list[tuple[date, str, date | None]]
    found: bool
    """Whether the words searched for are in it."""


@dataclass(slots=True)
class State:
    """How it stood on a day."""

    status: str
    due_on: date | None
    decided_on: date | None
    closed_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it was open."""
        return not self.status.startswith("closed")


@dataclass
class Kept:
    """The made rows, as far as answers need them."""

    all: list[Slim] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)
    updates: int = 0

    def keep(self, one: "Made", part: int) -> None:
        """Take in one recommendation, of that part of the files."""
        words = set(_WORD.findall(f"{one.text} {one.responsible_official} {one.report_title}".casefold()))
        asked = SEARCHED.format(rare=phrases.RARE).split()
        found = all(any(word.startswith(part) for word in words) for part in asked)
        moves = [(told.on, told.status, told.due_on) for told in one.updates if told.status or told.due_on]
        money = one.questioned_cost or Decimal(0), one.funds_put_to_better_use or Decimal(0)
        self.all.append(
            Slim(
                part, one.report_number, one.number, one.issued_on, one.component, one.original_due_on,
                one.priority, money,
                one.agreement or "none", moves, found,
            )
        )  # fmt: skip
        self.updates += len(one.updates)
        if one.status == "open-resolved" and len(self.details) < DETAILS:
            self.details.append({"report_number": one.report_number, "number": one.number, "text": one.text,
                                 "notes": [told.note for told in one.updates]})  # fmt: skip

    def answers(self, today: date) -> dict[str, Any]:
        """Everything that is asked, with the pages asked for today."""
        from benchmarks.data import TREE  # noqa: PLC0415 - it needs this module to write its file

        parents = {code: parent for code, parent, *_rest in TREE}
        now = [(one, state_on(one, today)) for one in self.all]
        now.sort(key=lambda pair: (pair[1].due_on or FAR, *_recorded(pair[0])))
        past = [today - timedelta(days=days) for days in PAST]
        return {
            "today": today.isoformat(),
            "updates": self.updates,
            "lists": {
                "all": _listed(now, lambda _one, _state: True, {}),
                "overdue": _listed(
                    now,
                    lambda one, state: FILTERED in _above(one.component, parents) and _overdue(state, today),
                    {"component": FILTERED, "overdue": "1"},
                ),
                "search": _listed(now, lambda one, _state: one.found, {"q": SEARCHED.format(rare=phrases.RARE)}),
                "report": _report(now, self.details[0]["report_number"]),
            },
            "middle": [_key(one) for one, _state in now[len(now) // 2 :][:ROWS]],
            "details": self.details,
            "past": [day.isoformat() for day in past],
            "summary": {day.isoformat(): summary(self.all, day, parents) for day in (today, *past)},
        }


def _recorded(one: Slim) -> tuple[int, str, str]:
    """The order in which an import records them: part by part, each by report and number."""
    return one.part, one.report_number, one.number


def _key(one: Slim) -> list[str]:
    return [one.report_number, one.number]


def _listed(
    now: Iterable[tuple[Slim, State]], belongs: Callable[[Slim, State], bool], query: dict[str, str]
) -> dict[str, Any]:
    """Total and first page, the earliest due date first; rows of one day in the order in which they were recorded."""
    rows = [_key(one) for one, state in now if belongs(one, state)]
    return {"query": query, "total": len(rows), "first": rows[:ROWS]}


def _report(now: Iterable[tuple[Slim, State]], number: str) -> dict[str, Any]:
    """The recommendations of one report, found by the last part of its number."""
    query = {"q": number.rpartition("-")[2]}
    return _listed(now, lambda one, _state: one.report_number == number, query)


def state_on(one: Slim, day: date) -> State:
    """How it stood, told by the last thing said of it up to that day."""
    status, due_on = "response-due", one.original_due_on
    decided_on = closed_on = None
    for on, word, moved in one.moves:
        if on > day:
            break
        if word:
            status = word
            decides = word == "open-resolved" or word.startswith("closed")
            decided_on = on if decides and decided_on is None else decided_on
            closed_on = on if word.startswith("closed") else None
        due_on = moved or due_on
    return State(status, due_on, decided_on, closed_on)


def _overdue(state: State, day: date) -> bool:
    return state.is_open and state.due_on is not None and state.due_on < day


def _above(code: str, parents: dict[str, str]) -> list[str]:
    found = []
    while code:
        found.append(code)
        code = parents[code]
    return found


def _months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def summary(all_of_them: Iterable[Slim], day: date, parents: dict[str, str]) -> dict[str, Any]:
    """The dashboard's figures as of that day, of the whole and of each component with those below it."""
    groups: dict[str, list[tuple[Slim, State]]] = {"": []}
    for one in all_of_them:
        if one.issued_on <= day:
            pair = one, state_on(one, day)
            for code in ("", *_above(one.component, parents)):
                groups.setdefault(code, []).append(pair)
    figures = {code: _figures(group, day) for code, group in groups.items()}
    return figures.pop("") | {"by_component": figures}


def _dollars(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _figures(group: list[tuple[Slim, State]], day: date) -> dict[str, Any]:
    going = [(one, state) for one, state in group if state.is_open]
    dates = [state.due_on for _one, state in going if state.due_on]
    late = [(day - due).days for due in dates if due < day]
    to_come = [due for due in dates if due >= day]
    slips = [(state.due_on - one.original_due_on).days for one, state in going if state.due_on and one.original_due_on]
    ages = (("under_6_months", 6), ("6_to_12_months", 12), ("1_to_3_years", 36), ("over_3_years", 0))
    return {
        "open": len(going),
        "overdue": len(late),
        **{f"due_{days}": sum((due - day).days <= days for due in to_come) for days in (30, 60, 90)},
        "no_date": len(going) - len(dates),
        "next_due_on": min(to_come).isoformat() if to_come else None,
        "worst_days_late": max(late, default=0),
        "median_days_late": median(late) if late else 0,
        "slipped": sum(days > 0 for days in slips),
        "days_slipped": sum(days for days in slips if days > 0),
        "beyond_window": sum((state.due_on or date.min) > _months(one.issued_on, 18) for one, state in going),
        "unresolved": sum(state.decided_on is None and _months(one.issued_on, 6) < day for one, state in going),
        "no_final_action": sum(
            state.decided_on is not None and _months(state.decided_on, 12) < day for _one, state in going
        ),
        "priority": sum(one.priority for one, _state in going),
        "priority_overdue": sum(one.priority and _overdue(state, day) for one, state in going),
        "by_status": dict(Counter(state.status for _one, state in group)),
        "agreement": dict(Counter(one.agreement for one, _state in going)),
        "age": dict(
            Counter(
                next(name for name, months in ages if not months or one.issued_on > _months(day, -months))
                for one, _state in going
            )
        ),
        "money": {
            f"{kind}_{how}": f"{_dollars(one.money[place] for one, state in group if state.is_open is still):.2f}"
            for place, kind in enumerate(("questioned", "better_use"))
            for how, still in (("open", True), ("closed", False))
        },
    }  # fmt: skip
