"""Administration of what an official holds: who leaves, with an account or without, hands over to another."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, Refused
from ipr_compliance.queries import holdings
from ipr_compliance.services.holdings import HandoverInput, give

blueprint = Blueprint("holdings", __name__, url_prefix="/holdings")


@blueprint.get("")
def index() -> str:
    """The open recommendations that name an address as responsible."""
    return _page(_address(request.args), {})


@blueprint.post("")
def hand_over() -> ResponseReturnValue:
    """Give all that names an address to another official, in one transaction."""
    email, typed = _address(request.form), request.form
    try:
        given = HandoverInput.read({name: typed.get(name, "") for name in HandoverInput.model_fields})
        with context.desk() as desk:
            count = give(desk, email, given)
    except (Invalid, Conflict) as refusal:
        return _page(email, typed, refusal), 409 if isinstance(refusal, Conflict) else 422
    recommendations = f"{count} recommendation{'s now name' if count != 1 else ' now names'}"
    flash(f"{recommendations} {given.responsible_official}, {given.responsible_email}.", "success")
    return redirect(url_for(".index", email=email), code=303)


def held(email: str) -> dict[str, Any]:
    """For a template: what an address holds, as far as this person sees it, and how much of it they can give."""
    found = holdings.held_by(context.reading(), context.asker(), email)
    return {"held": found, "kept": sum(context.asker().may(Action.EDIT, row.component_id) for row in found)}


def _address(typed: Mapping[str, str]) -> str:
    # As much of it as an address can be, and nothing that a database refuses.
    return "".join(filter(str.isprintable, typed.get("email", ""))).strip()[:254]


def _page(email: str, typed: Mapping[str, str], problem: Refused | None = None) -> str:
    return render_template("admin/holdings/index.html", email=email, typed=typed, problem=problem, **held(email))
