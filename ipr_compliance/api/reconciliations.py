"""Lists that an OIG keeps, compared with the records, for who keeps records; nothing changes by it."""

from typing import Any

from flask import request, url_for
from sqlalchemy.engine import Row

from ipr_compliance import context, handed_in
from ipr_compliance.api import problems
from ipr_compliance.api import reconciliation_answers as answers
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint, takes_a_form
from ipr_compliance.api.forms import the_file
from ipr_compliance.api.imports import OPTIONS, OPTIONS_FORM, work_told
from ipr_compliance.api.questions import Continued, Once, Paged, ReconciliationPath
from ipr_compliance.domain.reconciliation import rows
from ipr_compliance.domain.table_options import Options
from ipr_compliance.models import BatchKind, BatchState
from ipr_compliance.queries import imports
from ipr_compliance.queries.records import plain
from ipr_compliance.services import import_batches
from ipr_compliance.services.import_check import COLUMNS, completed
from ipr_compliance.services.office_inputs import TableCheckInput
from ipr_compliance.services.reconciliation import compare, counts, of_json

_OF = "/reconciliations/<id:reconciliation_id>"
_LISTS = frozenset({BatchKind.LIST})
_FORM = {"type": "object", "required": ["file"], "additionalProperties": False, "properties": OPTIONS_FORM}


@blueprint.post(
    "/reconciliations",
    request_body={"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
    responses={201: answers.Reconciliation, **problems.WRITING},
)
@takes_a_form
def add_reconciliation(header: Once) -> Answered:
    """Hand in a list and learn how it compares; columns and words of which nothing is said are guessed.

    One of more than 5,000 rows is answered in the state `waiting`: ask for it again until it is `checked`.
    """
    import_batches.may_import(context.asker())
    name, stream = the_file(*OPTIONS)
    maps, sets, values = (request.form.getlist(option) for option in OPTIONS)
    said = Options.read(maps, sets, values, COLUMNS[BatchKind.LIST])
    number = handed_in.hand_in_list(name, stream, said, header.write_key())
    return _shown(number), 201, {"Location": url_for(".show_reconciliation", reconciliation_id=number)}


@blueprint.get("/reconciliations", responses={200: answers.Reconciliations, **problems.documented(403)})
def list_reconciliations(query: Paged) -> Answered:
    """The lists that the caller handed in, or all of them for who keeps all records, newest first."""
    place = Continued(cursor=query.cursor).place()
    page = imports.page(
        context.reading(), context.asker(), context.tree(), limit=query.limit, after=place, kinds=_LISTS
    )  # fmt: skip
    items = [_record(row) for row in page.rows]
    return {"items": items, "total": page.total, "next": str(page.next) if page.next else None}


@blueprint.get(_OF, responses={200: answers.Reconciliation, **problems.documented(403)})
def show_reconciliation(path: ReconciliationPath) -> Answered:
    """A list beside the records as they stand now."""
    return _shown(path.reconciliation_id)


@blueprint.post(
    f"{_OF}/check", responses={200: answers.Reconciliation, 202: answers.Reconciliation, **problems.WRITING}
)
def check_reconciliation(path: ReconciliationPath, body: TableCheckInput) -> Answered:
    """Read a list again, with what is said of its columns, words and rows now, and guesses for the rest.

    A list of more than 5,000 rows is read beside the calls (202).
    """
    batch = imports.one(context.reading(), context.asker(), context.tree(), path.reconciliation_id, _LISTS)
    said = completed(import_batches.told_of(batch)["header"], batch.kind, body.options(COLUMNS[batch.kind]))
    handed_in.check_again(path.reconciliation_id, said, _LISTS)
    shown = _shown(path.reconciliation_id)
    return shown, 202 if shown["state"] == BatchState.WAITING else 200, {}


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.ReconciliationListed.model_fields}


def _shown(number: int) -> dict[str, Any]:
    context.let_go()
    batch = imports.one(context.reading(), context.asker(), context.tree(), number, _LISTS)
    told = import_batches.told_of(batch)
    listed, problems_found = of_json(told)
    found = compare(context.reading(), context.asker(), listed, problems_found)
    return {
        **_record(batch),
        "header": told["header"],
        "words": told["words"],
        "problem": told["problem"],
        "counts": dict(counts(found)),
        "items": [dict(row) for row in rows(found)],
        "work": work_told(imports.work_on(context.reading(), batch.work_id)),
    }
