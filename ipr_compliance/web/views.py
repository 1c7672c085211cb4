"""Saved views: named lists, one's own and those of others who share them."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, Refused
from ipr_compliance.domain.views import IN_WORDS, LONGEST_NAME, Rhythm
from ipr_compliance.queries import views
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.views import View
from ipr_compliance.services import views as keeping
from ipr_compliance.services.desk import Desk
from ipr_compliance.web import choices

blueprint = Blueprint("views", __name__, url_prefix="/views")

RHYTHMS: choices.Choices = [("", "Not by mail"), *((rhythm.value, words) for rhythm, words in IN_WORDS.items())]
FIELDS = ("asks", "name", "component", "replaces", "rhythm")


@blueprint.get("")
def index() -> str:
    """All views that this person has or that are shared with them."""
    found = views.all_seen(context.reading(), context.asker())
    return render_template("views/index.html", views=found, words=IN_WORDS, said=_said)


@blueprint.get("/new")
def new() -> str:
    """The form that saves the list of an address as a view."""
    asks = request.args.get("asks", "")
    return _form({"asks": asks}, _wanted(asks))


@blueprint.post("")
def save() -> ResponseReturnValue:
    """Save the list that the form carries, under a new name or in the place of one's own view."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    wanted = _wanted(typed["asks"])
    try:
        with context.desk() as desk:
            view_id = _saved(desk, typed, wanted)
    except (Invalid, Conflict) as refusal:
        return _form(typed, wanted, refusal), _status(refusal)
    flash("The view is saved.", "success")
    return redirect(url_for(".show", view_id=view_id), code=303)


@blueprint.get("/<id:view_id>")
def show(view_id: int) -> str:
    """What one view asks for, and what may be done with it."""
    return _page(view_id)


@blueprint.post("/<id:view_id>")
def rename(view_id: int) -> ResponseReturnValue:
    """Give it another name, or share it otherwise."""
    name, component, version = (request.form.get(one, "") for one in ("name", "component", "version"))
    return _changed(
        view_id, lambda desk: keeping.rename(desk, view_id, name, component, _number(version)), "The view is changed."
    )


@blueprint.post("/<id:view_id>/subscription")
def subscribe(view_id: int) -> ResponseReturnValue:
    """Have it by mail, or no longer."""
    rhythm = _rhythm(request.form.get("rhythm", ""))
    said = "You get this view by mail when it has news." if rhythm else "You no longer get this view by mail."
    return _changed(view_id, lambda desk: keeping.subscribe(desk, view_id, rhythm), said)


@blueprint.post("/<id:view_id>/deletion")
def delete(view_id: int) -> ResponseReturnValue:
    """Delete it, for everybody."""
    with context.desk() as desk:
        keeping.delete(desk, view_id, _number(request.form.get("version", "")))
    flash("The view is deleted.", "success")
    return redirect(url_for(".index"), code=303)


def _saved(desk: Desk, typed: dict[str, str], wanted: Filter) -> int:
    rhythm = _rhythm(typed["rhythm"])
    if typed["replaces"]:
        replaced, _, version = typed["replaces"].partition(".")
        view_id = _number(replaced)
        keeping.replace(desk, view_id, wanted, _number(version))
    else:
        view_id = keeping.save(desk, typed["name"], wanted, typed["component"])
    if rhythm:
        keeping.subscribe(desk, view_id, rhythm)
    return view_id


def _changed(view_id: int, change: Callable[[Desk], None], said: str) -> ResponseReturnValue:
    try:
        with context.desk() as desk:
            change(desk)
    except (Invalid, Conflict) as refusal:
        return _page(view_id, refusal), _status(refusal)
    flash(said, "success")
    return redirect(url_for(".show", view_id=view_id), code=303)


def _page(view_id: int, problem: Refused | None = None) -> str:
    view = views.one(context.reading(), context.asker(), view_id)
    may_delete = view.mine or (view.component_id and context.asker().may(Action.ADMINISTER, view.component_id))
    values = {"name": view.name, "component": view.component or "", "rhythm": view.rhythm or ""}
    return render_template(
        "views/show.html",
        view=view,
        said=_said(view),
        values=values | {name: request.form[name] for name in values if problem and name in request.form},
        problem=problem,
        may_delete=may_delete,
        components=_components(values["component"]),
        rhythms=RHYTHMS,
        words=IN_WORDS,
        longest=LONGEST_NAME,
    )


def _form(typed: dict[str, str], wanted: Filter, problem: Refused | None = None) -> str:
    own = [view for view in views.all_seen(context.reading(), context.asker()) if view.mine]
    return render_template(
        "views/new.html",
        values=typed,
        said=wanted.in_words(),
        wanted=wanted,
        problem=problem,
        components=_components(typed.get("component", "")),
        own=[("", "A new view"), *((f"{view.id}.{view.version}", f"Replace “{view.name}”") for view in own)],
        rhythms=RHYTHMS[:1] if wanted.as_of else RHYTHMS,
        longest=LONGEST_NAME,
    )


def _said(view: View) -> str:
    try:
        day = view.wanted.as_of
    except Invalid:
        return "It asks for something that this program does not know any more. Delete it."
    return view.wanted.in_words() + (f", as of {written_out(day)}" if day else "")


def _components(chosen: str) -> choices.Choices:
    (_all, *offices) = choices.components(context.asker(), context.tree())
    return choices.with_typed([("", "Nobody: it is mine alone"), *offices], chosen)


def _wanted(asks: str) -> Filter:
    return Filter.read(dict(parse_qsl(asks)))


def _rhythm(text: str) -> Rhythm | None:
    if text and text not in set(Rhythm):
        raise Invalid(f"“{text}” is not how often a view can be sent.", field="rhythm")
    return Rhythm(text) if text else None


def _number(text: str) -> int:
    # Not int() alone, which also reads "1_0" and digits of other scripts.
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Invalid("This form is not one of ours; open the page again.")
    return int(text)


def _status(refusal: Refused) -> int:
    return 409 if isinstance(refusal, Conflict) else 422
