"""A document that comes with a request, for pages and API alike: read at once where that is quick, else as long work.

What its owner makes of it is kept, and recorded with the document itself.
"""

import time
from collections.abc import Sequence
from typing import BinaryIO

from ipr_compliance import context
from ipr_compliance.domain.proposals import Proposal
from ipr_compliance.models import DocumentKind
from ipr_compliance.queries import aliases
from ipr_compliance.queries import documents as kept
from ipr_compliance.services import document_records, documents, memo_decisions
from ipr_compliance.services.documents import Known, Result
from ipr_compliance.services.evidence import plain_name
from ipr_compliance.services.memo_decisions import LineInput, MemoInput
from ipr_compliance.working import launch

AT_ONCE_SECONDS = 3
"""What takes longer to read is read elsewhere: nobody looks at a page that does not come."""


class _TakesLonger(Exception):
    """The document is long; another process reads it."""


def hand_in(name: str, stream: BinaryIO, kind: DocumentKind, write_key: str | None) -> int:
    """Keep a document with what was read from it; answers its number, also where it is still being read.

    What is sent again is not read again.

    Refuses with NotAllowed, TooLarge, and Invalid what cannot be read.
    """
    asker, now = context.asker(), context.program().now()
    documents.may_hand_in(asker)
    before = kept.sent_before(context.reading(), asker, write_key)
    if before is not None:
        return before
    shown = plain_name(name)
    with documents.real(stream) as file:
        found = read_at_once(kind, file, shown)
        context.let_go()
        with context.program().database.transaction(recorded=False) as session:
            taken_in = documents.receive(session, asker, kind, shown, file, found, now=now, write_key=write_key)
    if taken_in.work_id is not None:
        launch(taken_in.work_id)
    return taken_in.document_id


def begin_again(document_id: int) -> int:
    """Begin once more to read a document whose reading has stopped; answers the work's number. Raises Conflict."""
    asker, program = context.asker(), context.program()
    context.let_go()
    with program.database.transaction(recorded=False) as session:
        work_id = documents.ask_again(session, asker, document_id, now=program.now())
    launch(work_id)
    return work_id


def read_again(document_id: int, report: str) -> None:
    """Read a kept memo anew for another report than it names. Raises as `hand_in` does."""
    document = kept.one(context.reading(), context.asker(), document_id, DocumentKind.MEMO)
    numbers = _numbers(report)
    with documents.opened(context.reading(), document.sha256) as file:
        context.let_go()
        found = documents.read_memo(file, document.file_name, numbers)
    with context.program().database.transaction(recorded=False) as session:
        documents.fill(session, document_id, found, {"report_number": report})


def say(document_id: int, said: Proposal) -> None:
    """Keep what its owner makes of a report. Raises NotFound, and Conflict for one that is recorded or unread."""
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        documents.say(session, context.asker(), document_id, said.as_json())


def accept(document_id: int, seen: str, write_key: str | None) -> None:
    """Record what a report proposes, if it is what the person has seen. Refuses as `document_records.accept` does."""
    document = kept.one(context.reading(), context.asker(), document_id, DocumentKind.REPORT)
    with documents.opened(context.reading(), document.sha256) as file, context.desk(write_key) as desk:
        document_records.accept(desk, document_id, file, seen)


def record(document_id: int, given: MemoInput, lines: Sequence[LineInput]) -> None:
    """Record decisions that a memo tells, all of them or none. Refuses as `memo_decisions.record` does."""
    document = kept.one(context.reading(), context.asker(), document_id, DocumentKind.MEMO)
    with documents.opened(context.reading(), document.sha256) as file, context.desk() as desk:
        memo_decisions.record(desk, document_id, file, given, lines)


def read_at_once(kind: DocumentKind, file: BinaryIO, name: str) -> Result | None:
    """What the document says, or None where that takes longer than anybody waits for a page."""
    known = Known(aliases.names(context.reading(), context.asker(), context.tree()), _numbers)
    context.let_go()
    until = time.monotonic() + AT_ONCE_SECONDS

    def look_at_the_clock(_done: int, _of: int) -> None:
        if time.monotonic() > until:
            raise _TakesLonger

    try:
        return documents.read(kind, file, name, known, look_at_the_clock)
    except _TakesLonger:
        return None


def _numbers(report: str) -> list[str]:
    numbers = [row.number for row in kept.of_report(context.reading(), context.asker(), report)]
    context.let_go()
    return numbers
