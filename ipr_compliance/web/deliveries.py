"""Deliveries: every message that was planned, what became of it, and why."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.models import MessageState
from ipr_compliance.queries import deliveries
from ipr_compliance.queries.deliveries import FILTERS, Page, Wanted
from ipr_compliance.services import deliveries as outbox
from ipr_compliance.services import refused_addresses
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")

ROWS = 50

STATES = {
    MessageState.PLANNED: "Planned",
    MessageState.SENT: "Sent",
    MessageState.FAILED: "Failed",
    MessageState.CANCELLED: "Cancelled",
    MessageState.SKIPPED: "Skipped",
}


@blueprint.before_request
def _only_for_those_who_watch_over_messages() -> None:
    if context.signed_in() and not context.asker().may_anywhere(Action.SEE_DELIVERIES):
        raise NotAllowed("Only liaisons and administrators see the messages that were sent.")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The messages that the address asks for, newest first."""
    asked = {name: request.args.get(name, "") for name in FILTERS}
    after = request.args.get("after", "")
    try:
        wanted, problem = Wanted(**asked, zone=context.program().clock.zone), None
        found = deliveries.page(context.reading(), context.asker(), context.tree(), wanted, limit=ROWS, after=after)
    except Invalid as refusal:
        wanted, problem, found = Wanted(), refusal, Page([], 0, None)
    kept = wanted.filters()
    page = render_template(
        "deliveries/index.html",
        page=found,
        asked=asked,
        problem=problem,
        filtered=bool(kept),
        sets_rules=context.asker().may_everywhere(Action.EDIT, context.tree()),
        failed=_failed(),
        refusing=deliveries.refusing_addresses(context.reading(), context.asker()),
        states=[("", "Any state"), *((state.value, words) for state, words in STATES.items())],
        first=url_for(".index", **kept) if after and not problem else "",
        next=url_for(".index", **kept, after=found.next) if found.next else "",
        **_words(),
    )
    return page, 422 if problem else 200


@blueprint.get("/<id:message_id>")
def show(message_id: int) -> str:
    """One message as its reader got it, and what became of it."""
    return _page(message_id)


@blueprint.post("/<id:message_id>/again")
def try_again(message_id: int) -> ResponseReturnValue:
    """Put a failed message back into the outbox."""
    return _done(message_id, outbox.try_again, "The message is tried again within a minute.")


@blueprint.post("/<id:message_id>/cancellation")
def cancel(message_id: int) -> ResponseReturnValue:
    """Take a planned message out of the outbox."""
    return _done(message_id, outbox.cancel, "The message is cancelled and is not sent.")


@blueprint.post("/test")
def send_test() -> ResponseReturnValue:
    """Plan a message to the person who asks, to see whether mail arrives."""
    program = context.program()
    with program.database.transaction(recorded=False) as session:
        planned = outbox.plan_test(
            session, by=context.asker(), today=context.today(), now=program.now(), sender=program.settings.mail_from,
            base_url=program.settings.base_url,
        )  # fmt: skip
    if planned is None:
        flash("A test to you was planned less than a minute ago; wait for it, or try again in a minute.", "warning")
    else:
        flash(f"A test to {context.asker().email} is planned; the scheduler sends it within a minute.", "success")
    return redirect(url_for(".index"), code=303)


@blueprint.post("/addresses/again")
def try_address_again() -> ResponseReturnValue:
    """Send to an address again that has refused mail."""
    context.let_go()
    address = request.form.get("address", "")
    with context.program().database.transaction(recorded=False) as session:
        refused_addresses.try_again(session, address, by=context.asker())
    flash(f"Messages to {address} are sent again. Messages that failed before can be tried again, too.", "success")
    return redirect(url_for(".index", person=address, state=MessageState.FAILED), code=303)


def _done(message_id: int, deed: Callable[..., None], said: str) -> ResponseReturnValue:
    """Do something to a message and say so, or show it with the refusal. No fact of the office: nothing is recorded."""
    context.let_go()
    program = context.program()
    try:
        with program.database.transaction(recorded=False) as session:
            deed(session, message_id, by=context.asker(), tree=context.tree(), now=program.now())
    except Conflict as refusal:
        return _page(message_id, refusal), 409
    flash(said, "success")
    return redirect(url_for(".show", message_id=message_id), code=303)


def _page(message_id: int, problem: Conflict | None = None) -> str:
    row = deliveries.one(context.reading(), context.asker(), context.tree(), message_id)
    files = deliveries.enclosures(context.reading(), row.id)
    return render_template("deliveries/show.html", message=row, files=files, problem=problem, **_words())


def _failed() -> int:
    failed = Wanted(state=MessageState.FAILED)
    return deliveries.count(context.reading(), context.asker(), context.tree(), failed)


def _words() -> dict[str, Any]:
    return {"at_the_office": at_the_office, "state_in_words": STATES}
