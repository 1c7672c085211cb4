"""Evidence and letters: their records, and their bytes as a stream."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.models import ContentChunk, Evidence, EvidenceKind, Recommendation

_evidence, _rec = Evidence.__table__, Recommendation.__table__  # type: ignore[attr-defined]
_chunk = ContentChunk.__table__  # type: ignore[attr-defined]

_OF = (
    sa.select(_evidence)
    .where(_evidence.c.recommendation_id == sa.bindparam("recommendation_id"))
    .order_by(_evidence.c.id)
)


def of(connection: Connection, recommendation_id: int) -> list[Row[Any]]:
    """All files on a recommendation, oldest first. The caller has found it for the person who asks."""
    return list(connection.execute(_OF, {"recommendation_id": recommendation_id}))


def on_record(connection: Connection, recommendation_id: int, evidence_id: int) -> Row[Any] | None:
    """One file of that recommendation, or None."""
    return next((row for row in of(connection, recommendation_id) if row.id == evidence_id), None)


def shows_something(connection: Connection, recommendation_id: int) -> bool:
    """Whether a file of the component's that was not withdrawn shows what was done."""
    files = of(connection, recommendation_id)
    return any(row.kind is EvidenceKind.EVIDENCE and row.withdrawn_on is None for row in files)


def one(connection: Connection, asker: Asker, evidence_id: int) -> Row[Any]:
    """The file of that number. Raises NotFound where its recommendation is not this person's to read."""
    found = connection.execute(
        sa.select(_evidence)
        .join(_rec, _rec.c.id == _evidence.c.recommendation_id)
        .where(_evidence.c.id == evidence_id, _rec.c.component_id.in_(sorted(asker.components[Action.READ])))
    ).first()
    if found is None:
        raise NotFound
    return found


def content(connection: Connection, sha256: str) -> Iterator[bytes]:
    """The bytes of that name, a chunk at a time."""
    number = 0
    while True:
        chunk = sa.select(_chunk.c.data).where(_chunk.c.sha256 == sha256, _chunk.c.n == number)
        data = connection.execute(chunk).scalar()
        if data is None:
            return
        yield data
        number += 1
