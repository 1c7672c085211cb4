"""Documents of the OIG that a liaison hands in: read, kept with what was read, and what the liaison makes of it."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, TypeVar, cast

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row
from sqlmodel import Session

from ipr_compliance.adapters import file_types
from ipr_compliance.adapters.documents import reading
from ipr_compliance.adapters.documents.reading import OnProgress
from ipr_compliance.domain.extraction import Extracted
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, TooLarge
from ipr_compliance.models import DocumentKind, DocumentProposal, DocumentState
from ipr_compliance.queries import documents, evidence
from ipr_compliance.services import contents, turns, work
from ipr_compliance.services.evidence import SIZE_LIMIT, plain_name

READING = "document"
"""The kind of long work that reads a document."""

Result = Extracted | Memo
Kind = TypeVar("Kind", Extracted, Memo)

_document = DocumentProposal.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Known:
    """What reading is told of our records: components by all their names, and a report's recommendations."""

    names: Mapping[str, str]
    numbers: Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class TakenIn:
    """A document that is kept: its number, and the long work that is now to be begun for it to be read, if any."""

    document_id: int
    work_id: int | None = None


def may_hand_in(by: Asker) -> None:
    """Refuses with NotAllowed whoever keeps no records, or is no person of the office."""
    if by.person_id is None or not by.may_anywhere(Action.EDIT):
        raise NotAllowed(refusal(Action.EDIT))


def read(
    kind: DocumentKind, file: BinaryIO, name: str, known: Known, on_progress: OnProgress = reading.nobody
) -> Result:
    """What a document says; `file` is a real one. Raises Invalid, with what to do, where it cannot be read.

    A memo is read twice where its report is on record: its ranges are those of the report's recommendations.
    """
    if kind is DocumentKind.REPORT:
        return reading.recommendations(file, name, known.names, on_progress)
    memo = reading.memo(file, name, (), on_progress)
    numbers = known.numbers(memo.report_number.value if memo.report_number else "")
    return reading.memo(file, name, numbers, on_progress) if numbers else memo


def read_memo(file: BinaryIO, name: str, numbers: Sequence[str]) -> Memo:
    """What a memo says of the recommendations of these numbers. Raises Invalid where it cannot be read."""
    return reading.memo(file, name, numbers)


def receive(
    session: Session, by: Asker, kind: DocumentKind, name: str, file: BinaryIO, found: Result | None, *, now: datetime,
    write_key: str | None = None,
) -> TakenIn:  # fmt: skip
    """Keep a document with what was read from it, or ask for it to be read as long work.

    One that this person has sent with that key already is kept once, and answered as it is. Refuses with NotAllowed
    whoever keeps no records, with TooLarge more than 25 MB, with Invalid an empty file.
    """
    may_hand_in(by)
    turns.take(session, by)
    if before := documents.sent_before(session.connection(), by, write_key):
        return TakenIn(before)
    file.seek(0)
    kept = contents.keep(session.connection(), file, SIZE_LIMIT)
    if not kept.size:
        raise Invalid("The file is empty.", field="file")
    row = DocumentProposal(
        kind=kind, state=DocumentState.READ if found else DocumentState.UNREAD, file_name=plain_name(name),
        media_type=file_types.media_type(kept.start), sha256=kept.sha256, size=kept.size,
        received_by=by.person_id or 0, received_at=now, found=as_stored(found) if found else None, write_key=write_key,
    )  # fmt: skip
    session.add(row)
    session.flush()
    document_id = row.id or 0
    return TakenIn(document_id, None if found else _ask_to_read(session, by, document_id, row.file_name, now=now))


def _ask_to_read(session: Session, by: Asker, document_id: int, name: str, *, now: datetime) -> int:
    work_id = work.ask(session, by, READING, f"Reading {name}"[:200], {"document": document_id}, now=now)
    _set(session.connection(), document_id, work_id=work_id)
    return work_id


def ask_again(session: Session, by: Asker, document_id: int, *, now: datetime) -> int:
    """Ask for it to be read once more where its reading has stopped; answers the work's number.

    Refuses with NotFound, and with Conflict what is read, or is still being read.
    """
    document = documents.one(session.connection(), by, document_id)
    if not has_stopped(document, now):
        raise Conflict("This document is read already, or it is still being read.")
    if not document.work_state.is_over:
        work.cancel(session, by, document.work_id, now=now)  # whoever wakes up to it must not read it, too
    return _ask_to_read(session, by, document_id, document.file_name, now=now)


def has_stopped(document: Row[Any], now: datetime) -> bool:
    """Whether it is not read, and nobody reads it: that was stopped, or failed, or whoever did it is gone."""
    if document.state is not DocumentState.UNREAD or document.work_state is None:
        return False
    last_word = document.leased_until or document.work_asked_at + work.LEASE
    return bool(document.work_state.is_over or last_word < now)


def refuse_unread(document: Row[Any]) -> None:
    """Refuses with Conflict a document of which nobody knows yet what it says."""
    if document.state is DocumentState.UNREAD:
        raise Conflict("This document is not read yet.")


def fill(session: Session, document_id: int, found: Result, said: Mapping[str, Any] | None = None) -> None:
    """Keep what was read from a document, with what was said for it to be read so; what was said before is forgotten.

    Refuses with Conflict one that is settled.
    """
    values = {"found": as_stored(found), "said": json.dumps(said) if said else None, "state": DocumentState.READ}
    if not _set(session.connection(), document_id, **values):
        raise Conflict("What this document proposes is recorded already.")


def say(session: Session, by: Asker, document_id: int, said: Mapping[str, Any]) -> None:
    """Keep what its owner has made of it. Refuses with NotFound, and with Conflict one that is settled or unread."""
    document = documents.one(session.connection(), by, document_id)
    if document.state is not DocumentState.READ or not _set(session.connection(), document_id, said=json.dumps(said)):
        raise Conflict("What this document proposes is recorded already, or it is not read yet.")


def settle(session: Session, document_id: int, *, now: datetime, **values: Any) -> None:
    """Say that it is recorded. Refuses with Conflict what is recorded already: it is not recorded twice."""
    if not _set(session.connection(), document_id, state=DocumentState.ACCEPTED, settled_at=now, **values):
        raise Conflict("What this document proposes is recorded already; it is not recorded twice.")


def _set(connection: Connection, document_id: int, **values: Any) -> bool:
    unsettled = _document.c.id == document_id, ~documents.is_settled()
    return bool(connection.execute(sa.update(_document).where(*unsettled).values(**values)).rowcount)


@contextmanager
def opened(connection: Connection, sha256: str) -> Iterator[BinaryIO]:
    """A kept document as a file, at its start."""
    with TemporaryFile() as file:
        for chunk in evidence.content(connection, sha256):
            file.write(chunk)
        file.flush()
        file.seek(0)
        yield cast(BinaryIO, file)


@contextmanager
def real(stream: BinaryIO) -> Iterator[BinaryIO]:
    """What comes with a request as a file that another process can read. Refuses with TooLarge more than 25 MB."""
    with TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        if file.tell() > SIZE_LIMIT:
            raise TooLarge(
                f"The file is larger than {SIZE_LIMIT // 1024**2} MB. Split it, or save it with smaller pictures."
            )
        file.flush()
        file.seek(0)
        yield cast(BinaryIO, file)


def found_in(document: Row[Any], kind: type[Kind]) -> Kind:
    """What was read from a document."""
    return TypeAdapter(kind).validate_json(document.found)


def as_stored(found: Result) -> str:
    """What was read, as it is kept."""
    return TypeAdapter(type(found)).dump_json(found).decode()
