"""Documents of the OIG: handed in, read, and shown field by field beside the words and the page they were read from."""

import hashlib
import threading
import uuid
from typing import Any, BinaryIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row

from ipr_compliance import context, handed_in_documents
from ipr_compliance.adapters.documents import reading
from ipr_compliance.domain.extraction import Extracted
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound, Refused
from ipr_compliance.handed_in import situation
from ipr_compliance.models import DocumentKind, DocumentState, WorkState
from ipr_compliance.queries import documents as kept
from ipr_compliance.services import document_records, documents
from ipr_compliance.services.contents import CHUNK
from ipr_compliance.services.document_comparison import Beside, beside
from ipr_compliance.services.import_batches import Changed
from ipr_compliance.web import document_form, import_form, uploads
from ipr_compliance.web.forms import written_key
from ipr_compliance.web.imports import only_for_those_who_keep_records
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("documents", __name__, url_prefix="/imports/documents")
blueprint.before_request(only_for_those_who_keep_records)

KINDS = {
    DocumentKind.REPORT: "A report or letter that makes recommendations",
    DocumentKind.MEMO: "A memo on the status of recommendations",
}
STATES = {
    DocumentState.UNREAD: "Being read",
    DocumentState.READ: "Read, not accepted",
    DocumentState.ACCEPTED: "Recorded",
}
PICTURED = "application/pdf"
_MAKING = threading.BoundedSemaphore(2)
"""A browser asks for the pictures of a page all at once; so many are made at a time, that each has time enough."""
CHANGED = (
    "Records have changed since this page was opened. The comparison below is made anew: look at it, then accept again."
)
WAIT_SECONDS = 5.0
PICTURE_KEPT = "private, max-age=3600"
"""A page's picture takes a second to make and never changes; only this person's browser keeps it."""


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form for a document, and those that this person handed in before."""
    return _list()


@blueprint.post("")
def receive() -> ResponseReturnValue:
    """Take a document, read it, and lead to what it proposes."""
    kind = DocumentKind.MEMO if request.form.get("kind") == DocumentKind.MEMO else DocumentKind.REPORT
    try:
        document_id = uploads.taken(
            lambda name, file: handed_in_documents.hand_in(name, file, kind, _write_key(kind, file))
        )
    except Invalid as refusal:
        return _list(refusal, uploads.status_of(refusal))
    return redirect(address_of(kind, document_id), 303)


@blueprint.get("/<id:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    """What the report proposes, beside what is recorded, or what became of it."""
    return _page(document_id)


@blueprint.post("/<id:document_id>/check")
def check(document_id: int) -> ResponseReturnValue:
    """Keep what was typed, and compare it anew."""
    try:
        _say(document_id)
    except Conflict as refusal:
        return _page(document_id, refusal)
    return redirect(url_for(".show", document_id=document_id), 303)


@blueprint.post("/<id:document_id>/acceptance")
def accept(document_id: int) -> ResponseReturnValue:
    """Record what the report proposes, if it is what the person has seen beside the records."""
    document = kept.one(context.reading(), context.asker(), document_id, DocumentKind.REPORT)
    try:
        if document.state is DocumentState.READ and _say(document_id):
            flash("What you typed is kept. Look at what it would do now, then accept it.", "info")
            return redirect(url_for(".show", document_id=document_id), 303)
        handed_in_documents.accept(document_id, request.form.get("seen", ""), written_key(request.form))
    except Changed:
        return _page(document_id, Conflict(CHANGED))
    except (Invalid, Conflict) as refusal:
        return _page(document_id, refusal)
    flash("The recommendations are recorded.", "success")
    return redirect(url_for(".show", document_id=document_id), 303)


@blueprint.post("/<id:document_id>/reading")
def read_again(document_id: int) -> ResponseReturnValue:
    """Begin once more to read a document whose reading has stopped."""
    return redirect(url_for("work.show", work_id=handed_in_documents.begin_again(document_id)), 303)


@blueprint.get("/<id:document_id>/pages/<int(max=9999):page>")
def picture(document_id: int, page: int) -> Response:
    """The picture of a page of a PDF, with the words of one recommendation marked, for who handed it in."""
    document = kept.one(context.reading(), context.asker(), document_id)
    if document.media_type != PICTURED:
        raise NotFound("Only a PDF has pictures of its pages.")
    words = document_form.words_on(document, request.args.get("row", ""), page)
    with documents.opened(context.reading(), document.sha256) as file:
        context.let_go()
        # Whoever waits holds a thread: pages of records must not wait for pictures.
        if not _MAKING.acquire(timeout=WAIT_SECONDS):
            return Response("Too many pictures are asked for at once. Load the page again.", 503, mimetype="text/plain")
        try:
            response = Response(reading.picture(file, document.file_name, page, words), mimetype="image/png")
        finally:
            _MAKING.release()
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = PICTURE_KEPT
    return response


def address_of(kind: DocumentKind, document_id: int) -> str:
    """The page of a document."""
    if kind is DocumentKind.MEMO:
        return url_for("memos.show", document_id=document_id)
    return url_for("documents.show", document_id=document_id)


def state_in_words(document: Row[Any]) -> str:
    """What has become of it."""
    if documents.has_stopped(document, context.program().now()):
        return "Could not be read" if document.work_state is WorkState.FAILED else "Stopped before it was read"
    return "Undone, not accepted" if document.undone else STATES[document.state]


def elsewhere(document: Row[Any], kind: DocumentKind) -> ResponseReturnValue | None:
    """Where a document is shown that is not read yet, or is of the other kind."""
    if document.kind is not kind:
        return redirect(address_of(document.kind, document.id), 303)
    if document.state is DocumentState.UNREAD:
        return redirect(url_for("work.show", work_id=document.work_id), 303)
    return None


def _write_key(kind: DocumentKind, file: BinaryIO) -> str | None:
    """The form's key, good for these bytes and this kind: who goes back to the form with another file is heard."""
    key, digest = written_key(request.form), hashlib.sha256()
    if key is None:
        return None
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return str(uuid.uuid5(uuid.UUID(key), f"{kind} {digest.hexdigest()}"))


def _list(problem: Refused | None = None, status: int = 422) -> ResponseReturnValue:
    place = import_form.place(request.args.get("after", ""))
    rows, following = kept.mine(context.reading(), context.asker(), place)
    shown = render_template(
        "documents/index.html",
        rows=rows,
        next=url_for(".index", after=following) if following else "",
        first=url_for(".index") if place else "",
        problem=problem,
        kinds=[(kind.value, words) for kind, words in KINDS.items()],
        kind_words=KINDS,
        state_in_words=state_in_words,
        typed=request.form,
        key=uuid.uuid4(),
        address_of=address_of,
        at_the_office=at_the_office,
    )
    return shown, status if problem else 200


def _say(document_id: int) -> bool:
    """Keep what was typed; answers whether that is something new."""
    at = situation()
    document = kept.one(context.reading(), at.by, document_id, DocumentKind.REPORT)
    before = document_records.proposal_of(context.reading(), at, document) if document.found else None
    said = document_form.read(request.form, before)
    handed_in_documents.say(document_id, said)
    return said != before


def _page(document_id: int, problem: Refused | None = None) -> ResponseReturnValue:
    context.let_go()  # what was just kept is shown as it is now
    at = situation()
    document = kept.one(context.reading(), at.by, document_id)
    if moved := elsewhere(document, DocumentKind.REPORT):
        return moved
    found = documents.found_in(document, Extracted)
    proposal = document_records.proposal_of(context.reading(), at, document)
    compared = document_records.compared(context.reading(), proposal, at)
    shown = render_template(
        "documents/show.html",
        document=document,
        found=found,
        proposal=proposal,
        check=beside(proposal, compared),
        digest=compared.digest,
        choices=document_form.choices(at.by, at.tree),
        pictured=document.media_type == PICTURED,
        problem=problem,
        state_in_words=state_in_words,
        at_the_office=at_the_office,
        pages_of=document_form.pages_of,
        nothing=Beside(),
        in_cell=import_form.in_cell,
        key=uuid.uuid4(),
    )
    return shown, 200 if problem is None else 409 if isinstance(problem, Conflict) else 422
