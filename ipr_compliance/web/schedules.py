"""The page of schedules: which reports are made by themselves, for whom and when."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.issued import TITLES
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.progress import Kind
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.schedules import IN_WORDS, Every
from ipr_compliance.queries import schedules
from ipr_compliance.services import schedules as keeping
from ipr_compliance.web import choices

blueprint = Blueprint("schedules", __name__, url_prefix="/progress/schedules")

FIELDS = ("kind", "component", "report", "view", "every", "readers")


@blueprint.before_request
def _only_for_liaisons() -> None:
    if not context.asker().may_anywhere(Action.EDIT):
        raise NotAllowed("Only liaisons have reports sent.")


@blueprint.get("")
def index() -> str:
    """The schedules that this person keeps, and the form that sets one up."""
    return _page({"kind": Kind.PROGRESS.value, "every": Every.MONTH.value})


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Set one up."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        kind, every = _words(typed)
        with context.desk() as desk:
            limits = {name: typed[name].strip() for name in ("report", "view")}
            keeping.add(desk, kind, typed["component"], every, typed["readers"], limits)
    except Invalid as refusal:
        return _page(typed, refusal), 422
    flash("The report is on schedule from the period on that is running now.", "success")
    return redirect(url_for(".index"), code=303)


@blueprint.post("/<id:schedule_id>/end")
def end(schedule_id: int) -> ResponseReturnValue:
    """End one."""
    with context.desk() as desk:
        keeping.end(desk, schedule_id)
    flash("The report is no longer sent.", "success")
    return redirect(url_for(".index"), code=303)


def _words(typed: Mapping[str, str]) -> tuple[Kind, Every]:
    try:
        kind = Kind(typed["kind"])
    except ValueError as problem:
        raise Invalid("Choose a report.", field="kind") from problem
    try:
        return kind, Every(typed["every"])
    except ValueError as problem:
        raise Invalid("Choose how often.", field="every") from problem


def _page(typed: Mapping[str, str], problem: Invalid | None = None) -> str:
    return render_template(
        "progress/schedules.html",
        rows=schedules.kept_by(context.reading(), context.asker(), context.tree()),
        titles=TITLES,
        words=IN_WORDS,
        kinds=[(kind.value, title) for kind, title in TITLES.items()],
        rhythms=[(every.value, words) for every, words in IN_WORDS.items()],
        components=choices.with_typed(choices.components(context.asker(), context.tree()), typed.get("component", "")),
        views=choices.views(context.reading(), context.asker(), typed.get("view", "")),
        typed=typed,
        problem=problem,
    )
