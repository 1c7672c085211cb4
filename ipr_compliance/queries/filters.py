"""Which recommendations: one object shared by page, API, export and every number's link."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from ipr_compliance.domain import columns
from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import last_start, read_date
from ipr_compliance.domain.filter_words import condition
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.signals import Signal
from ipr_compliance.domain.summary import AGES, UNKNOWN_AGE, age_limits
from ipr_compliance.domain.words import Agreement, Status, WhoseMove
from ipr_compliance.queries import signals

SORTS = ("due", "-due", "report", "updated")

PLACED = frozenset({"as_of", "sort", "columns"})
"""What an address asks for besides conditions: the day, the order and what is shown of each row."""

AMOUNTS = ("questioned", "better-use")
"""The kinds of money that a list can be limited to."""

_FLAGS = (
    "open", "overdue", "no_date", "priority", "beyond_window", "slipped", "unresolved", "no_final_action", "late",
    "on_time",
)  # fmt: skip
_DAYS = (
    "due_before", "due_after", "issued_before", "issued_after", "closed_from", "closed_until", "as_of",
)  # fmt: skip

LONGEST = 500
"""Characters in any one of the values; nobody searches for more."""


@dataclass(frozen=True)
class Filter:
    """What was asked for, in the words of the address line; an empty field asks for nothing."""

    q: str = ""
    component: str = ""
    status: str = ""
    agreement: str = ""
    report: str = ""
    whose_move: str = ""
    open: bool = False
    overdue: bool = False
    no_date: bool = False
    priority: bool = False
    beyond_window: bool = False
    slipped: bool = False
    extended: int | None = None
    unresolved: bool = False
    no_final_action: bool = False
    late: bool = False
    on_time: bool = False
    money: str = ""
    signal: str = ""
    age: str = ""
    due_in: int | None = None
    due_before: date | None = None
    due_after: date | None = None
    issued_before: date | None = None
    issued_after: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    as_of: date | None = None
    sort: str = "due"
    columns: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From the query part of an address. Refuses with Invalid, naming the field, a value it cannot read."""
        values: dict[str, Any] = {}
        for name in (one for one in _DEFAULTS if one in query):
            text = query.get(name, "").strip()
            if len(text) > LONGEST:
                raise Invalid(f"“{name}” is longer than {LONGEST} characters.", field=name)
            if "\0" in text:
                raise Invalid(f"“{name}” contains a NUL character.", field=name)
            if text:
                try:
                    values[name] = _READERS.get(name, str)(text)
                except ValueError as problem:
                    raise Invalid(str(problem), field=name) from problem
        return cls(**values)

    @classmethod
    def of_address(cls, query: str) -> Self:
        """From the query part of an address as one text. Refuses with Invalid what it cannot read."""
        return cls.read(dict(parse_qsl(query)))

    def asks(self) -> dict[str, str]:
        """The fields that ask for something, as the address line writes them."""
        asked = {}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                asked[name] = _written(value)
        return asked

    def address(self, path: str = "/recommendations") -> str:
        """The address that asks for this."""
        asked = self.asks()
        return f"{path}?{urlencode(asked)}" if asked else path

    def in_words(self) -> str:
        """The conditions in one line."""
        said = [condition(name, getattr(self, name)) for name in self.asks() if name not in PLACED]
        return "; ".join(said) or "All recommendations"

    def but(self, **changes: Any) -> Self:
        """The same with some fields asked otherwise."""
        return replace(self, **changes)

    @property
    def asks_for_lengths(self) -> bool:
        """Whether the lengths of the office's clocks matter to it."""
        return self.unresolved or self.no_final_action

    def parameters(self, tree: Tree, today: date, lengths: Lengths) -> dict[str, Any]:
        """The conditions that apply, by name, with the values for the database; days count from the as-of date."""
        day = self.as_of or today
        found: dict[str, Any] = {}
        if self.component:
            component = tree.find(self.component)
            found["component"] = sorted(tree.below(component.id)) if component else []
        for name in _AS_THEY_ARE:
            if value := getattr(self, name):
                found[name] = value
        if self.extended is not None:
            found["extended"] = self.extended
        if self.overdue:
            found["overdue"] = day
        if self.due_in is not None:
            found["due_from"], found["due_until"] = day, day + timedelta(days=self.due_in)
        if self.money:
            found[f"money_{self.money}"] = True
        if self.signal:
            found |= {f"signal:{self.signal}": True, **signals.parameters(day)}
        return found | self._clock_parameters(day, lengths) | self._age_parameters(day)

    def _clock_parameters(self, day: date, lengths: Lengths) -> dict[str, date]:
        months = {"unresolved": lengths.resolution_months, "no_final_action": lengths.final_action_months}
        return {name: last_start(day, count) for name, count in months.items() if getattr(self, name)}

    def _age_parameters(self, day: date) -> dict[str, date]:
        if not self.age:
            return {}
        if self.age == UNKNOWN_AGE:
            return {"age_unknown": day}
        place, limits = AGES.index(self.age), age_limits(day)
        younger = {"age_after": limits[place]} if place < len(limits) else {}
        return younger | ({"age_until": limits[place - 1]} if place else {})


_DEFAULTS = {field.name: field.default for field in fields(Filter)}
"""What each field is where it asks for nothing, in the order in which they are read."""

_AS_THEY_ARE = (
    "status", "agreement", "report", "whose_move", "due_before", "due_after", "issued_before", "issued_after",
    "closed_from", "closed_until", "open", "no_date", "priority", "beyond_window", "slipped", "late",
    "on_time",
)  # fmt: skip
"""The fields that are conditions by their own name, with their own value."""


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return "1" if value is True else str(value)


def _flag(text: str) -> bool:
    if text not in {"1", "0"}:
        raise ValueError(f"“{text}” is neither 1 nor 0.")
    return text == "1"


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > 36500:
        raise ValueError(f"“{text}” is not a number of days.")
    return int(text)


def _extensions(text: str) -> int:
    if not text.isdecimal() or int(text) > 1000:
        raise ValueError(f"“{text}” is not a number of extensions.")
    return int(text)


def _one_of(words: Iterable[str], what: str) -> Callable[[str], str]:
    known = [str(word) for word in words]

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"“{text}” is not {what}; they are {', '.join(known)}.")
        return text

    return read


_READERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(_DAYS, read_date),
    "due_in": _days,
    "extended": _extensions,
    "status": _one_of(Status, "a status"),
    "agreement": _one_of(Agreement, "an agreement"),
    "whose_move": _one_of(WhoseMove, "whose move it can be"),
    "age": _one_of((*AGES, UNKNOWN_AGE), "an age"),
    "money": _one_of(AMOUNTS, "a kind of money"),
    "signal": _one_of(Signal, "a signal"),
    "sort": _one_of(SORTS, "a sort order"),
    "columns": columns.chosen,
}
