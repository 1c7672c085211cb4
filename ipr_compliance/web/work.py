"""Long work: how far it is, what came of it, and a way to stop it."""

import json
import subprocess
import sys
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.downloads import download
from ipr_compliance.models import WorkState
from ipr_compliance.queries import work as asked_for
from ipr_compliance.services import work
from ipr_compliance.services.documents import READING
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("work", __name__)

_COMMAND = "from ipr_compliance.cli import main; main()"
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


def launch(work_id: int) -> None:
    """Begin a piece of work in a process of its own, which outlives this request."""
    subprocess.Popen(  # noqa: S603 - our own command and a number
        [sys.executable, "-c", _COMMAND, "work", str(work_id)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@blueprint.get("/work")
def index() -> str:
    """What this person asked for last."""
    rows = asked_for.mine(context.reading(), context.asker())
    return render_template("work/index.html", rows=rows, words=_WORDS, at_the_office=at_the_office)


@blueprint.get("/work/<id:work_id>")
def show(work_id: int) -> str:
    """How far it is; the page asks again by itself until it is over."""
    row = asked_for.one(context.reading(), context.asker(), work_id)
    return render_template("work/show.html", work=row, page=_page(row))


def _page(row: Row[Any]) -> tuple[str, str] | None:
    """Where what came of it is seen, if it is no file: words and address."""
    if row.kind != READING or row.state is not WorkState.DONE:
        return None
    return "Check what was read", url_for("documents.show", document_id=json.loads(row.asked)["document"])


@blueprint.post("/work/<id:work_id>/cancel")
def cancel(work_id: int) -> ResponseReturnValue:
    """Stop it."""
    asker = context.asker()
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        work.cancel(session, asker, work_id, now=context.program().now())
    return redirect(url_for(".show", work_id=work_id), 303)


@blueprint.get("/work/<id:work_id>/file")
def file(work_id: int) -> Response:
    """What came of it."""
    row = asked_for.one(context.reading(), context.asker(), work_id)
    if row.state is not WorkState.DONE:
        raise NotFound("There is no file yet.")
    return download(row)
