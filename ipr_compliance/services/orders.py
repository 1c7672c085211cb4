"""What is asked for when a report is made, and what each kind of report brings to be made in every form."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import IO, Any, Protocol, TypeVar
from urllib.parse import urlencode

from sqlalchemy.engine import Connection

from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.documents import Document
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format, Kind, Period, Scope
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound
from ipr_compliance.domain.reporting_periods import asked_for
from ipr_compliance.domain.statement import Made
from ipr_compliance.queries import history, progress, recommendations, reports, views
from ipr_compliance.queries.chosen import Chosen
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import plain

FIELDS = ("kind", "component", "report", "view", "where", "as_of", "from")
"""What is asked for, in the words of the address line."""

Told = Callable[[int], None]
"""Is told how far the making is, in percent; it may end the making by raising."""

STEP = 250
"""Rows between two words about how far it is."""

One = TypeVar("One")


def unheard(_percent: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True)
class Order:
    """Which report is asked for: component, period, kind, and the office's date on the day it is made."""

    scope: Scope
    period: Period
    today: date
    kind: Kind = Kind.PROGRESS

    def file_name(self, form: Format) -> str:
        """A name for the file that says what is in it."""
        said = " ".join([self.scope.code or "all", *(value for _name, value in self.scope.asks)])
        about = re.sub(r"[^A-Za-z0-9-]+", "-", said)[:60].rstrip("-")
        return f"{self.kind.value}-{about}-{self.period.last}.{form.value}"

    def asks(self) -> dict[str, str]:
        """The same in the words of the address line, which `read_order` reads again."""
        kind = {} if self.kind is Kind.PROGRESS else {"kind": self.kind.value}
        days = {"as_of": str(self.period.last), "from": str(self.period.first)}
        where = {"where": urlencode(self.scope.asks)} if self.scope.asks else {}
        return kind | {"component": self.scope.code, **where, **days}


def read_order(connection: Connection, asked: Mapping[str, str], asker: Asker, tree: Tree, today: date) -> Order:
    """What the address line asks for. Refuses with Invalid, naming the field, what it cannot read.

    A progress report is limited to one OIG report, to a saved view, or to the conditions of a list (`where`, as its
    address has them); the report that is made names the conditions, whatever becomes of the view.
    """
    try:
        kind = Kind(asked.get("kind") or Kind.PROGRESS)
    except ValueError as problem:
        raise Invalid(f"There is no report of the kind “{asked['kind']}”.", field="kind") from problem
    days = {name: _day(asked.get(name, ""), name) for name in ("from", "as_of")}
    wanted = _limits(connection, asked, asker, today)
    if wanted and kind is not Kind.PROGRESS:
        raise Invalid("Only the progress report can be limited to a report, a view or a list.", field="kind")
    code = asked.get("component", "")
    if wanted and code and wanted.component and code.casefold() != wanted.component.casefold():
        raise Invalid(f"The view is about {wanted.component} already; leave the component out.", field="component")
    scope = progress.scope(asker, tree, code, wanted)
    return Order(scope, asked_for(kind, days["from"], days["as_of"], today), today, kind)


def _limits(connection: Connection, asked: Mapping[str, str], asker: Asker, today: date) -> Filter | None:
    ways = [name for name in ("report", "view", "where") if asked.get(name)]
    if not ways:
        return None
    if len(ways) > 1:
        raise Invalid("Name a report or a view, not both.", field=ways[-1])
    name, text = ways[0], asked[ways[0]]
    try:
        if name == "report":
            return Filter.read({"report": reports.one(connection, asker, text, today).number})
        return views.by_name(connection, asker, text).wanted if name == "view" else Filter.of_address(text)
    except NotFound as problem:
        raise Invalid(f"There is no {name} “{text}”.", field=name) from problem
    except Conflict as problem:
        raise Invalid(problem.message, field=name) from problem


def _day(text: str, name: str) -> date | None:
    try:
        return read_date(text) if text else None
    except ValueError as problem:
        raise Invalid(str(problem), field=name) from problem


@dataclass(frozen=True)
class Reading:
    """An order being carried out: for whom, on a connection that reads one unchanging state all the while."""

    connection: Connection
    asker: Asker
    tree: Tree
    order: Order
    say: Told = unheard

    @cached_property
    def about(self) -> Chosen | None:
        """What the report is about, chosen once for all its questions; None where a component alone limits it."""
        order = self.order
        return progress.choose(
            self.connection, self.asker, self.tree, order.scope, order.period.last, order.today
        )  # fmt: skip

    def made(self) -> Made:
        """What the report says of how it was made."""
        head = history.head(self.connection)
        order = self.order
        return Made(progress.office(self.tree), order.scope, order.period, order.today, (head.seq, head.digest))

    def counted(self, rows: Iterable[One]) -> Iterator[One]:
        """The same rows; as they pass, it is said which part of the recommendations they would be."""
        if self.say is unheard:
            yield from rows
            return
        total = self._total()
        for place, row in enumerate(rows):
            if place % STEP == 0:
                self.say(min(99, place * 100 // total))
            yield row

    def _total(self) -> int:
        order = self.order
        wanted = progress.listed(order.scope, order.period.last)
        return max(1, recommendations.count(self.connection, self.asker, self.tree, wanted, order.today))


class Making(Protocol):
    """What a kind of report brings: its document, its sheets and its JSON. Every form prints these and nothing else."""

    def tell(self, reading: Reading, most: int | None) -> Document:
        """In words, as page, HTML and PDF print it; lists as long as `most`, where it is said."""

    def sheets(self, reading: Reading) -> Iterator[Sheet]:
        """As tables, each read when its turn comes; the first one is the CSV."""

    def figures(self, reading: Reading) -> Mapping[str, Any]:
        """Its numbers without any list: what has to come out again whenever it is made again."""

    def write_json(self, reading: Reading, text: IO[str]) -> None:
        """As one JSON object, row by row."""


def write_rows(text: IO[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """The rows as a JSON array, one on each line."""
    text.write("[")
    for place, row in enumerate(rows):
        text.write(f"{',' if place else ''}\n{json.dumps(row, ensure_ascii=False)}")
    text.write("\n]")


def named(columns: Iterable[str], values: Iterable[Any]) -> dict[str, Any]:
    """A row as JSON has it: dates as YYYY-MM-DD, money as decimal text."""
    return {name: plain(value) for name, value in zip(columns, values, strict=True)}


def about(order: Order) -> Sheet:
    """The sheet that says what was asked for."""
    period = order.period
    rows = [("as_of", period.last), ("from", period.first), ("component", order.scope.code or "all")]
    rows += [("filter", order.scope.said)] if order.scope.said else []
    return Sheet("About", ("what", "value"), rows)
