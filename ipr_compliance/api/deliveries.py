"""The messages that went out, are about to, or did not."""

from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import answers
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import by_cursor
from ipr_compliance.api.questions import DeliveryQuery
from ipr_compliance.queries import deliveries
from ipr_compliance.queries.records import plain


@blueprint.get("/deliveries", responses={200: answers.Deliveries})
def list_deliveries(query: DeliveryQuery) -> Answered:
    """The messages about records that the caller keeps, newest first; nobody else's."""
    wanted = deliveries.Wanted(**query.asked(), zone=context.program().clock.zone)
    with by_cursor():
        page = deliveries.page(
            context.reading(), context.asker(), context.tree(), wanted, limit=query.limit, after=query.cursor
        )
    return {"items": [_record(row) for row in page.rows], "total": page.total, "next": page.next}


def _record(row: Row[Any]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in answers.Delivery.model_fields}
