"""Administration of webhooks: the addresses of other systems that are told of changes."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, Refused
from ipr_compliance.domain.webhooks import MOST_FAILURES
from ipr_compliance.queries import webhooks as stored
from ipr_compliance.services import webhooks
from ipr_compliance.services.inputs import WebhookInput
from ipr_compliance.web import choices
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@blueprint.before_request
def _only_for_the_whole_department() -> None:
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed("Only administrators of the whole department set up webhooks.")


@blueprint.get("")
def index() -> str:
    """All of them, and the form for another one."""
    return _page()


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Add one; its secret is shown on this page and never again."""
    typed, settings = request.form, context.program().settings
    try:
        given = WebhookInput.read({name: typed.get(name, "") for name in WebhookInput.model_fields})
        with context.desk() as desk:
            sealing = webhooks.seal(settings.signing_key())
            _number, secret = webhooks.add(desk, given, sealing, private=settings.webhooks_private)
    except (Invalid, Conflict) as refusal:
        return _page(typed, refusal), 409 if isinstance(refusal, Conflict) else 422
    return _page(secret=secret)


@blueprint.post("/<id:webhook_id>/on")
def switch_on(webhook_id: int) -> ResponseReturnValue:
    """Tell it of changes from now on."""
    return _switched(webhook_id, on=True)


@blueprint.post("/<id:webhook_id>/off")
def switch_off(webhook_id: int) -> ResponseReturnValue:
    """Tell it of nothing, and cancel what waits for it."""
    return _switched(webhook_id, on=False)


@blueprint.post("/<id:webhook_id>/removal")
def remove(webhook_id: int) -> ResponseReturnValue:
    """Remove it."""
    with context.desk() as desk:
        address = webhooks.remove(desk, webhook_id)
    return _done(f"The webhook to {address} is removed.")


@blueprint.post("/<id:webhook_id>/test")
def send_test(webhook_id: int) -> ResponseReturnValue:
    """Plan a call that tells of nothing."""
    try:
        with context.desk() as desk:
            webhooks.test(desk, webhook_id, context.program().settings.mail_from)
    except Conflict as refusal:
        return _page(problem=refusal), 409
    return _done("A test is planned; the scheduler sends it within a minute. Deliveries tell what became of it.")


def _switched(webhook_id: int, *, on: bool) -> ResponseReturnValue:
    try:
        with context.desk() as desk:
            webhooks.switch(desk, webhook_id, on=on)
    except Conflict as refusal:
        return _page(problem=refusal), 409
    return _done("The webhook is switched on." if on else "The webhook is switched off.")


def _done(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".index"), code=303)


def _page(typed: Mapping[str, str] | None = None, problem: Refused | None = None, secret: str = "") -> str:
    return render_template(
        "admin/webhooks.html",
        webhooks=stored.every(context.reading()),
        typed={"owner": context.asker().email} if typed is None else typed,
        problem=problem,
        secret=secret,
        components=[("", "All that its owner may read"), *choices.components(context.asker(), context.tree())[1:]],
        most_failures=MOST_FAILURES,
        at_the_office=at_the_office,
    )
