"""A new password for somebody who has forgotten theirs: asked for by address, set by a link that is sent there."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.logins import LINK_GOOD_FOR, SHORTEST, Attempt, SlowDown
from ipr_compliance.domain.refusal import Invalid, Refused
from ipr_compliance.queries import recoveries
from ipr_compliance.services import logins, recovery
from ipr_compliance.web import entering
from ipr_compliance.web.unlogged import keep_out_of_the_log
from ipr_compliance.web.writing import stamp

blueprint = Blueprint("recovery", __name__, url_prefix="/login")
keep_out_of_the_log(blueprint, r"(/login/new-password/)([^/\s]+)()")


@blueprint.before_request
def _only_where_passwords_are_used() -> None:
    entering.check_passwords_are_used()


ON_ITS_WAY = (
    "If there is an account with that address, a message with a link is on its way to it. It can take some minutes."
)


@blueprint.get("/forgotten")
def show() -> str:
    """The form that asks for the address."""
    return render_template("recovery/ask.html", problem=None, values={}, minutes=LINK_GOOD_FOR.seconds // 60)


@blueprint.post("/forgotten")
def ask() -> ResponseReturnValue:
    """Send a link; the answer is the same whether or not there is such an account."""
    program, email = context.program(), request.form.get("email", "")
    try:
        with program.database.transaction(recorded=False) as session:
            logins.admit(session, email, request.remote_addr or "", now=program.now(), attempt=Attempt.RECOVERY)
    except SlowDown as refusal:
        page = render_template(
            "recovery/ask.html", problem=refusal, values=request.form, minutes=LINK_GOOD_FOR.seconds // 60
        )
        return page, 429, {"Retry-After": str(refusal.seconds)}
    with program.database.transaction(recorded=False) as session:
        recovery.ask(session, email, stamp=stamp(), today=context.today(), now=program.now())
    flash(ON_ITS_WAY, "info")
    return redirect(url_for("login.show"), code=303)


@blueprint.get("/new-password/<token>")
def choose(token: str) -> ResponseReturnValue:
    """The form for the new password. Opening it uses nothing up: mail programs open links to look at them."""
    if recoveries.owner(context.reading(), digest_of(token), context.program().now()) is None:
        return _page(token, Invalid(recovery.NO_LONGER_GOOD), good=False, status=404)
    return _page(token)


@blueprint.post("/new-password/<token>")
def change(token: str) -> ResponseReturnValue:
    """Set the new password."""
    program, new = context.program(), request.form.get("new_password", "")
    try:
        if request.form.get("new_password_again", "") != new:
            raise Invalid("The new password was not typed the same twice.", field="new_password_again")
        with program.database.transaction() as session:
            email = recovery.redeem(session, token, new, stamp=stamp(), today=context.today(), now=program.now())
            for attempt in (Attempt.PASSWORD, Attempt.RECOVERY):
                logins.forgive(session, email, request.remote_addr or "", attempt=attempt)
    except Invalid as refusal:
        return _page(token, refusal, good=refusal.field is not None, status=422)
    flash("Your password is changed. Log in with it.", "success")
    return redirect(url_for("login.show"), code=303)


def _page(token: str, problem: Refused | None = None, *, good: bool = True, status: int = 200) -> Response:
    page = render_template("recovery/new.html", problem=problem, token=token, good=good, shortest=SHORTEST)
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"  # the page's address is a key
    return response
