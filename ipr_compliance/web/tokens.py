"""Tokens for programs: one's own, and for administrators those of other people."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.refusal import Conflict, Invalid, Refused
from ipr_compliance.domain.words import TokenScope, in_words
from ipr_compliance.queries import accounts
from ipr_compliance.queries import tokens as stored
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.services import tokens
from ipr_compliance.web.rendering import at_the_office
from ipr_compliance.web.writing import stamp

blueprint = Blueprint("tokens", __name__, url_prefix="/account/tokens")

USUAL = timedelta(days=365)
"""For how long a new token works, unless another day is chosen."""

SCOPES = [(scope.value, in_words(scope)) for scope in TokenScope]


@blueprint.get("")
def show() -> str:
    """My tokens, and the form for another one."""
    return page(_me())


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Make a token of mine; it is shown on this page and never again."""
    return made_for(_me())


@blueprint.post("/<id:token_id>/revocation")
def revoke(token_id: int) -> ResponseReturnValue:
    """End a token of mine."""
    return revoked(token_id)


def made_for(person: Listed, **place: Any) -> ResponseReturnValue:
    """Make a token as the form says, and show it, or the form with what is wrong."""
    typed = request.form
    try:
        given = tokens.TokenInput.read({name: typed.get(name, "") for name in tokens.TokenInput.model_fields})
        with context.desk() as desk:
            secret = tokens.add(
                desk.session, person.email, given, by=desk.by, today=desk.today, now=desk.now, stamp=stamp()
            )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return page(person, typed, refusal, **place), 409 if isinstance(refusal, Conflict) else 422
    return page(person, secret=secret, **place)


def revoked(token_id: int, **place: Any) -> ResponseReturnValue:
    """End a token, and show those that are left."""
    with context.desk() as desk:
        name = tokens.revoke(desk.session, token_id, by=desk.by, today=desk.today, now=desk.now)
    flash(f"The token “{name}” does not work any more.", "success")
    return redirect(url_for(".show", **place), code=303)


def page(
    person: Listed, typed: Mapping[str, str] | None = None, problem: Refused | None = None, secret: str = "",
    **place: Any,
) -> str:  # fmt: skip
    """The tokens of a person; `place` completes the addresses of their forms."""
    usual = {"scope": TokenScope.READ.value, "expires_on": str(context.today() + USUAL)}
    return render_template(
        "tokens/show.html",
        person=person,
        tokens=stored.of(context.reading(), person.id),
        place=place,
        typed=usual if typed is None else typed,
        problem=problem,
        secret=secret,
        scopes=SCOPES,
        at_the_office=at_the_office,
    )


def _me() -> Listed:
    return accounts.one(context.reading(), context.asker().person_id or 0)
