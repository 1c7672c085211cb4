"""Long work: how far it is, what came of it, and a way to stop it."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.downloads import download
from ipr_compliance.models import BatchKind, WorkState
from ipr_compliance.queries import documents as kept
from ipr_compliance.queries import work as asked_for
from ipr_compliance.services import documents, import_orders
from ipr_compliance.services.documents import READING
from ipr_compliance.web.rendering import at_the_office
from ipr_compliance.working import launch, percent, stop

blueprint = Blueprint("work", __name__)

_WORDS = {
    WorkState.WAITING: "Has not begun yet",
    WorkState.RUNNING: "Under way",
    WorkState.DONE: "Done",
    WorkState.FAILED: "Not done",
    WorkState.CANCELLED: "Stopped",
}


def start(work_id: int) -> ResponseReturnValue:
    """Begin a piece of work in a process of its own, and lead to its page."""
    launch(work_id)
    return redirect(url_for("work.show", work_id=work_id), 303)


@blueprint.get("/work")
def index() -> str:
    """What this person asked for last."""
    rows = asked_for.mine(context.reading(), context.asker())
    return render_template("work/index.html", rows=rows, words=_WORDS, at_the_office=at_the_office)


@blueprint.get("/work/<id:work_id>")
def show(work_id: int) -> str:
    """How far it is; the page tells it anew by itself, or by a link, until it is over."""
    row = asked_for.one(context.reading(), context.asker(), work_id)
    return render_template("work/show.html", work=row, percent=percent(row), page=_page(row), again=_again(row))


def _page(row: Row[Any]) -> tuple[str, str] | None:
    """Where what came of it is seen, if it is no file: words and address."""
    asked = json.loads(row.asked)
    if row.kind == READING and row.state is WorkState.DONE:
        return "Check what was read", url_for("documents.show", document_id=asked["document"])
    if row.kind in import_orders.KINDS:
        page = "reconciliation.show" if asked["table"] == BatchKind.LIST else "imports.show"
        return "See the table", url_for(page, batch_id=asked["batch"])
    return None


def _again(row: Row[Any]) -> str | None:
    """Where a document is read once more that this work has not read to its end."""
    asker = context.asker()
    if row.kind != READING or row.state is WorkState.DONE or not asker.may_anywhere(Action.EDIT):
        return None
    document = kept.one(context.reading(), asker, json.loads(row.asked)["document"])
    if document.work_id != row.id or not documents.has_stopped(document, context.program().now()):
        return None
    return url_for("documents.read_again", document_id=document.id)


@blueprint.post("/work/<id:work_id>/cancel")
def cancel(work_id: int) -> ResponseReturnValue:
    """Stop it."""
    stop(work_id)
    return redirect(url_for(".show", work_id=work_id), 303)


@blueprint.get("/work/<id:work_id>/file")
def file(work_id: int) -> Response:
    """What came of it."""
    row = asked_for.one(context.reading(), context.asker(), work_id)
    if row.state is not WorkState.DONE or row.sha256 is None:
        raise NotFound("There is no file yet.")
    return download(row)
