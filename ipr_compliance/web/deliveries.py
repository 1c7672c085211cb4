"""Deliveries: every message that was planned, what became of it, and why."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.models import MessageState
from ipr_compliance.queries import deliveries
from ipr_compliance.queries.deliveries import Page, Wanted
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
    asked = {name: request.args.get(name, "") for name in ("state", "person")}
    after = request.args.get("after", "")
    try:
        wanted, problem = Wanted(**asked), None
        found = deliveries.page(context.reading(), context.asker(), context.tree(), wanted, limit=ROWS, after=after)
    except Invalid as refusal:
        wanted, problem, found = Wanted(), refusal, Page([], 0, None)
    kept = {name: value for name, value in asdict(wanted).items() if value}
    page = render_template(
        "deliveries/index.html",
        page=found,
        asked=asked,
        problem=problem,
        filtered=bool(kept),
        states=[("", "Any state"), *((state.value, words) for state, words in STATES.items())],
        first=url_for(".index", **kept) if after and not problem else "",
        next=url_for(".index", **kept, after=found.next) if found.next else "",
        **_words(),
    )
    return page, 422 if problem else 200


@blueprint.get("/<int:message_id>")
def show(message_id: int) -> str:
    """One message as its reader got it, and what became of it."""
    row = deliveries.one(context.reading(), context.asker(), context.tree(), message_id)
    files = deliveries.enclosures(context.reading(), row.id)
    return render_template("deliveries/show.html", message=row, files=files, **_words())


def _words() -> dict[str, Any]:
    return {"at_the_office": at_the_office, "state_in_words": STATES}
