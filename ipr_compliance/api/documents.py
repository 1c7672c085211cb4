"""Documents of the OIG, for who keeps records: handed in, read, corrected, recorded. Nobody sees another's."""

from typing import Any

from flask import url_for
from sqlalchemy.engine import Row

from ipr_compliance import context, handed_in_documents
from ipr_compliance.api import document_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.documents_read import memo_read, proposal_read
from ipr_compliance.api.door import blueprint, takes_a_form
from ipr_compliance.api.forms import one_of, the_file
from ipr_compliance.api.questions import Continued, DocumentPath, Once, Paged
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.handed_in import situation
from ipr_compliance.models import DocumentKind, DocumentState
from ipr_compliance.queries import documents as kept
from ipr_compliance.queries.records import plain
from ipr_compliance.services import document_records, documents
from ipr_compliance.services.document_inputs import (
    MemoDecisionsInput,
    MemoReportInput,
    ProposalAcceptanceInput,
    ProposalInput,
)
from ipr_compliance.services.memo_decisions import LinesRefused, MemoInput

_OF = "/documents/<id:document_id>"
_FORM = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "PDF, Word or text, 25 MB at most"},
        "kind": {"type": "string", "enum": list(DocumentKind), "default": DocumentKind.REPORT},
    },
}
_PLAIN = ("id", "kind", "state", "file_name", "media_type", "size", "sha256", "received_at", "settled_at", "work_id")


@blueprint.post(
    "/documents",
    request_body={"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
    responses={201: answers.DocumentShown, **problems.WRITING},
)
@takes_a_form
def add_document(header: Once) -> Answered:
    """Hand in a report or memo and learn what was read from it; no record is changed.

    A long one is answered in the state `unread`: ask for it again until it is `read`.
    """
    documents.may_hand_in(context.asker())
    name, stream = the_file("kind")
    kind = DocumentKind(one_of("kind", tuple(DocumentKind)))
    try:
        number = handed_in_documents.hand_in(name, stream, kind, header.write_key())
    except Invalid as refused:
        refused.field = "file"
        raise
    return _shown(number), 201, {"Location": url_for(".show_document", document_id=number)}


@blueprint.get("/documents", responses={200: answers.Documents, **problems.documented(403)})
def list_documents(query: Paged) -> Answered:
    """The documents that the caller handed in, newest first."""
    place = Continued(cursor=query.cursor).place()
    rows, following = kept.mine(context.reading(), context.asker(), place, limit=query.limit)
    total = kept.count(context.reading(), context.asker())
    return {"items": [_record(row) for row in rows], "total": total, "next": str(following) if following else None}


@blueprint.get(_OF, responses={200: answers.DocumentShown, **problems.documented(403)})
def show_document(path: DocumentPath) -> Answered:
    """One of them with what was read from it, beside what is recorded now."""
    return _shown(path.document_id)


@blueprint.post(f"{_OF}/reading", responses={202: answers.DocumentShown, **problems.WRITING})
def read_document_again(path: DocumentPath) -> Answered:
    """Begin once more to read one whose reading has stopped. Sent again it is refused: it is being read then."""
    handed_in_documents.begin_again(path.document_id)
    return _shown(path.document_id), 202, {}


@blueprint.patch(f"{_OF}/proposal", responses={200: answers.DocumentShown, **problems.WRITING})
def correct_proposal(path: DocumentPath, body: ProposalInput) -> Answered:
    """Correct what was read from a report, and learn what accepting it would do: what is not named stays."""
    document, at = kept.one(context.reading(), context.asker(), path.document_id, DocumentKind.REPORT), situation()
    documents.refuse_unread(document)
    handed_in_documents.say(
        path.document_id, body.over(document_records.proposal_of(context.reading(), at, document))
    )  # fmt: skip
    return _shown(path.document_id)


@blueprint.post(f"{_OF}/acceptance", responses={200: answers.DocumentShown, **problems.WRITING})
def accept_document(path: DocumentPath, header: Once, body: ProposalAcceptanceInput) -> Answered:
    """Record what a report proposes as one import, if it does what was shown; 409 where it does something else."""
    handed_in_documents.accept(path.document_id, body.digest, header.write_key())
    return _shown(path.document_id)


@blueprint.post(f"{_OF}/report", responses={200: answers.DocumentShown, **problems.WRITING})
def read_memo_for_report(path: DocumentPath, body: MemoReportInput) -> Answered:
    """Read a memo as one about another report than it was taken to be."""
    handed_in_documents.read_again(path.document_id, body.report_number)
    return _shown(path.document_id)


@blueprint.post(f"{_OF}/decisions", responses={200: answers.DocumentShown, **problems.WRITING})
def record_memo(path: DocumentPath, body: MemoDecisionsInput) -> Answered:
    """Record decisions that a memo tells, all or none, with the memo as the letter on each. Sent again: refused."""
    given = MemoInput(decided_on=body.decided_on, next_update_on=body.next_update_on)
    try:
        handed_in_documents.record(path.document_id, given, body.lines)
    except LinesRefused as refused:
        told = " ".join(f"Recommendation {number}: {why}" for number, why in refused.problems.items())
        raise Conflict(f"Nothing was recorded. {told}", field="lines") from refused
    return _shown(path.document_id)


def _shown(document_id: int) -> dict[str, Any]:
    context.let_go()
    document = kept.one(context.reading(), context.asker(), document_id)
    is_read, is_memo = document.state is not DocumentState.UNREAD, document.kind is DocumentKind.MEMO
    return _record(document) | {
        "proposal": proposal_read(document) if is_read and not is_memo else None,
        "memo": memo_read(document) if is_read and is_memo else None,
    }


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in _PLAIN} | {
        "undone": bool(row.undone),
        "stopped": documents.has_stopped(row, context.program().now()),
        "import_id": row.batch_id,
    }
