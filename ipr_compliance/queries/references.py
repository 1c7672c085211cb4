"""Recommendations that others name: by report and number, or as successor and repeated finding."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.reconciliation import Recorded
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.queries.among import among

_rec, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]

_SEEN = sa.select(_rec.c.id, _report.c.number.label("report_number"), _rec.c.number).where(
    _report.c.id == _rec.c.report_id,
    among(_rec.c.component_id, "visible"),
    ~_rec.c.voided,
)
_NAMED = _SEEN.where(_report.c.number == sa.bindparam("report"), _rec.c.number == sa.bindparam("number"))
_ALL = _SEEN.add_columns(_rec.c.status).order_by(_report.c.number, _rec.c.number_order, _rec.c.id)
_OF_IDS = _SEEN.where(among(_rec.c.id, "ids"))


def named(connection: Connection, asker: Asker, report: str, number: str) -> int | None:
    """The recommendation with that number of that report, or None where this person sees none."""
    parameters = {"visible": sorted(asker.components[Action.READ]), "report": report.strip(), "number": number}
    row = connection.execute(_NAMED, parameters).first()
    return None if row is None else int(row.id)


def recorded(connection: Connection, asker: Asker) -> Iterator[Recorded]:
    """All that this person sees, by their names, with how they stand now; streamed."""
    parameters = {"visible": sorted(asker.components[Action.READ])}
    with connection.execute(_ALL, parameters, execution_options={"yield_per": 2000}) as rows:
        yield from (Recorded(*row) for row in rows)


def in_words(connection: Connection, asker: Asker, ids: Collection[int]) -> dict[int, str]:
    """What people call those of the recommendations that this person sees, for example "OIG-26-01 no. 3"."""
    if not ids:
        return {}
    rows = connection.execute(_OF_IDS, {"visible": sorted(asker.components[Action.READ]), "ids": sorted(ids)})
    return {row.id: f"{row.report_number} no. {row.number}" for row in rows}
