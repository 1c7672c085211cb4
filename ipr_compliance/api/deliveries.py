"""The messages that went out, are about to, or did not."""

from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import outbox_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import by_cursor
from ipr_compliance.api.questions import DeliveryPath, DeliveryQuery
from ipr_compliance.queries import deliveries
from ipr_compliance.queries.records import plain
from ipr_compliance.services import deliveries as services


@blueprint.get("/deliveries", responses={200: answers.Deliveries})
def list_deliveries(query: DeliveryQuery) -> Answered:
    """The messages about records that the caller keeps, newest first; nobody else's."""
    wanted = deliveries.Wanted(**query.asked(), zone=context.program().clock.zone)
    with by_cursor():
        page = deliveries.page(
            context.reading(), context.asker(), context.tree(), wanted, limit=query.limit, after=query.cursor
        )
    return {"items": [_record(row) for row in page.rows], "total": page.total, "next": page.next}


@blueprint.post("/deliveries/<id:delivery_id>/again", responses={200: answers.Delivery, **problems.WRITING})
def send_again(path: DeliveryPath) -> Answered:
    """Try a failed message again, at once. Sent again it is refused: the message waits then."""
    with context.desk() as desk:
        services.try_again(desk.session, path.delivery_id, by=desk.by, tree=desk.tree, now=desk.now)
    return _one(path.delivery_id)


@blueprint.post("/deliveries/<id:delivery_id>/cancellation", responses={200: answers.Delivery, **problems.WRITING})
def cancel_delivery(path: DeliveryPath) -> Answered:
    """Take a planned message out of the outbox. Sent again it is refused: it is cancelled then."""
    with context.desk() as desk:
        services.cancel(desk.session, path.delivery_id, by=desk.by, tree=desk.tree, now=desk.now)
    return _one(path.delivery_id)


@blueprint.get("/deliveries/<id:delivery_id>", responses={200: answers.Delivery})
def show_delivery(path: DeliveryPath) -> Answered:
    """One message."""
    return _one(path.delivery_id)


def _one(delivery_id: int) -> dict[str, Any]:
    return _record(deliveries.one(context.reading(), context.asker(), context.tree(), delivery_id))


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.Delivery.model_fields}
