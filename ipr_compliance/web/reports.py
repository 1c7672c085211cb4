"""The OIG's reports: all of them, and one with its recommendations."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.deadlines import WINDOW_MONTHS
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.progress import Reckoning
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.queries import recommendations, reports
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import reports as keeping
from ipr_compliance.services.inputs import ReportChangeInput

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

ROWS = 50


@blueprint.get("")
def index() -> str:
    """The reports that this person sees some of."""
    after = request.args.get("after", "")
    found = reports.page(context.reading(), context.asker(), context.today(), limit=ROWS, after=after)
    return render_template(
        "reports/index.html",
        wanted=Filter(),
        keeps=context.asker().may_anywhere(Action.EDIT),
        page=found,
        next=url_for(".index", after=found.next) if found.next else "",
        first=url_for(".index") if after else "",
    )


# A report's number may hold slashes, also two in a row.
@blueprint.get("/<path:number>", merge_slashes=False)
def show(number: str) -> str:
    """One report with its recommendations in counting order."""
    return _page(number)


@blueprint.post("/<path:number>", merge_slashes=False)
def change(number: str) -> ResponseReturnValue:
    """Say whether it is public."""
    try:
        given = ReportChangeInput.read({name: request.form.get(name, "") for name in ReportChangeInput.model_fields})
        with context.desk() as desk:
            keeping.change(desk, number, given)
    except Invalid as refusal:
        return _page(number, refusal), 422
    flash(f"The report is recorded as {'' if given.public else 'not '}public.", "success")
    return redirect(url_for(".show", number=number), 303)


def _page(number: str, problem: Invalid | None = None) -> str:
    connection, asker, today = context.reading(), context.asker(), context.today()
    report = reports.one(connection, asker, number, today)
    wanted = Filter(report=number, sort="report")
    rows = list(recommendations.every(connection, asker, context.tree(), wanted, today))
    return render_template(
        "reports/show.html",
        report=report,
        rows=rows,
        wanted=wanted,
        months=WINDOW_MONTHS,
        by=Reckoning(today),
        keeps=any(asker.may(Action.EDIT, row.component_id) for row in rows)
        or (not rows and asker.may_anywhere(Action.EDIT)),
        typed=request.form,
        problem=problem,
    )
