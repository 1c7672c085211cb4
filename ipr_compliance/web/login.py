"""Logging in and out."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.logins import SlowDown
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.queries import accounts
from ipr_compliance.services import logins, passwords
from ipr_compliance.web import entering, sessions

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def show() -> str:
    """The form."""
    return entering.page()


@blueprint.post("/login")
def enter() -> ResponseReturnValue:
    """Let in whoever knows the password; say nothing else about the account."""
    email = request.form.get("email", "")
    try:
        account = _checked(email, request.form.get("password", ""))
    except SlowDown as refusal:
        return entering.page(refusal), 429, {"Retry-After": str(refusal.seconds)}
    except Invalid as refusal:
        return entering.page(refusal), 422
    return entering.enter(account.id, Proof.PASSWORD, request.form.get("next", ""))


@blueprint.post("/logout")
def leave() -> ResponseReturnValue:
    """End this session; a copy of its cookie is worth nothing from now on. Those on other devices go on."""
    sessions.end()
    return redirect(url_for(".show"), code=303)


def _checked(email: str, password: str) -> accounts.Account:
    program = context.program()
    if not program.settings.password_login:
        raise Invalid("Passwords are not used here. Sign in with your agency account.")
    address = request.remote_addr or ""
    with program.database.transaction(recorded=False) as session:
        logins.admit(session, email, address, now=program.now())
    account = accounts.account(context.reading(), logins.as_kept(email))
    context.let_go()
    if not passwords.match(account.password_hash if account else None, password) or account is None:
        raise Invalid("This e-mail address and password do not belong together.")
    with program.database.transaction(recorded=False) as session:
        logins.forgive(session, email, address)
    return account
