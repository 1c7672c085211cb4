"""Administration of the office's rules: the lengths of its clocks, and its rules for extensions."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.office import NAMES, OfficeRules
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.queries import office
from ipr_compliance.services import office as setting

blueprint = Blueprint("office", __name__, url_prefix="/office")

MEANINGS = {
    "response_days": "Days from the issue of the report to the component's answer.",
    "resolution_months": "Months from the issue of the report to the OIG's acceptance of the plan.",
    "final_action_months": "Months from the management decision to the end of all action.",
    "closeout_days": "Days from the implementation to the letter that asks for closure.",
    "update_days": "Days from one status update to the next while a recommendation is open.",
    "window_months": "Months from the issue within which all actions of a report are complete. "
    "Reports that are recorded already keep their last day.",
    "extension_limit": "After so many granted extensions of one recommendation, the departmental liaison decides.",
}


@blueprint.before_request
def _only_for_the_whole_department() -> None:
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed("Only administrators of the whole department set its rules.")


@blueprint.get("")
def show() -> str:
    """The rules as they hold, with the defaults beside them. What cannot be read is shown with the reason."""
    values = {**OfficeRules().as_text(), **office.kept(context.reading())}
    try:
        OfficeRules.read(values)
    except Invalid as refusal:
        return _page(values, refusal)
    return _page(values)


@blueprint.post("")
def change() -> ResponseReturnValue:
    """Set the rules."""
    given = {name: request.form.get(name, "") for name in NAMES}
    try:
        with context.desk() as desk:
            setting.change(desk, given)
    except Invalid as refusal:
        return _page(given, refusal), 422
    flash("The office's rules are changed. They hold from now on.", "success")
    return redirect(url_for(".show"), code=303)


def _page(values: Mapping[str, str], problem: Invalid | None = None) -> str:
    return render_template(
        "admin/office.html",
        values=values,
        problem=problem,
        names=NAMES,
        meanings=MEANINGS,
        units={name: next((f" ({unit})" for unit in ("days", "months") if name.endswith(unit)), "") for name in NAMES},
        defaults=OfficeRules().as_text(),
    )
