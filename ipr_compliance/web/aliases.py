"""The names that documents give components and their officials: seen, added and forgotten by who keeps the records."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, Refused
from ipr_compliance.queries import aliases as known
from ipr_compliance.services import aliases
from ipr_compliance.services.aliases import AliasInput
from ipr_compliance.web.document_form import choices
from ipr_compliance.web.imports import only_for_those_who_keep_records

blueprint = Blueprint("aliases", __name__, url_prefix="/imports/aliases")
blueprint.before_request(only_for_those_who_keep_records)

TOLD = 50
"""So many entries of history are shown."""


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All names of the components that this person sees, who confirmed them, and when."""
    return _page({})


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Remember a name, and the official who is meant by it."""
    typed = request.form
    try:
        given = AliasInput.read({name: typed.get(name, "") for name in AliasInput.model_fields})
        with context.desk() as desk:
            aliases.confirm(desk.session, given, tree=desk.tree, by=desk.by, today=desk.today, now=desk.now)
    except (Invalid, Conflict) as refusal:
        return _page(typed, refusal)
    flash(f"“{given.alias}” is remembered.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<id:alias_id>/forgetting")
def forget(alias_id: int) -> ResponseReturnValue:
    """Forget a name that was confirmed by mistake."""
    with context.desk() as desk:
        aliases.forget(desk.session, alias_id, by=desk.by, today=desk.today, now=desk.now)
    flash("The name is forgotten. Recommendations keep the component that they have.", "success")
    return redirect(url_for(".index"), 303)


def _page(typed: Mapping[str, str], problem: Refused | None = None) -> ResponseReturnValue:
    asker, tree = context.asker(), context.tree()
    told = known.told(context.reading(), asker)
    shown = render_template(
        "documents/aliases.html",
        rows=known.listed(context.reading(), asker),
        confirmed={(entry.component_id, entry.alias): entry for entry in reversed(told) if not entry.forgotten},
        told=told[:TOLD],
        codes={one.id: one.code for one in tree.by_id.values()},
        kept=asker.components[Action.EDIT],
        components=choices(asker, tree)["component"],
        typed=typed,
        problem=problem,
    )
    return shown, 200 if problem is None else 409 if isinstance(problem, Conflict) else 422
