"""One's own account: the roles held, the password, how often one is reminded, and the address of one's calendar."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.logins import SHORTEST, SlowDown
from ipr_compliance.domain.refusal import Invalid, Refused
from ipr_compliance.domain.rhythms import within_a_sentence
from ipr_compliance.domain.sessions import PROOFS
from ipr_compliance.domain.words import Rhythm, in_words
from ipr_compliance.queries import accounts, factors, reminder_rules, reminders
from ipr_compliance.queries import calendar as calendars
from ipr_compliance.queries import sessions as open_sessions
from ipr_compliance.services import calendar, logins, people, rhythms
from ipr_compliance.services import sessions as ending
from ipr_compliance.web import entering, sessions
from ipr_compliance.web.calendar import address
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def show() -> str:
    """Who I am here, and the form for a new password."""
    return _page()


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    """Change my password; every other session of mine ends."""
    entering.check_passwords_are_used()
    try:
        _change()
    except SlowDown as refusal:
        return _page(refusal), 429, {"Retry-After": str(refusal.seconds)}
    except Invalid as refusal:
        return _page(refusal), 422
    flash("Your password is changed. You are logged out everywhere else.", "success")
    return redirect(url_for(".show"), code=303)


@blueprint.post("/calendar")
def add_calendar() -> ResponseReturnValue:
    """Make an address for my calendar; the one before stops working. It is shown on this page and never again."""
    program = context.program()
    with program.database.transaction() as session:
        token = calendar.add(session, by=context.asker(), today=context.today(), now=program.now())
    return _page(calendar_address=address(token))


@blueprint.post("/calendar/revocation")
def revoke_calendar() -> ResponseReturnValue:
    """End the address of my calendar."""
    program = context.program()
    with program.database.transaction() as session:
        calendar.revoke(session, by=context.asker(), today=context.today(), now=program.now())
    flash("Your calendar address does not work any more.", "success")
    return redirect(url_for(".show"), code=303)


@blueprint.post("/reminders")
def choose_rhythm() -> ResponseReturnValue:
    """Choose how often I am reminded."""
    program = context.program()
    chosen = request.form.get("rhythm", "")
    try:
        with program.database.transaction() as session:
            rhythms.choose(session, chosen, by=context.asker(), today=context.today(), now=program.now())
    except Invalid as refusal:
        return _page(refusal), 422
    flash(f"You will be reminded {within_a_sentence(Rhythm(chosen))}.", "success")
    return redirect(url_for(".show"), code=303)


@blueprint.post("/sessions/<id:session_id>/ending")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of my sessions; where it is this one, I am logged out."""
    if session_id == sessions.visit().session_id:
        sessions.end()
        return redirect(url_for("login.show"), code=303)
    with context.program().database.transaction(recorded=False) as session:
        ending.end(session, context.asker().person_id or 0, session_id)
    flash("That session has ended: whoever used it has to log in again.", "success")
    return redirect(url_for(".show"), code=303)


def _change() -> None:
    """Guesses at the current password count as those at the login do."""
    program, asker, address = context.program(), context.asker(), request.remote_addr or ""
    current, new = request.form.get("current_password", ""), request.form.get("new_password", "")
    if request.form.get("new_password_again", "") != new:
        raise Invalid("The new password was not typed the same twice.", field="new_password_again")
    with program.database.transaction(recorded=False) as session:
        logins.admit(session, asker.email, address, now=program.now())
    with program.database.transaction() as session:
        people.change_password(
            session, asker.person_id or 0, current, new, by=asker, today=context.today(), now=program.now(),
            going_on=sessions.visit().session_id,
        )  # fmt: skip
        logins.forgive(session, asker.email, address)


def _page(problem: Refused | None = None, calendar_address: str = "") -> str:
    person_id = context.asker().person_id or 0
    return render_template(
        "account/show.html",
        problem=problem,
        person=accounts.one(context.reading(), person_id),
        rhythm=reminders.rhythm(context.reading(), person_id),
        rhythms=[(one.value, in_words(one)) for one in Rhythm],
        limits=reminder_rules.limits(context.reading()),
        shortest=SHORTEST,
        must_choose=sessions.visit().must_choose,
        passwords=context.program().settings.password_login,
        sessions=open_sessions.of(context.reading(), person_id, context.program().now()),
        this_session=sessions.visit().session_id,
        proofs=PROOFS,
        factors=factors.of(context.reading(), person_id).count,
        calendar_address=calendar_address,
        calendar_made_at=calendars.made_at(context.reading(), person_id),
        at_the_office=at_the_office,
    )
