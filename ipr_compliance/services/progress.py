"""Makes reports of every kind: the same facts in five forms, and the monthly one for the people who lead."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from sqlalchemy.engine import Connection
from sqlmodel import Session

from ipr_compliance.adapters import letters, markup, sheets, typesetting
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.documents import Document
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.progress import Format, Kind
from ipr_compliance.domain.progress_document import document
from ipr_compliance.domain.summary import Figures
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.queries import progress
from ipr_compliance.services import deliveries
from ipr_compliance.services.deliveries import Enclosure
from ipr_compliance.services.gao_ig import GaoIgReport
from ipr_compliance.services.orders import Making, Order, Reading, Told, unheard
from ipr_compliance.services.semiannual import SemiannualReport
from ipr_compliance.services.standing_report import StandingReport

MAIL_KIND = "progress"

REPORT = "report"
"""The kind of long work that makes a report."""

ISSUE = "issue"
"""The kind that issues one."""

MEDIA_TYPES = {
    Format.HTML: "text/html",
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
    Format.JSON: "application/json",
}

KINDS: Mapping[Kind, Making] = {
    Kind.PROGRESS: StandingReport(),
    Kind.SAR: SemiannualReport(),
    Kind.GAO_IG: GaoIgReport(),
}
"""How each kind of report is made; all kinds come in all forms."""

_PRINTED = TEMPLATES / "progress" / "report.typ"


def make(
    connection: Connection,
    asker: Asker,
    tree: Tree,
    order: Order,
    form: Format,
    target: IO[bytes],
    say: Told = unheard,
) -> None:
    """Write the report into the file in that form; the connection reads one unchanging state all the while.

    Limited to what the asker may see. There is no clock in the tables and in JSON: the same state and order give
    the same bytes. `say` is told how far it is, and may end it by raising.
    """
    half = (lambda percent: say(percent // 2)) if form is Format.PDF and say is not unheard else say
    reading, making = Reading(connection, asker, tree, order, half), KINDS[order.kind]
    match form:
        case Format.HTML:
            target.write(markup.write(making.tell(reading, None), "progress/document.html").encode())
        case Format.PDF:
            # How far the typesetter is nobody can know: half is done, and being told so again keeps it going.
            told = making.tell(reading, None)
            target.write(typesetting.typeset(told, _PRINTED, made_on=order.today, meanwhile=lambda: say(50)))
        case Format.XLSX:
            sheets.write_xlsx(target, making.sheets(reading), made_on=order.period.last)
        case Format.CSV:
            table = next(making.sheets(reading))
            sheets.write_csv(target, table.columns, table.rows)
        case Format.JSON:
            text = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=True)
            making.write_json(reading, text)
            text.detach()


def tell(connection: Connection, asker: Asker, tree: Tree, order: Order, most: int | None = None) -> Document:
    """The report in words, as page, HTML and PDF print it; the statutory lists as long as `most`, where it is said."""
    return KINDS[order.kind].tell(Reading(connection, asker, tree, order), most)


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
    if not told.summary.whole.total:
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
