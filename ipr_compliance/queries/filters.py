"""Which recommendations: one object shared by page, API, export and every number's link."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.summary import AGES, age_limits
from ipr_compliance.domain.words import Status, WhoseMove

SORTS = ("due", "-due", "report", "updated")

LONGEST = 500
"""Characters in any one of the values; nobody searches for more."""


@dataclass(frozen=True)
class Filter:
    """What was asked for, in the words of the address line; an empty field asks for nothing."""

    q: str = ""
    component: str = ""
    status: str = ""
    report: str = ""
    whose_move: str = ""
    open: bool = False
    overdue: bool = False
    no_date: bool = False
    priority: bool = False
    age: str = ""
    due_in: int | None = None
    due_before: date | None = None
    due_after: date | None = None
    as_of: date | None = None
    sort: str = "due"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From the query part of an address. Refuses with Invalid, naming the field, a value it cannot read."""
        values: dict[str, Any] = {}
        for name in (field.name for field in fields(cls)):
            text = query.get(name, "").strip()
            if len(text) > LONGEST:
                raise Invalid(f"“{name}” is longer than {LONGEST} characters.", field=name)
            if text:
                try:
                    values[name] = _READERS.get(name, str)(text)
                except ValueError as problem:
                    raise Invalid(str(problem), field=name) from problem
        return cls(**values)

    def asks(self) -> dict[str, str]:
        """The fields that ask for something, as the address line writes them."""
        asked = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                asked[field.name] = "1" if value is True else str(value)
        return asked

    def address(self, path: str = "/recommendations") -> str:
        """The address that asks for this."""
        asked = self.asks()
        return f"{path}?{urlencode(asked)}" if asked else path

    def but(self, **changes: Any) -> Self:
        """The same with some fields asked otherwise."""
        return replace(self, **changes)

    def parameters(self, tree: Tree, today: date) -> dict[str, Any]:
        """The conditions that apply, by name, with the values for the database; days count from the as-of date."""
        day = self.as_of or today
        found: dict[str, Any] = {}
        if self.component:
            component = tree.find(self.component)
            found["component"] = sorted(tree.below(component.id)) if component else []
        for name in ("status", "report", "whose_move", "due_before", "due_after"):
            if value := getattr(self, name):
                found[name] = value
        for name in ("open", "no_date", "priority"):
            if getattr(self, name):
                found[name] = True
        if self.overdue:
            found["overdue"] = day
        if self.due_in is not None:
            found["due_from"], found["due_until"] = day, day + timedelta(days=self.due_in)
        if self.age:
            place, limits = AGES.index(self.age), age_limits(day)
            found |= {"issued_after": limits[place]} if place < len(limits) else {}
            found |= {"issued_until": limits[place - 1]} if place else {}
        return found


def _flag(text: str) -> bool:
    if text not in {"1", "0"}:
        raise ValueError(f"“{text}” is neither 1 nor 0.")
    return text == "1"


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > 36500:
        raise ValueError(f"“{text}” is not a number of days.")
    return int(text)


def _status(text: str) -> str:
    if text not in set(Status):
        raise ValueError(f"“{text}” is not a status; they are {', '.join(Status)}.")
    return text


def _whose_move(text: str) -> str:
    if text not in set(WhoseMove):
        raise ValueError(f"“{text}” is not one of {', '.join(WhoseMove)}.")
    return text


def _age(text: str) -> str:
    if text not in AGES:
        raise ValueError(f"“{text}” is not an age; they are {', '.join(AGES)}.")
    return text


def _sort(text: str) -> str:
    if text not in SORTS:
        raise ValueError(f"“{text}” is not a sort order; they are {', '.join(SORTS)}.")
    return text


_READERS = {
    "open": _flag, "overdue": _flag, "no_date": _flag, "priority": _flag, "due_in": _days, "due_before": read_date,
    "due_after": read_date, "as_of": read_date, "status": _status, "whose_move": _whose_move, "sort": _sort,
    "age": _age,
}  # fmt: skip
