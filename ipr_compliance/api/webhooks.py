"""Webhooks, for administrators of the whole department. A secret is answered once, to who adds the hook."""

from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import outbox_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import WebhookPath
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.queries import webhooks as stored
from ipr_compliance.queries.records import plain
from ipr_compliance.services import webhooks
from ipr_compliance.services.inputs import WebhookInput


@blueprint.get("/webhooks", responses={200: answers.Webhooks, **problems.documented(403)})
def list_webhooks() -> Answered:
    """The addresses of other systems that are told of changes (administrators of the whole department)."""
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed(refusal(Action.ADMINISTER))
    return _all()


@blueprint.post("/webhooks", responses={201: answers.WebhookAdded, **problems.WRITING})
def add_webhook(body: WebhookInput) -> Answered:
    """Tell an address of changes; `secret` is answered this once. Sent again it is refused: there is one then."""
    settings = context.program().settings
    sealing = webhooks.seal(settings.signing_key())
    with context.desk() as desk:
        number, secret = webhooks.add(desk, body, sealing, private=settings.webhooks_private)
    return _record(stored.one(context.reading(), number)) | {"secret": secret}, 201, {}


@blueprint.post("/webhooks/<id:webhook_id>/removal", responses={200: answers.Webhooks, **problems.WRITING})
def remove_webhook(path: WebhookPath) -> Answered:
    """Remove one, with what waits for it; answers those that are left. Sent again it is refused: there is none then."""
    with context.desk() as desk:
        webhooks.remove(desk, path.webhook_id)
    return _all()


def _all() -> dict[str, Any]:
    items = [_record(row) for row in stored.every(context.reading())]
    return whole(items)


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.Webhook.model_fields}
