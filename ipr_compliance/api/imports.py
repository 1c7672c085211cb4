"""Tables of recommendations: handed in and checked by one call, imported by another."""

from typing import Any

from flask import request, url_for
from sqlalchemy.engine import Row

from ipr_compliance import context, handed_in
from ipr_compliance.api import import_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint, takes_a_form
from ipr_compliance.api.forms import one_of, the_file
from ipr_compliance.api.questions import Continued, ImportPath, Once, Paged
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Layout
from ipr_compliance.models import BatchKind, BatchState
from ipr_compliance.queries import imports
from ipr_compliance.queries.records import plain
from ipr_compliance.services import import_batches
from ipr_compliance.services.import_check import COLUMNS
from ipr_compliance.services.inputs import AcceptanceInput
from ipr_compliance.services.office_inputs import TableCheckInput
from ipr_compliance.working import percent

OPTIONS = ("map", "set", "value")
"""What is said of a table's columns and words, by the names of the command's options."""


def _many(description: str, example: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": description, "example": [example]}


OPTIONS_FORM = {
    "file": {"type": "string", "format": "binary", "description": "CSV or XLSX, 32 MB at most"},
    "map": _many("THEIRS=ours: calls a column of the file by our name", "rec_no=number"),
    "set": _many("ours=VALUE: gives a missing column, or a blank cell, one value", "component=CBP-OT"),
    "value": _many("ours:THEIRS=OURS: translates a word of a column", "status:Open=open-resolved"),
}
_UPDATES = {"type": "string", "enum": ["1", "0"], "description": "the file is a history of status updates"}
_FORM = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {**OPTIONS_FORM, "updates": _UPDATES},
}


@blueprint.post(
    "/imports",
    request_body={"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
    responses={201: answers.Import, **problems.WRITING},
)
@takes_a_form
def add_import(header: Once) -> Answered:
    """Hand in a table and learn what importing it would do; no record is changed.

    One of more than 5,000 rows is answered in the state `waiting`: ask for it again until it is `checked`.
    """
    import_batches.may_import(context.asker())
    name, stream = the_file(*OPTIONS, "updates")
    options = {name: request.form.getlist(name) for name in OPTIONS}
    kind = BatchKind.UPDATES if one_of("updates", ("0", "1")) == "1" else BatchKind.RECORDS
    said = Options.read(options["map"], options["set"], options["value"], handed_in.situation().shape(kind).readers)
    number = handed_in.hand_in_as_told(name, stream, kind, said, header.write_key())
    return _record(number), 201, {"Location": url_for(".show_import", import_id=number)}


@blueprint.get("/imports", responses={200: answers.Imports, **problems.documented(403)})
def list_imports(query: Paged) -> Answered:
    """The tables that the caller handed in, or all of them for who keeps all records, newest first."""
    place = Continued(cursor=query.cursor).place()
    page = imports.page(context.reading(), context.asker(), context.tree(), limit=query.limit, after=place)
    names = answers.ImportListed.model_fields
    items = [{name: plain(getattr(row, name)) for name in names} for row in page.rows]
    return {"items": items, "total": page.total, "next": str(page.next) if page.next else None}


@blueprint.get("/imports/<id:import_id>", responses={200: answers.Import, **problems.documented(403)})
def show_import(path: ImportPath) -> Answered:
    """A table that was handed in: what importing it would do, or what became of it."""
    return _record(path.import_id)


@blueprint.post(
    "/imports/<id:import_id>/check", responses={200: answers.Import, 202: answers.Import, **problems.WRITING}
)
def check_import(path: ImportPath, body: TableCheckInput) -> Answered:
    """Check a table again, with what is said of its columns, words, rows and cells now, in place of what was before.

    A table of more than 5,000 rows is checked beside the calls (202), as when it was handed in.
    """
    batch = imports.one(context.reading(), context.asker(), context.tree(), path.import_id)
    said = body.options(COLUMNS[batch.kind])
    Layout.match(import_batches.told_of(batch)["header"], handed_in.situation().shape(batch.kind), said)
    handed_in.check_again(path.import_id, said)
    told = _record(path.import_id)
    return told, 202 if told["state"] == BatchState.WAITING else 200, {}


@blueprint.post(
    "/imports/<id:import_id>/acceptance",
    responses={200: answers.Import, 202: answers.Import, **problems.WRITING},
)
def accept_import(path: ImportPath, header: Once, body: AcceptanceInput) -> Answered:
    """Import the whole table as one batch; refused, and checked anew, where records have changed since.

    The import of a table of more than 5,000 rows is begun (202); `work` of the table tells how far it is.
    """
    done = handed_in.accept(path.import_id, body.digest, header.write_key())
    return _record(path.import_id), 200 if done else 202, {}


@blueprint.post(
    "/imports/<id:import_id>/undoing", responses={200: answers.Import, 202: answers.Import, **problems.WRITING}
)
def undo_import(path: ImportPath, header: Once) -> Answered:
    """Take an imported table back: its new records are entered in error, its changes corrected.

    The undoing of a table of more than 5,000 rows is begun (202), like its import.
    """
    done = handed_in.undo(path.import_id, header.write_key())
    return _record(path.import_id), 200 if done else 202, {}


def _record(import_id: int) -> dict[str, Any]:
    context.let_go()
    batch = imports.one(context.reading(), context.asker(), context.tree(), import_id)
    told = {name: plain(value) for name, value in import_batches.as_json(batch)}
    return told | {"work": work_told(imports.work_on(context.reading(), batch.work_id))}


def work_told(row: Row[Any] | None) -> dict[str, Any] | None:
    """The last long work on a table, as it is answered."""
    return None if row is None else {"state": row.state.value, "percent": percent(row), "reason": row.reason}
