"""Administration of records: one that was entered in error leaves every count and list."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, Refused, Stale
from ipr_compliance.queries import recommendations
from ipr_compliance.services import corrections
from ipr_compliance.services.inputs import VoidInput

blueprint = Blueprint("records", __name__, url_prefix="/recommendations")


@blueprint.get("/<id:recommendation_id>/entered-in-error")
def show(recommendation_id: int) -> str:
    """What it means to say that a record was entered in error, and the form that says it."""
    return _page(_record(recommendation_id))


@blueprint.post("/<id:recommendation_id>/entered-in-error")
def void(recommendation_id: int) -> ResponseReturnValue:
    """Say that a record was entered in error, with the reason."""
    record = _record(recommendation_id)
    try:
        given = VoidInput.read({name: request.form.get(name, "") for name in VoidInput.model_fields})
        with context.desk() as desk:
            corrections.void(desk, recommendation_id, given)
    except (Invalid, Stale) as problem:
        return _page(_record(recommendation_id), problem), 409 if isinstance(problem, Stale) else 422
    flash(f"Recommendation {record.number} is entered in error: it has left every count and list.", "success")
    return redirect(url_for("reports.show", number=record.report_number), code=303)


def _record(recommendation_id: int) -> Row[tuple[object, ...]]:
    record = recommendations.one(context.reading(), context.asker(), recommendation_id)
    if not context.asker().may(Action.CORRECT, record.component_id):
        raise NotAllowed(refusal(Action.CORRECT))
    if record.voided:
        raise Conflict("This record was entered in error already; it is in no count and no list.")
    return record


def _page(record: Row[tuple[object, ...]], problem: Refused | None = None) -> str:
    return render_template("admin/entered_in_error.html", record=record, typed=request.form, problem=problem)
