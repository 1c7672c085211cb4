"""The progress report in its forms: how things stand, and what changed in the period."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import IO, Any

from ipr_compliance.adapters import charts
from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain import summary_table
from ipr_compliance.domain.documents import Document, Drawing
from ipr_compliance.domain.progress import COLUMNS, Reckoning, Value, cells
from ipr_compliance.domain.progress_document import document
from ipr_compliance.domain.summary import Summary
from ipr_compliance.queries import office, pictures, progress
from ipr_compliance.queries.records import record_of, summary_of
from ipr_compliance.services.orders import Reading, about, write_rows


class StandingReport:
    """One row a recommendation; the summary of the API; and the report in words."""

    def tell(self, reading: Reading, most: int | None) -> Document:
        """The report in words; with its pictures where nothing is left out."""
        order = reading.order
        found = progress.progress(
            reading.connection,
            reading.asker,
            reading.tree,
            order.scope,
            order.period,
            order.today,
            reading.counted,
            reading.about,
            most,
        )
        told = document(found, most)
        return told if most is not None else replace(told, pictures=_pictures(reading, found.summary))

    def sheets(self, reading: Reading) -> Iterator[Sheet]:
        """The recommendations, the summary, and what was asked for."""
        yield Sheet("Recommendations", COLUMNS, _rows(reading))
        yield Sheet("Summary", summary_table.COLUMNS, summary_table.rows(_figures(reading)))
        yield about(reading.order)

    def figures(self, reading: Reading) -> Mapping[str, Any]:
        """The summary."""
        return summary_of(_figures(reading))

    def write_json(self, reading: Reading, text: IO[str]) -> None:
        """The summary and the records, as the API has them."""
        order = reading.order
        as_of = order.period.last
        summary = json.dumps(self.figures(reading), ensure_ascii=False)
        text.write(f'{{"summary": {summary}, "items": ')
        rows = progress.rows(
            reading.connection, reading.asker, reading.tree, order.scope, as_of, order.today
        )  # fmt: skip
        update_days = office.rules(reading.connection).lengths.update_days
        write_rows(text, (record_of(row, as_of, update_days) for row in reading.counted(rows)))
        text.write("}\n")


def _figures(reading: Reading) -> Summary:
    order = reading.order
    return progress.figures(reading.connection, reading.asker, reading.tree, order.scope, order.period, reading.about)


def _rows(reading: Reading) -> Iterator[tuple[Value, ...]]:
    order = reading.order
    as_of = order.period.last
    by = Reckoning(as_of, office.rules(reading.connection).lengths.update_days)
    rows = progress.rows(reading.connection, reading.asker, reading.tree, order.scope, as_of, order.today)
    for row in reading.counted(rows):
        yield cells(progress.item(row), by)


def _pictures(reading: Reading, found: Summary) -> tuple[Drawing, ...]:
    """Calendar, course and status, as on the dashboard, where anything is open."""
    if not found.whole.open:
        return ()
    drawn = pictures.every(
        reading.connection, reading.asker, reading.tree, found, reading.order.scope.code, reading.about
    )
    by_name = dict(zip(pictures.NAMES, drawn, strict=True))
    return tuple(
        Drawing(one.title, one.sentence, charts.draw(one, charts.Width.PAGE).decode())
        for one in (by_name[name] for name in ("calendar", "course", "status"))
    )
