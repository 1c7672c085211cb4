"""Documents that were handed in: each is seen by who handed it in, and by nobody else."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.models import (
    BatchState,
    DocumentKind,
    DocumentProposal,
    DocumentState,
    ImportBatch,
    Recommendation,
    Report,
    Work,
)
from ipr_compliance.queries.among import among

LISTED = 25

_document = DocumentProposal.__table__  # type: ignore[attr-defined]
_report, _rec = Report.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_work, _batch = Work.__table__, ImportBatch.__table__  # type: ignore[attr-defined]

_UNDONE = (_document.c.state == DocumentState.ACCEPTED) & (_batch.c.state == BatchState.UNDONE)
"""The import that it became was undone: then it is as one that is read and not recorded."""
_BECAME = (
    sa.case((_UNDONE, sa.literal(DocumentState.READ, _document.c.state.type)), else_=_document.c.state).label("state"),
    sa.case((_UNDONE, _batch.c.settled_at), else_=_document.c.settled_at).label("settled_at"),
    sa.case((_UNDONE, True), else_=False).label("undone"),
    _work.c.state.label("work_state"), _work.c.asked_at.label("work_asked_at"), _work.c.leased_until,
)  # fmt: skip
"""What has become of it, and how the long work stands that reads it, if any did."""
_WITH_BECAME = _document.outerjoin(_work, _work.c.id == _document.c.work_id).outerjoin(
    _batch, _batch.c.id == _document.c.batch_id
)
_KEPT = [column for column in _document.c if column.name not in {"state", "settled_at", "write_key"}]

_MINE: sa.Select[Any] = (
    sa.select(*(column for column in _KEPT if column.name not in {"found", "said"}), *_BECAME)
    .select_from(_WITH_BECAME)
    .where(
        _document.c.received_by == sa.bindparam("person_id"),
        sa.or_(sa.bindparam("after", type_=sa.Integer).is_(None), _document.c.id < sa.bindparam("after")),
    )
    .order_by(_document.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_COUNT = sa.select(sa.func.count()).where(_document.c.received_by == sa.bindparam("person_id"))
_ONE: sa.Select[Any] = (
    sa.select(*_KEPT, *_BECAME)
    .select_from(_WITH_BECAME)
    .where(_document.c.id == sa.bindparam("id"), _document.c.received_by == sa.bindparam("person_id"))
)
_SENT_BEFORE = sa.select(_document.c.id).where(
    _document.c.received_by == sa.bindparam("person_id"), _document.c.write_key == sa.bindparam("write_key")
)
_OF_REPORT = (
    sa.select(_rec, _report.c.number.label("report_number"), _report.c.issued_on)
    .join(_report, _report.c.id == _rec.c.report_id)
    .where(
        _report.c.number == sa.bindparam("number"), ~_rec.c.voided,
        among(_rec.c.component_id, "visible"),
    )
    .order_by(_rec.c.number_order)
)  # fmt: skip


def mine(
    connection: Connection, asker: Asker, after: int | None = None, *, limit: int = LISTED
) -> tuple[list[Row[Any]], int | None]:
    """A page of what this person handed in, newest first, and the document after which the next page goes on, if any.

    Raises NotAllowed for who keeps no records.
    """
    _refuse_others(asker)
    rows = list(connection.execute(_MINE, {"person_id": asker.person_id, "after": after, "limit": limit + 1}))
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def count(connection: Connection, asker: Asker) -> int:
    """How many this person handed in. Raises NotAllowed for who keeps no records."""
    _refuse_others(asker)
    return int(connection.execute(_COUNT, {"person_id": asker.person_id}).scalar_one())


def one(connection: Connection, asker: Asker, document_id: int, kind: DocumentKind | None = None) -> Row[Any]:
    """A document, of that kind where one is named, with all that was read from it.

    Raises NotFound for one that somebody else handed in.
    """
    _refuse_others(asker)
    row = connection.execute(_ONE, {"id": document_id, "person_id": asker.person_id}).first()
    if row is None or kind not in (None, row.kind):
        raise NotFound
    return row


def sent_before(connection: Connection, asker: Asker, write_key: str | None) -> int | None:
    """The document that this very form or call of this person has handed in already, or None."""
    if write_key is None:
        return None
    return connection.execute(_SENT_BEFORE, {"person_id": asker.person_id, "write_key": write_key}).scalar()


def is_settled() -> sa.ColumnElement[bool]:
    """The condition that what a document proposes is recorded, and was not undone since."""
    undone = sa.select(_batch.c.id).where(_batch.c.id == _document.c.batch_id, _batch.c.state == BatchState.UNDONE)
    settled: sa.ColumnElement[bool] = (_document.c.state == DocumentState.ACCEPTED) & ~undone.exists()
    return settled


def of_report(connection: Connection, asker: Asker, number: str) -> list[Row[Any]]:
    """The recommendations on record of the report of that number, as far as this person sees them, in order."""
    return list(connection.execute(_OF_REPORT, {"number": number, "visible": sorted(asker.components[Action.READ])}))


def _refuse_others(asker: Asker) -> None:
    if not asker.may_anywhere(Action.EDIT):
        raise NotAllowed(refusal(Action.EDIT))
