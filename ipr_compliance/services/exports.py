"""Makes files of a list: the same question, order, day and columns as the page, in four forms."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO

from sqlalchemy.engine import Connection

from ipr_compliance.adapters import sheets, typesetting
from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain import columns
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.documents import Column, Document, Row, Section, Table
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format, Item, Reckoning, Value
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.summary_words import plural
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.queries import office, progress, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import plain, record_of

FORMS = (Format.CSV, Format.XLSX, Format.PDF, Format.JSON)
"""The forms of a list, in the order in which people are offered them."""

MOST_PRINTED = 5000
"""More rows than that are not printed: nobody reads them, and they would take minutes and gigabytes to typeset."""

NARROW = 7
"""A printed list of more columns lies on its side."""

_PRINTED = TEMPLATES / "progress" / "report.typ"
_SHARES = {"text": 9, "report_title": 6, "responsible_official": 4, "responsible_email": 5}
_NUMBERS = frozenset(
    {
        "days_slipped", "days_late", "extensions", "questioned_cost", "unsupported_cost", "funds_put_to_better_use",
        "costs_agreed", "better_use_agreed",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """Which list is asked for, and the office's date on the day it is made."""

    wanted: Filter
    today: date

    @property
    def as_of(self) -> date:
        """The day whose standing is shown."""
        return self.wanted.as_of or self.today

    def file_name(self, form: Format) -> str:
        """A name for the file that says what is in it."""
        return f"recommendations-{self.as_of}.{form.value}"


def make(connection: Connection, asker: Asker, tree: Tree, order: Order, form: Format, target: IO[bytes]) -> None:
    """Write the list into the file in that form, limited to what the asker may see.

    Tables and JSON are streamed: a long list needs no more memory than a short one. There is no clock in them. Refuses
    with Invalid a printed list of more than 5,000 rows.
    """
    by = Reckoning(order.as_of, office.rules(connection).lengths.update_days)
    names = columns.of_table(order.wanted.columns)
    match form:
        case Format.CSV:
            sheets.write_csv(target, names, _table(connection, asker, tree, order, by))
        case Format.XLSX:
            about = Sheet("About", ("what", "value"), _about(order))
            rows = Sheet("Recommendations", names, _table(connection, asker, tree, order, by))
            sheets.write_xlsx(target, (rows, about), made_on=order.as_of, title="OIG recommendations")
        case Format.JSON:
            _write_json(connection, asker, tree, order, by, target)
        case _:
            told = _document(connection, asker, tree, order, by)
            target.write(typesetting.typeset(told, _PRINTED, made_on=order.today))


def _items(connection: Connection, asker: Asker, tree: Tree, order: Order) -> Iterator[Item]:
    return (progress.item(row) for row in recommendations.every(connection, asker, tree, order.wanted, order.today))


def _table(
    connection: Connection, asker: Asker, tree: Tree, order: Order, by: Reckoning
) -> Iterator[tuple[Value, ...]]:  # fmt: skip
    names = columns.of_table(order.wanted.columns)
    for item in _items(connection, asker, tree, order):
        yield tuple(columns.value(name, item, by) for name in names)


def _about(order: Order) -> list[tuple[str, Value]]:
    asked = [(name, str(value)) for name, value in order.wanted.asks().items() if name != "as_of"]
    past = [("note", columns.OF_TODAY)] if order.as_of < order.today else []
    return [("as_of", order.as_of), ("list", order.wanted.in_words()), *past, *asked]


def _write_json(
    connection: Connection, asker: Asker, tree: Tree, order: Order, by: Reckoning, target: IO[bytes]
) -> None:  # fmt: skip
    """The records as the API answers them, with the columns that only lists have."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=True)
    asked = {name: value for name, value in order.wanted.asks().items() if name != "as_of"}
    head = json.dumps({"as_of": order.as_of.isoformat(), "asked": asked}, ensure_ascii=False)
    text.write(f'{head[:-1]}, "items": [')
    rows = recommendations.every(connection, asker, tree, order.wanted, order.today)
    for place, row in enumerate(rows):
        item = progress.item(row)
        more = {name: plain(columns.value(name, item, by)) for name in columns.TITLES}
        record = more | record_of(row, by.as_of, by.update_days)
        text.write(f"{',' if place else ''}\n{json.dumps(record, ensure_ascii=False)}")
    text.write("\n]}\n")
    text.detach()


def _document(connection: Connection, asker: Asker, tree: Tree, order: Order, by: Reckoning) -> Document:
    total = recommendations.count(connection, asker, tree, order.wanted, order.today)
    if total > MOST_PRINTED:
        raise Invalid(
            f"A printed list has at most {MOST_PRINTED:,} rows, and this one would have {total:,}. Limit it, or take"
            " the workbook."
        )
    names = columns.shown(order.wanted.columns)
    heads = (
        Column("Number", 4),
        *(Column(columns.TITLES[name], _SHARES.get(name, 3), name in _NUMBERS) for name in names),
    )
    rows = tuple(
        Row((f"{item.report_number}, no. {item.number}", *(columns.in_cell(name, item, by) for name in names)))
        for item in _items(connection, asker, tree, order)
    )
    said = order.wanted.in_words()
    return Document(
        title="OIG recommendations",
        subtitle=f"{said}, as of {written_out(order.as_of)}",
        author=next((root.name for root in tree.children(None)), ""),
        opening=plural(total, "recommendation"),
        notice=columns.OF_TODAY if order.as_of < order.today else "",
        figures=(),
        sections=(Section("List", table=Table(heads, rows)) if rows else Section("List", ("Nothing matches.",)),),
        footer=f"{said} · as of {written_out(order.as_of)}",
        wide=len(heads) > NARROW,
    )
