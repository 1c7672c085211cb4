"""Files on a recommendation: received as a stream, kept once by content, withdrawn but never removed."""

from datetime import date
from pathlib import PurePath
from typing import BinaryIO

import sqlalchemy as sa

from ipr_compliance.adapters import file_types
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound
from ipr_compliance.domain.standing import Kind
from ipr_compliance.models import Evidence, EvidenceKind
from ipr_compliance.queries import evidence
from ipr_compliance.services import contents
from ipr_compliance.services.desk import Desk, done_before, enter, find
from ipr_compliance.services.inputs import EvidenceInput

SIZE_LIMIT = 25 * 1024**2

_evidence = Evidence.__table__  # type: ignore[attr-defined]


def attach(desk: Desk, recommendation_id: int, name: str, file: BinaryIO, given: EvidenceInput) -> int:
    """Receive a file; answers its number. A letter of the OIG is attached by those who record its word.

    Refuses with NotFound, NotAllowed, Conflict (closed, unless it is a letter), Invalid (empty, no name, a document
    of the future) and TooLarge (over 25 MB).
    """
    letter = given.kind is EvidenceKind.LETTER
    record = find(desk, recommendation_id, Action.RECORD_DECISION if letter else Action.UPDATE)
    if before := done_before(desk):
        return int(before.changes["file"]["to"])
    if not letter and not record.status.is_open:
        raise Conflict("This recommendation is closed; nothing more is to be shown.")
    if given.dated_on and given.dated_on > desk.today:
        raise Invalid("A document cannot be dated in the future.", field="dated_on")
    kept = contents.keep(desk.connection, file, SIZE_LIMIT)
    if not kept.size:
        raise Invalid("The file is empty.", field="file")
    row = Evidence(
        recommendation_id=record.id,
        kind=given.kind,
        name=plain_name(name),
        media_type=file_types.media_type(kept.start),
        sha256=kept.sha256,
        size=kept.size,
        dated_on=given.dated_on,
        received_at=desk.now,
        received_from=desk.by.actor,
    )
    desk.session.add(row)
    desk.session.flush()
    told = {"file": row.id, "file_name": row.name, "file_kind": given.kind, "sha256": kept.sha256, "size": kept.size}
    enter(desk, record, given.version, Kind.EVIDENCE, desk.today, told | _dated(given.dated_on))
    return row.id or 0


def _dated(dated_on: date | None) -> dict[str, date]:
    return {"dated_on": dated_on} if dated_on else {}


def withdraw(desk: Desk, recommendation_id: int, evidence_id: int, note: str, version: int | None = None) -> None:
    """Take a file back: it proves nothing any more, and stays in history.

    Refuses with NotFound, NotAllowed (a letter is the liaison's), Conflict (withdrawn already, or the record is
    closed on it) and Stale.
    """
    record = find(desk, recommendation_id, Action.UPDATE)
    if done_before(desk):
        return
    file = evidence.on_record(desk.connection, record.id, evidence_id)
    if file is None:
        raise NotFound
    if file.kind is EvidenceKind.LETTER:
        find(desk, recommendation_id, Action.RECORD_DECISION)
    if file.withdrawn_on is not None or not record.status.is_open:
        raise Conflict("This file was withdrawn before, or the recommendation is closed on it.")
    desk.connection.execute(sa.update(_evidence).where(_evidence.c.id == file.id).values(withdrawn_on=desk.today))
    told = {"file": file.id, "file_name": file.name, "withdrawn": True}
    enter(desk, record, version, Kind.EVIDENCE, desk.today, told, note)


def plain_name(name: str) -> str:
    """A file's name without folders and control characters, as it may be shown and offered for download."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(character for character in last if character.isprintable()).strip()[-255:]
    if not shown:
        raise Invalid("The file has no name.", field="file")
    return shown
