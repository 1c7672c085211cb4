"""The second step of a login: a code, or a security key, of somebody who has shown their password already."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.adapters.security_keys import Site
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.logins import Attempt, SlowDown
from ipr_compliance.domain.refusal import Invalid, Refused
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.queries import factors as held
from ipr_compliance.services import factors, logins, security_keys
from ipr_compliance.web import sessions
from ipr_compliance.web.security import own_path
from ipr_compliance.web.writing import seal

blueprint = Blueprint("second_factor", __name__, url_prefix="/login/second-factor")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The form for a code, and the button for a key where the person has one."""
    waiting = _waiting()
    return _begin_again() if waiting is None else _page(waiting)


@blueprint.post("")
def take_code() -> ResponseReturnValue:
    """Let in whose app shows this code, or who has this recovery code left."""
    waiting = _waiting()
    if waiting is None:
        return _begin_again()
    try:
        _count(waiting.email)
        with context.program().database.transaction(recorded=False) as writing:
            code, now = request.form.get("code", ""), context.program().now()
            proof = factors.show_code(writing, waiting.id, code, seal(), now=now)
    except SlowDown as refusal:
        return _page(waiting, refusal), 429, {"Retry-After": str(refusal.seconds)}
    except Invalid as refusal:
        return _page(waiting, refusal), 422
    return _enter(waiting, proof)


@blueprint.post("/key")
def take_key() -> ResponseReturnValue:
    """Let in whose security key has signed the challenge."""
    waiting, database = _waiting(), context.program().database
    if waiting is None:
        return _begin_again()
    try:
        _count(waiting.email)
        with database.transaction(recorded=False) as writing:
            challenged = security_keys.taken(writing, waiting.session_id)
        with database.transaction(recorded=False) as writing:
            security_keys.show(writing, waiting.id, request.form.get("answer", ""), challenged, site())
    except SlowDown as refusal:
        return _page(waiting, refusal), 429, {"Retry-After": str(refusal.seconds)}
    except Invalid as refusal:
        with database.transaction(recorded=False) as writing:
            security_keys.challenge(writing, waiting.session_id)
        return _page(_waiting() or waiting, refusal), 422
    return _enter(waiting, Proof.SECURITY_KEY)


def site() -> Site:
    """This site, as keys know it."""
    return Site(context.program().settings.base_url)


def _waiting() -> Row[Any] | None:
    found = held.waiting(context.reading(), digest_of(session.get("token", "")), context.program().now())
    if request.method == "POST":
        context.let_go()
    return found


def _begin_again() -> ResponseReturnValue:
    flash("The login waited too long for its second step. Begin again.", "warning")
    wanted = own_path(request.values.get("next", ""))
    return redirect(url_for("login.show", next=wanted if wanted != "/" else None), code=303)


def _count(email: str) -> None:
    """Guesses at codes slow down by themselves: whoever comes so far knows the password."""
    program = context.program()
    with program.database.transaction(recorded=False) as writing:
        logins.admit(writing, email, request.remote_addr or "", now=program.now(), attempt=Attempt.CODE)


def _enter(waiting: Row[Any], proof: Proof) -> ResponseReturnValue:
    with context.program().database.transaction(recorded=False) as writing:
        logins.forgive(writing, waiting.email, request.remote_addr or "", attempt=Attempt.CODE)
    sessions.begin(waiting.id, waiting.proof, second=proof)
    if proof is Proof.RECOVERY_CODE:
        left = held.of(context.reading(), waiting.id).codes
        flash(f"That recovery code is used up. You have {left} left; your account makes new ones.", "warning")
    return redirect(own_path(request.form.get("next", "")), code=303)


def _page(waiting: Row[Any], problem: Refused | None = None) -> str:
    keys = [key.credential for key in held.keys(context.reading(), waiting.id)]
    usable = keys and waiting.challenge and site().can_use_keys
    return render_template(
        "second_factor/show.html", problem=problem, next=own_path(request.values.get("next", "")),
        options=site().for_login(waiting.challenge, keys) if usable else "",
    )  # fmt: skip
