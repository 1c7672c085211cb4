"""Reports about progress, made as asked for or as they were issued; and what is packed when a record closes."""

from functools import partial
from typing import Any

from flask import Response
from sqlalchemy.engine import Row

from ipr_compliance import context, issuing
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import A_FILE, Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.questions import Continued, IssuedPath, Once, ProgressQuery, RecommendationPath
from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.downloads import closeout_pdf, closeout_zip, download, just_made
from ipr_compliance.queries import issued
from ipr_compliance.queries.records import plain
from ipr_compliance.services.office_inputs import IssueInput
from ipr_compliance.services.orders import read_order
from ipr_compliance.services.progress import MEDIA_TYPES, make


@blueprint.get("/progress", responses={200: {"description": "The file", "content": {"*/*": {"schema": {}}}}})
def show_progress(query: ProgressQuery) -> Response:
    """A progress or statutory report about what the caller may see, as a file of the form asked for."""
    order = read_order(context.reading(), query.asked(), context.asker(), context.tree(), context.today())
    try:
        form = Format(query.format)
    except ValueError as problem:
        raise Invalid(f"There is no report in the form “{query.format}”.", field="format") from problem
    write = partial(make, context.reading(), context.asker(), context.tree(), order, form)
    return just_made(write, MEDIA_TYPES[form], order.file_name(form))


@blueprint.get("/issued-reports", responses={200: answers.IssuedReports})
def list_issued_reports(query: Continued) -> Answered:
    """The reports that were issued and that the caller may see in full, newest first."""
    rows, more = issued.page(context.reading(), context.asker(), context.tree(), query.place() or 2**31 - 1)
    return {"items": [_record(row) for row in rows], "next": str(more) if more else None}


@blueprint.post("/issued-reports", responses={201: answers.Issued, **problems.WRITING})
def issue_report(header: Once, body: IssueInput) -> Answered:
    """Issue a report: made, numbered and kept as it is (liaisons of all that it is about).

    `replaces` names an issued one of the same kind and about the same, which it corrects.
    """
    order = read_order(context.reading(), body.asked(), context.asker(), context.tree(), context.today())
    number = issuing.issue(order, body.format, body.replaces or "", header.write_key())
    return _record(issued.one(context.reading(), context.asker(), context.tree(), number)), 201, {}


@blueprint.get("/issued-reports/<number>", responses={200: answers.Issued})
def show_issued_report(path: IssuedPath) -> Answered:
    """One of them."""
    return _record(issued.one(context.reading(), context.asker(), context.tree(), path.number))


@blueprint.get("/issued-reports/<number>/file", responses={200: A_FILE})
def show_issued_file(path: IssuedPath) -> Response:
    """Its bytes, as they were when it was issued."""
    return download(issued.one(context.reading(), context.asker(), context.tree(), path.number))


@blueprint.get("/recommendations/<id:recommendation_id>/closeout.pdf", responses={200: A_FILE})
def show_closeout_pdf(path: RecommendationPath) -> Response:
    """What the office keeps of a recommendation, in one PDF."""
    return closeout_pdf(path.recommendation_id)


@blueprint.get("/recommendations/<id:recommendation_id>/closeout.zip", responses={200: A_FILE})
def show_closeout_package(path: RecommendationPath) -> Response:
    """The same with every file that was not withdrawn, and the list of their SHA-256."""
    return closeout_zip(path.recommendation_id)


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.Issued.model_fields}
