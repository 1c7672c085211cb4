"""One's own second factors: an authenticator app, security keys, and recovery codes."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from ipr_compliance import context
from ipr_compliance.adapters.one_time_codes import picture
from ipr_compliance.domain.factors import is_required
from ipr_compliance.domain.logins import Attempt, SlowDown
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound, Refused
from ipr_compliance.queries import factors as held
from ipr_compliance.services import factors, logins, security_keys
from ipr_compliance.services.factors import Made
from ipr_compliance.web import sessions
from ipr_compliance.web.rendering import at_the_office
from ipr_compliance.web.second_factor import site
from ipr_compliance.web.writing import seal, stamp

blueprint = Blueprint("factors", __name__, url_prefix="/account/second-factor")


@blueprint.get("")
def show() -> str:
    """What I have, and the ways to add more."""
    return _page()


@blueprint.post("/app")
def begin_app() -> ResponseReturnValue:
    """Make a secret for an app."""
    with _writing() as writing:
        factors.begin_app(writing, seal(), _made())
    return redirect(url_for(".show_app"), code=303)


@blueprint.get("/app")
def show_app() -> str:
    """The secret, as a picture and as text, until a code has confirmed it."""
    return _app_page()


@blueprint.post("/app/confirmation")
def confirm_app() -> ResponseReturnValue:
    """Let the app count, once it shows the right code."""
    try:
        _count()
        with _writing() as writing:
            codes = factors.confirm_app(writing, request.form.get("code", ""), seal(), _made())
            logins.forgive(writing, context.asker().email, request.remote_addr or "", attempt=Attempt.CODE)
    except SlowDown as refusal:
        return _app_page(refusal), 429, {"Retry-After": str(refusal.seconds)}
    except Invalid as refusal:
        return _app_page(refusal), 422
    return _added("Your authenticator app is added.", codes)


@blueprint.post("/app/removal")
def remove_app() -> ResponseReturnValue:
    """Remove my app."""
    return _removed(lambda writing: factors.remove_app(writing, _made(), required=_required()))


@blueprint.post("/keys")
def begin_key() -> ResponseReturnValue:
    """Make a challenge for a new key to sign."""
    with context.program().database.transaction(recorded=False) as writing:
        security_keys.challenge(writing, sessions.visit().session_id)
    return redirect(url_for(".show_key"), code=303)


@blueprint.get("/keys/new")
def show_key() -> str:
    """The form for a new key."""
    return _key_page()


@blueprint.post("/keys/new")
def add_key() -> ResponseReturnValue:
    """Add the key that has signed the challenge."""
    session_id, database = sessions.visit().session_id, context.program().database
    try:
        with database.transaction(recorded=False) as writing:
            challenged = security_keys.taken(writing, session_id)
        with _writing() as writing:
            name, answer = request.form.get("name", ""), request.form.get("answer", "")
            codes = security_keys.add(writing, name, answer, challenged, site(), _made())
    except (Invalid, Conflict) as refusal:
        with database.transaction(recorded=False) as writing:
            security_keys.challenge(writing, session_id)
        return _key_page(refusal), 422
    return _added("Your security key is added.", codes)


@blueprint.post("/keys/<id:key_id>/removal")
def remove_key(key_id: int) -> ResponseReturnValue:
    """Remove one of my keys."""
    return _removed(lambda writing: factors.remove_key(writing, key_id, _made(), required=_required()))


@blueprint.post("/recovery-codes")
def make_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them once."""
    with _writing() as writing:
        codes = factors.new_codes(writing, _made())
    return render_template("factors/codes.html", codes=codes)


def _added(said: str, codes: list[str]) -> ResponseReturnValue:
    if codes:
        return render_template("factors/codes.html", codes=codes)
    flash(said, "success")
    return redirect(url_for(".show"), code=303)


def _removed(remove: Callable[[Session], None]) -> ResponseReturnValue:
    try:
        with _writing() as writing:
            remove(writing)
    except Conflict as refusal:
        return _page(refusal), 409
    flash("It is removed.", "success")
    return redirect(url_for(".show"), code=303)


def _writing() -> AbstractContextManager[Session]:
    return context.program().database.transaction()


def _made() -> Made:
    return Made(context.asker(), sessions.visit().session_id, stamp(), context.today(), context.program().now())


def _count() -> None:
    program = context.program()
    with program.database.transaction(recorded=False) as writing:
        address = request.remote_addr or ""
        logins.admit(writing, context.asker().email, address, now=program.now(), attempt=Attempt.CODE)


def _required() -> bool:
    return is_required(sessions.visit().roles, context.program().settings.require_second_factor)


def _page(problem: Refused | None = None) -> str:
    return render_template(
        "factors/show.html",
        problem=problem,
        held=held.of(context.reading(), context.asker().person_id or 0),
        must=_required() and sessions.visit().second is None,
        required=_required(),
        keys_work=site().can_use_keys,
        at_the_office=at_the_office,
    )


def _app_page(problem: Refused | None = None) -> str:
    asker = context.asker()
    sealed = held.of(context.reading(), asker.person_id or 0).app_sealed
    secret = seal().open(sealed) if sealed else None
    if secret is None:
        raise NotFound("No authenticator app waits to be added. Begin on the page of your second factors.")
    shown = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template("factors/app.html", problem=problem, picture=picture(secret, asker.email), secret=shown)


def _key_page(problem: Refused | None = None) -> str:
    asker = context.asker()
    person_id = asker.person_id or 0
    challenge = held.challenge(context.reading(), sessions.visit().session_id)
    if not challenge or not site().can_use_keys:
        raise NotFound("No security key waits to be added. Begin on the page of your second factors.")
    known = [key.credential for key in held.keys(context.reading(), person_id)]
    options = site().for_new_key(asker.email, person_id, challenge, known)
    return render_template("factors/key.html", problem=problem, options=options, values=request.form)
