"""What is asked for when a report is made, and what each kind of report brings to be made in every form."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Protocol

from sqlalchemy.engine import Connection

from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.documents import Document
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format, Kind, Period, Scope
from ipr_compliance.domain.statement import Made
from ipr_compliance.queries import history, progress
from ipr_compliance.queries.records import plain


@dataclass(frozen=True)
class Order:
    """Which report is asked for: component, period, kind, and the office's date on the day it is made."""

    scope: Scope
    period: Period
    today: date
    kind: Kind = Kind.PROGRESS

    def file_name(self, form: Format) -> str:
        """A name for the file that says what is in it."""
        about = re.sub(r"[^A-Za-z0-9-]+", "-", self.scope.code) or "all"
        return f"{self.kind.value}-{about}-{self.period.last}.{form.value}"


@dataclass(frozen=True)
class Reading:
    """An order being carried out: for whom, on a connection that reads one unchanging state all the while."""

    connection: Connection
    asker: Asker
    tree: Tree
    order: Order

    def made(self) -> Made:
        """What the report says of how it was made."""
        head = history.head(self.connection)
        order = self.order
        return Made(progress.office(self.tree), order.scope, order.period, order.today, (head.seq, head.digest))


class Making(Protocol):
    """What a kind of report brings: its document, its sheets and its JSON. Every form prints these and nothing else."""

    def tell(self, reading: Reading, most: int | None) -> Document:
        """In words, as page, HTML and PDF print it; lists as long as `most`, where it is said."""

    def sheets(self, reading: Reading) -> Iterator[Sheet]:
        """As tables, each read when its turn comes; the first one is the CSV."""

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
    return Sheet("About", ("what", "value"), rows)
