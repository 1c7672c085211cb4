"""The messages that went out, are about to, or did not."""

from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import outbox_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import by_cursor, whole
from ipr_compliance.api.questions import DeliveryPath, DeliveryQuery
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import Conflict, NotAllowed
from ipr_compliance.queries import deliveries
from ipr_compliance.queries.records import plain
from ipr_compliance.services import deliveries as services
from ipr_compliance.services import refused_addresses
from ipr_compliance.services.office_inputs import AddressInput


@blueprint.get("/deliveries", responses={200: answers.Deliveries})
def list_deliveries(query: DeliveryQuery) -> Answered:
    """The messages about records that the caller keeps, newest first; nobody else's."""
    wanted = deliveries.Wanted(**query.asked(), zone=context.program().clock.zone)
    with by_cursor():
        page = deliveries.page(
            context.reading(), context.asker(), context.tree(), wanted, limit=query.limit, after=query.cursor
        )
    return {"items": [told(row) for row in page.rows], "total": page.total, "next": page.next}


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


@blueprint.post("/deliveries/test", responses={201: answers.Delivery, **problems.WRITING})
def send_test_mail() -> Answered:
    """Plan a message to the person for whom the caller acts, to see whether mail arrives; one a minute, then 409."""
    _watchers_only()
    program = context.program()
    context.let_go()
    with program.database.transaction(recorded=False) as session:
        planned = services.plan_test(
            session, by=context.asker(), today=context.today(), now=program.now(), sender=program.settings.mail_from,
            base_url=program.settings.base_url,
        )  # fmt: skip
    if planned is None:
        raise Conflict("A test to you was planned less than a minute ago; wait for it, or try again in a minute.")
    return _one(planned), 201, {}


@blueprint.get("/deliveries/addresses", responses={200: answers.RefusedAddresses, **problems.documented(403)})
def list_refused_addresses() -> Answered:
    """The addresses that a mail server has refused for good, the newest mark first; nothing is sent to them."""
    _watchers_only()
    return _refused()


@blueprint.post("/deliveries/addresses/again", responses={200: answers.RefusedAddresses, **problems.WRITING})
def send_to_address_again(body: AddressInput) -> Answered:
    """Send to such an address again; answers those that are left. Sent again it is refused: it is marked no more."""
    _watchers_only()
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        refused_addresses.try_again(session, body.address, by=context.asker())
    return _refused()


def _watchers_only() -> None:
    if not context.asker().may_anywhere(Action.SEE_DELIVERIES):
        raise NotAllowed(refusal(Action.SEE_DELIVERIES))


def _refused() -> dict[str, Any]:
    names = answers.RefusedAddress.model_fields
    rows = deliveries.refusing_addresses(context.reading(), context.asker())
    return whole([{name: plain(getattr(row, name)) for name in names} for row in rows])


def _one(delivery_id: int) -> dict[str, Any]:
    return told(deliveries.one(context.reading(), context.asker(), context.tree(), delivery_id))


def told(row: Row[Any]) -> dict[str, Any]:
    """A message as it is answered."""
    return {name: plain(getattr(row, name)) for name in answers.Delivery.model_fields}
