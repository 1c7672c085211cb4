"""What follows once somebody has shown who they are, and the page on which they do."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.adapters.security_keys import new_challenge
from ipr_compliance.domain.refusal import NotFound, Refused
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.queries import factors
from ipr_compliance.web import sessions
from ipr_compliance.web.security import own_path


def page(problem: Refused | None = None) -> str:
    """The login page, with the ways in that the settings allow."""
    settings = context.program().settings
    return render_template(
        "login.html", problem=problem, values=request.form, next=own_path(request.values.get("next", "")),
        agency=bool(settings.oidc_issuer), password=settings.password_login,
    )  # fmt: skip


def check_passwords_are_used() -> None:
    """Raise NotFound where the settings leave the agency's sign-on as the only way in."""
    if not context.program().settings.password_login:
        raise NotFound("Passwords are not used here. Sign in with your agency account.")


def enter(person_id: int, proof: Proof, wanted: str, second: Proof | None = None) -> ResponseReturnValue:
    """Begin the session of somebody who has been identified, and lead them where they wanted to go.

    Where they have a second factor and none has been shown, it is asked for first.
    """
    has_one = second is None and factors.any_of(context.reading(), person_id)
    context.let_go()
    if has_one:
        sessions.begin(person_id, proof, challenge=new_challenge())
        return redirect(url_for("second_factor.show", next=own_path(wanted)), code=303)
    sessions.begin(person_id, proof, second=second)
    return redirect(own_path(wanted), code=303)
