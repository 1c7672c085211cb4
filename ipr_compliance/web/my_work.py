"""What the person who is signed in has to do, and what they wait for."""

from flask import Blueprint, render_template

from ipr_compliance import context
from ipr_compliance.domain.deadlines import next_update_due_on
from ipr_compliance.domain.expected import expected_next
from ipr_compliance.domain.first_pages import dashboards, first_page
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.turns import ANSWERED, Bounds, Turn, action, owed
from ipr_compliance.domain.words import Status, WhoseMove
from ipr_compliance.queries import incomplete, my_work, office

blueprint = Blueprint("my_work", __name__, url_prefix="/my-work")


@blueprint.get("")
def show() -> str:
    """The person's open recommendations, by whose turn it is."""
    asker, today = context.asker(), context.today()
    groups = my_work.groups(context.reading(), asker, today)
    days, bounds = office.rules(context.reading()).lengths.update_days, Bounds.on(today)
    rows = [row for group in groups.values() for row in group.rows]
    update_by = {
        row.id: next_update_due_on(row.status, row.last_update_on, row.issued_on, row.next_update_on, days)
        for row in rows
    }
    expected = {
        row.id: expected_next(row.status, row.whose_move, row.component, row.due_on, today, update_by[row.id])
        for row in rows
    }
    return render_template(
        "my_work/show.html",
        groups=groups,
        Turn=Turn,
        blocks=first_page(asker).blocks,
        dashboards=dashboards(asker, context.tree(), today),
        expected=expected,
        owed={row.id: owed(row.status, row.whose_move, row.due_on, update_by[row.id], bounds) for row in rows},
        action_words=action,
        place_of_form=_place_of_form,
        may_update=asker.components[Action.UPDATE],
        lacking=incomplete.records(context.reading(), asker),
    )


def _place_of_form(status: Status, whose_move: WhoseMove) -> str:
    """Where on the record's page the expected action's form is."""
    if whose_move is WhoseMove.LIAISON:
        return "extension-decision"
    return "response" if status in ANSWERED else "update-form"
