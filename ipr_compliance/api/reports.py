"""The OIG's reports."""

from typing import Any

from flask import url_for
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.questions import Once, Paged, ReportPath
from ipr_compliance.queries import reports
from ipr_compliance.queries.records import plain
from ipr_compliance.services import recommendations
from ipr_compliance.services import reports as keeping
from ipr_compliance.services.inputs import ReportChangeInput, ReportInput


@blueprint.get("/reports", responses={200: answers.Reports})
def list_reports(query: Paged) -> Answered:
    """The reports with recommendations that the caller may see: those without an issue date first, then the newest."""
    page = reports.page(context.reading(), context.asker(), context.today(), limit=query.limit, after=query.cursor)
    return {"items": [_record(row) for row in page.rows], "total": page.total, "next": page.next}


@blueprint.get("/reports/<path:number>", responses={200: answers.Report})
def show_report(path: ReportPath) -> Answered:
    """One report."""
    return _record(reports.one(context.reading(), context.asker(), path.number, context.today()))


@blueprint.post("/reports", responses={201: answers.Report, **problems.WRITING})
def add_report(header: Once, body: ReportInput) -> Answered:
    """Record a report."""
    with context.desk(header.write_key()) as desk:
        report = recommendations.add_report(desk, body)
    record = _record(reports.one(context.reading(), context.asker(), report.number, context.today()))
    return record, 201, {"Location": url_for(".show_report", number=report.number)}


@blueprint.patch("/reports/<path:number>", responses={200: answers.Report, **problems.WRITING})
def change_report(path: ReportPath, body: ReportChangeInput) -> Answered:
    """Say whether a report is public: the GAO-IG Act's list leaves out those that are not."""
    with context.desk() as desk:
        keeping.change(desk, path.number, body)
    return _record(reports.one(context.reading(), context.asker(), path.number, context.today()))


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.Report.model_fields}
