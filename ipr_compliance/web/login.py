"""Logging in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.first_pages import first_page
from ipr_compliance.domain.logins import SlowDown
from ipr_compliance.domain.refusal import Invalid, Refused
from ipr_compliance.queries import accounts
from ipr_compliance.queries import people as askers
from ipr_compliance.services import logins, passwords, people
from ipr_compliance.web import sessions
from ipr_compliance.web.security import own_path

blueprint = Blueprint("login", __name__)


@blueprint.get("/login")
def show() -> str:
    """The form."""
    return _page()


@blueprint.post("/login")
def enter() -> ResponseReturnValue:
    """Let in whoever knows the password; say nothing else about the account."""
    email = request.form.get("email", "")
    try:
        account = _checked(email, request.form.get("password", ""))
    except SlowDown as refusal:
        return _page(refusal), 429, {"Retry-After": str(refusal.seconds)}
    except Invalid as refusal:
        return _page(refusal), 422
    sessions.begin(account, context.program().now())
    return redirect(_first_path(account.email), code=303)


@blueprint.post("/logout")
def leave() -> ResponseReturnValue:
    """End the sessions of this person, on every device."""
    person_id = context.asker().person_id
    with context.program().database.transaction(recorded=False) as session:
        people.end_sessions(session, person_id or 0)
    sessions.end()
    return redirect(url_for(".show"), code=303)


def _checked(email: str, password: str) -> accounts.Account:
    program = context.program()
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


def _first_path(email: str) -> str:
    """Where they wanted to go; who came to the door without a wish goes where their role begins."""
    wanted = own_path(request.form.get("next", ""))
    if wanted != "/":
        return wanted
    found = askers.by_email(context.reading(), email)
    return first_page(found[0]).path if found else wanted


def _page(problem: Refused | None = None) -> str:
    wanted = own_path(request.values.get("next", ""))
    return render_template("login.html", problem=problem, values=request.form, next=wanted)
