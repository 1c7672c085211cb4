"""Webhooks, for administrators of the whole department. A secret is answered once, to who adds the hook."""

from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import outbox_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.deliveries import told
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.outbox_answers import Deliveries, Delivery
from ipr_compliance.api.pages import by_cursor, whole
from ipr_compliance.api.questions import Once, Paged, WebhookPath
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.queries import deliveries
from ipr_compliance.queries import webhooks as stored
from ipr_compliance.queries.records import plain
from ipr_compliance.services import webhooks
from ipr_compliance.services.inputs import WebhookChangeInput, WebhookInput

_OF = "/webhooks/<id:webhook_id>"


@blueprint.get("/webhooks", responses={200: answers.Webhooks, **problems.documented(403)})
def list_webhooks() -> Answered:
    """The addresses of other systems that are told of changes (administrators of the whole department)."""
    _administrators_only()
    return _all()


@blueprint.post("/webhooks", responses={201: answers.WebhookAdded, **problems.WRITING})
def add_webhook(body: WebhookInput) -> Answered:
    """Tell an address of changes; `secret` is answered this once. Sent again it is refused: there is one then."""
    settings = context.program().settings
    sealing = webhooks.seal(settings.signing_key())
    with context.desk() as desk:
        number, secret = webhooks.add(desk, body, sealing, private=settings.webhooks_private)
    return _record(stored.one(context.reading(), number)) | {"secret": secret}, 201, {}


@blueprint.get(_OF, responses={200: answers.Webhook, **problems.documented(403)})
def show_webhook(path: WebhookPath) -> Answered:
    """One of them."""
    _administrators_only()
    return _record(stored.one(context.reading(), path.webhook_id))


@blueprint.patch(_OF, responses={200: answers.Webhook, **problems.WRITING})
def switch_webhook(path: WebhookPath, body: WebhookChangeInput) -> Answered:
    """Switch one on, to be told what changes from now on, or off; refused where it is so already."""
    with context.desk() as desk:
        webhooks.switch(desk, path.webhook_id, on=body.active)
    return _record(stored.one(context.reading(), path.webhook_id))


@blueprint.post(f"{_OF}/test", responses={201: Delivery, **problems.WRITING})
def test_webhook(path: WebhookPath, header: Once) -> Answered:
    """Plan a call that tells of nothing; ask for the delivery again to see what became of it."""
    with context.desk(header.write_key()) as desk:
        number = webhooks.test(desk, path.webhook_id, context.program().settings.mail_from)
    return told(deliveries.one(context.reading(), context.asker(), context.tree(), number)), 201, {}


@blueprint.get(f"{_OF}/deliveries", responses={200: Deliveries, **problems.documented(403)})
def list_webhook_deliveries(path: WebhookPath, query: Paged) -> Answered:
    """The calls to it and what became of each, newest first."""
    _administrators_only()
    stored.one(context.reading(), path.webhook_id)
    wanted = deliveries.Wanted(webhook=str(path.webhook_id))
    with by_cursor():
        page = deliveries.page(
            context.reading(), context.asker(), context.tree(), wanted, limit=query.limit, after=query.cursor
        )
    return {"items": [told(row) for row in page.rows], "total": page.total, "next": page.next}


@blueprint.post(f"{_OF}/removal", responses={200: answers.Webhooks, **problems.WRITING})
def remove_webhook(path: WebhookPath) -> Answered:
    """Remove one, with what waits for it; answers those that are left. Sent again it is refused: there is none then."""
    with context.desk() as desk:
        webhooks.remove(desk, path.webhook_id)
    return _all()


def _administrators_only() -> None:
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed(refusal(Action.ADMINISTER))


def _all() -> dict[str, Any]:
    items = [_record(row) for row in stored.every(context.reading())]
    return whole(items)


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.Webhook.model_fields}
