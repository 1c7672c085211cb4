"""Administration of components: the tree, and what is known of each."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.components import Component
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound, Refused
from ipr_compliance.services import components
from ipr_compliance.services.components import ComponentChangeInput, ComponentInput

blueprint = Blueprint("components", __name__, url_prefix="/components")


@blueprint.get("")
def index() -> str:
    """The tree, as far as this administrator sees it."""
    asker = context.asker()
    seen = [(depth, one) for depth, one in context.tree().in_order() if asker.may(Action.READ, one.id)]
    codes = {one.id: one.code for _depth, one in seen}
    return render_template(
        "admin/components/index.html", seen=seen, codes=codes, theirs=asker.components[Action.ADMINISTER]
    )


@blueprint.get("/new")
def new() -> str:
    """The form for a new component."""
    return _new(request.args)


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add a component below another."""
    typed = request.form
    try:
        given = ComponentInput.read(_fields(typed, ComponentInput))
        if not given.parent and not _administers_everything():
            raise Invalid("Choose the component above it.", field="parent")
        with context.desk() as desk:
            components.add(
                desk.session, **given.model_dump(), tree=desk.tree, by=desk.by, today=desk.today, now=desk.now
            )
    except (Invalid, Conflict) as refusal:
        return _new(typed, refusal), 409 if isinstance(refusal, Conflict) else 422
    flash(f"{given.code} is added.", "success")
    return redirect(url_for(".index"), code=303)


@blueprint.get("/<id:component_id>")
def show(component_id: int) -> str:
    """The form that changes a component."""
    component = _component(component_id)
    kept = {name: getattr(component, name) or "" for name in ComponentChangeInput.model_fields}
    return _change(component, kept)


@blueprint.post("/<id:component_id>")
def change(component_id: int) -> ResponseReturnValue:
    """Change a component's name, mailbox and head."""
    component, typed = _component(component_id), request.form
    try:
        given = ComponentChangeInput.read(_fields(typed, ComponentChangeInput))
        with context.desk() as desk:
            components.change(
                desk.session, component_id, given, tree=desk.tree, by=desk.by, today=desk.today, now=desk.now
            )
    except Invalid as refusal:
        return _change(component, typed, refusal), 422
    flash(f"{component.code} is changed.", "success")
    return redirect(url_for(".index"), code=303)


def _fields(typed: Mapping[str, str], reads: type[Any]) -> dict[str, str]:
    return {name: typed.get(name, "") for name in reads.model_fields}


def _component(component_id: int) -> Component:
    if not context.asker().may(Action.ADMINISTER, component_id):
        raise NotFound("There is no such component, or it is not yours to administer.")
    return context.tree().by_id[component_id]


def _administers_everything() -> bool:
    return context.asker().may_everywhere(Action.ADMINISTER, context.tree())


def _new(typed: Mapping[str, str], problem: Refused | None = None) -> str:
    theirs = context.asker().components[Action.ADMINISTER]
    offices = [(one.code, f"{one.code} – {one.name}") for _depth, one in context.tree().in_order() if one.id in theirs]
    parents = [("", "None: it stands beside the department" if _administers_everything() else "Choose"), *offices]
    return render_template("admin/components/new.html", typed=typed, problem=problem, parents=parents)


def _change(component: Component, typed: Mapping[str, str], problem: Refused | None = None) -> str:
    return render_template("admin/components/show.html", component=component, typed=typed, problem=problem)
