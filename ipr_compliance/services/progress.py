"""Makes progress reports: the same facts in five forms, and the monthly one for the people who lead."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters, markup, sheets, typesetting
from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.documents import Document
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import COLUMNS, Format, Period, Scope, Value, cells
from ipr_compliance.domain.progress_document import document
from ipr_compliance.domain.summary import Figures, Summary
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.queries import progress
from ipr_compliance.queries.records import record_of, summary_of
from ipr_compliance.services import deliveries
from ipr_compliance.services.deliveries import Enclosure

MAIL_KIND = "progress"

MEDIA_TYPES = {
    Format.HTML: "text/html",
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
}

_PRINTED = TEMPLATES / "progress" / "report.typ"


@dataclass(frozen=True)
class Order:
    """Which report is asked for: its component, its period, and the office's date on the day it is made."""

    scope: Scope
    period: Period
    today: date

    def file_name(self, form: Format) -> str:
        """A name for the file that says what is in it."""
        about = re.sub(r"[^A-Za-z0-9-]+", "-", self.scope.code) or "all"
        return f"progress-{about}-{self.period.last}.{form.value}"


def make(connection: Connection, asker: Asker, tree: Tree, order: Order, form: Format, target: IO[bytes]) -> None:
    """Write the report into the file in that form; the connection reads one unchanging state all the while.

    Limited to what the asker may see. There is no clock in the tables and in JSON: the same state and order give
    the same bytes.
    """
    match form:
        case Format.HTML:
            told = tell(connection, asker, tree, order)
            target.write(markup.write(told, "progress/document.html").encode())
        case Format.PDF:
            told = tell(connection, asker, tree, order)
            target.write(typesetting.typeset(told, _PRINTED, made_on=order.today))
        case Format.XLSX:
            sheets.write_xlsx(target, _sheets(connection, asker, tree, order), made_on=order.period.last)
        case Format.CSV:
            sheets.write_csv(target, COLUMNS, _rows(connection, asker, tree, order))
        case Format.JSON:
            _write_json(connection, asker, tree, order, target)


def tell(connection: Connection, asker: Asker, tree: Tree, order: Order) -> Document:
    """The report in words, as page, HTML and PDF print it."""
    return document(progress.progress(connection, asker, tree, order.scope, order.period, order.today))


def _figures(connection: Connection, asker: Asker, tree: Tree, order: Order) -> Summary:
    return progress.figures(connection, asker, tree, order.scope, order.period)


def _rows(connection: Connection, asker: Asker, tree: Tree, order: Order) -> Iterator[tuple[Value, ...]]:
    as_of = order.period.last
    for row in progress.rows(connection, asker, tree, order.scope, as_of, order.today):
        yield cells(progress.item(row), as_of)


def _sheets(connection: Connection, asker: Asker, tree: Tree, order: Order) -> Iterator[Sheet]:
    yield Sheet("Recommendations", COLUMNS, _rows(connection, asker, tree, order))
    names = ("open", "overdue", "worst_days_late", "due_30", "due_60", "due_90", "no_date", "next_due_on")
    found = _figures(connection, asker, tree, order)
    parts = [("All", found.whole), *found.by_component.items()]
    rows = [(code, *(getattr(figures, name) for name in names)) for code, figures in parts]
    yield Sheet("Summary", ("component", *names), rows)
    scope, period = order.scope, order.period
    about = [("as_of", period.last), ("from", period.first), ("component", scope.code or "all")]
    yield Sheet("About", ("what", "value"), about)


def _write_json(connection: Connection, asker: Asker, tree: Tree, order: Order, target: IO[bytes]) -> None:
    text = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=True)
    as_of = order.period.last
    summary = json.dumps(summary_of(_figures(connection, asker, tree, order)), ensure_ascii=False)
    text.write(f'{{"summary": {summary}, "items": [')
    for place, row in enumerate(progress.rows(connection, asker, tree, order.scope, as_of, order.today)):
        text.write(f"{',' if place else ''}\n{json.dumps(record_of(row, as_of), ensure_ascii=False)}")
    text.write("\n]}\n")
    text.detach()


@dataclass(frozen=True)
class Monthly:
    """The report about a month that has ended, made for one reader or several who see the same."""

    order: Order
    opening: str
    figures: Figures
    pdf: bytes


def monthly(connection: Connection, asker: Asker, tree: Tree, order: Order) -> Monthly | None:
    """Make the report that is mailed, or None where there was no recommendation that the asker may see."""
    told = progress.progress(connection, asker, tree, order.scope, order.period, order.today)
    if not told.items:
        return None
    printed = document(told)
    pdf = typesetting.typeset(printed, _PRINTED, made_on=order.today)
    return Monthly(order, printed.opening, told.summary.whole, pdf)


def mail(
    session: Session, email: str, made: Monthly, *, planned_for: date, sender: str, base_url: str, now: datetime
) -> bool:
    """Plan a monthly report into the outbox, to go out at once; answers whether it was not there yet.

    One person gets one report about one month, however often this is called.
    """
    period = made.order.period
    letter = letters.write(
        "progress",
        opening=made.opening,
        figures=made.figures,
        month=f"{period.last:%B %Y}",
        day=period.last,
        address=f"{base_url}/progress?as_of={period.last}&from={period.first}",
    )
    planned = deliveries.plan(
        session, letter, key=f"{MAIL_KIND}:{email}:{period.last:%Y-%m}", kind=MAIL_KIND, recipient=email,
        planned_for=planned_for, now=now, not_before=now, sender=sender,
        enclosures=[Enclosure(made.order.file_name(Format.PDF), MEDIA_TYPES[Format.PDF], made.pdf)],
    )  # fmt: skip
    return planned is not None
