"""Long work that the caller asked for: how far it is, what came of it, and a way to stop it."""

import json
from typing import Any

from flask import Response
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import problems
from ipr_compliance.api import work_answers as answers
from ipr_compliance.api.answers import A_FILE, Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.questions import Continued, Paged, WorkPath
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.downloads import download
from ipr_compliance.models import BatchKind, WorkState
from ipr_compliance.queries import work
from ipr_compliance.queries.records import plain
from ipr_compliance.working import percent, stop

_OF = "/work/<id:work_id>"
_PLAIN = ("id", "kind", "title", "state", "reason", "asked_at", "finished_at", "file_name", "size", "sha256")


@blueprint.get("/work", responses={200: answers.WorkList})
def list_work(query: Paged) -> Answered:
    """What the caller asked for that takes long, newest first; nobody else's."""
    place = Continued(cursor=query.cursor).place()
    rows = work.mine(context.reading(), context.asker(), place, limit=query.limit + 1)
    following = str(rows[query.limit - 1].id) if len(rows) > query.limit else None
    total = work.count(context.reading(), context.asker())
    return {"items": [_record(row) for row in rows[: query.limit]], "total": total, "next": following}


@blueprint.get(_OF, responses={200: answers.Work})
def show_work(path: WorkPath) -> Answered:
    """How far one of them is."""
    return _one(path.work_id)


@blueprint.post(f"{_OF}/cancellation", responses={200: answers.Work, **problems.WRITING})
def cancel_work(path: WorkPath) -> Answered:
    """Stop one of them. Sent again it is refused: it is over then."""
    stop(path.work_id)
    return _one(path.work_id)


@blueprint.get(f"{_OF}/file", responses={200: A_FILE})
def show_work_file(path: WorkPath) -> Response:
    """The file that came of one of them."""
    row = work.one(context.reading(), context.asker(), path.work_id)
    if row.state is not WorkState.DONE or row.sha256 is None:
        raise NotFound("There is no file yet.")
    return download(row)


def _one(work_id: int) -> dict[str, Any]:
    return _record(work.one(context.reading(), context.asker(), work_id))


def _record(row: Row[Any]) -> dict[str, Any]:
    asked = json.loads(row.asked)
    table = "reconciliation_id" if asked.get("table") == BatchKind.LIST else "import_id"
    about = {"document_id": asked.get("document"), "import_id": None, "reconciliation_id": None}
    return {
        **{name: plain(getattr(row, name)) for name in _PLAIN},
        "percent": percent(row),
        **about,
        table: asked.get("batch"),
    }
