"""Documents that were handed in: each is seen by who handed it in, and by nobody else."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.models import DocumentKind, DocumentProposal, Recommendation, Report, Work

LISTED = 25

_document = DocumentProposal.__table__  # type: ignore[attr-defined]
_report, _rec = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_work = Work.__table__  # type: ignore[attr-defined]

_READING = (
    _work.c.state.label("work_state"), _work.c.asked_at.label("work_asked_at"), _work.c.leased_until,
)  # fmt: skip
"""How the long work stands that reads it, if any did."""
_WITH_READING = _document.outerjoin(_work, _work.c.id == _document.c.work_id)

_MINE = (
    sa.select(*(column for column in _document.c if column.name not in {"found", "said"}), *_READING)
    .select_from(_WITH_READING)
    .where(_document.c.received_by == sa.bindparam("person_id"))
    .order_by(_document.c.id.desc())
    .limit(LISTED)
)
_ONE = (
    sa.select(_document, *_READING)
    .select_from(_WITH_READING)
    .where(_document.c.id == sa.bindparam("id"), _document.c.received_by == sa.bindparam("person_id"))
)
_OF_REPORT = (
    sa.select(_rec, _report.c.number.label("report_number"), _report.c.issued_on)
    .join(_report, _report.c.id == _rec.c.report_id)
    .where(
        _report.c.number == sa.bindparam("number"), ~_rec.c.voided,
        _rec.c.component_id.in_(sa.bindparam("visible", expanding=True)),
    )
    .order_by(_rec.c.number_order)
)  # fmt: skip


def mine(connection: Connection, asker: Asker) -> list[Row[Any]]:
    """What this person handed in last, newest first. Raises NotAllowed for who keeps no records."""
    _refuse_others(asker)
    return list(connection.execute(_MINE, {"person_id": asker.person_id}))


def one(connection: Connection, asker: Asker, document_id: int, kind: DocumentKind | None = None) -> Row[Any]:
    """A document, of that kind where one is named, with all that was read from it.

    Raises NotFound for one that somebody else handed in.
    """
    _refuse_others(asker)
    row = connection.execute(_ONE, {"id": document_id, "person_id": asker.person_id}).first()
    if row is None or kind not in (None, row.kind):
        raise NotFound
    return row


def of_report(connection: Connection, asker: Asker, number: str) -> list[Row[Any]]:
    """The recommendations on record of the report of that number, as far as this person sees them, in order."""
    return list(connection.execute(_OF_REPORT, {"number": number, "visible": sorted(asker.components[Action.READ])}))


def _refuse_others(asker: Asker) -> None:
    if not asker.may_anywhere(Action.EDIT):
        raise NotAllowed(refusal(Action.EDIT))
