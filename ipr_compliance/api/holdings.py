"""What a responsible official holds, and handing it over, for administrators."""

from typing import Any

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import HoldingsQuery
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.queries import holdings
from ipr_compliance.queries.records import plain
from ipr_compliance.services.holdings import HandoverInput, give
from ipr_compliance.services.office_inputs import HandingOverInput

_NAMES = ("id", "report_number", "number", "component", "status", "due_on", "responsible_official", "responsible_email")


@blueprint.get("/holdings", responses={200: answers.Holdings, **problems.documented(403)})
def list_holdings(query: HoldingsQuery) -> Answered:
    """The open recommendations that name an address as responsible (administrators), the earliest date first."""
    _administrators_only()
    return _held(query.email)


@blueprint.post("/holdings/handover", responses={200: answers.HandedOver, **problems.WRITING})
def hand_over(body: HandingOverInput) -> Answered:
    """Give all of an address that the caller keeps to another official, in one transaction."""
    _administrators_only()
    given = HandoverInput(responsible_official=body.responsible_official, responsible_email=body.responsible_email)
    with context.desk() as desk:
        count = give(desk, body.email, given)
    return {"count": count}


def _administrators_only() -> None:
    if not context.asker().may_anywhere(Action.ADMINISTER):
        raise NotAllowed(refusal(Action.ADMINISTER))


def _held(email: str) -> dict[str, Any]:
    asker = context.asker()
    items = [
        {name: plain(getattr(row, name)) for name in _NAMES} | {"kept": asker.may(Action.EDIT, row.component_id)}
        for row in holdings.held_by(context.reading(), asker, email)
    ]
    return whole(items)
