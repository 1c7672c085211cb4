"""What the words mean, and whom to ask."""

from flask import Blueprint, render_template

from ipr_compliance import context
from ipr_compliance.domain.deadlines import WINDOW_MONTHS
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.words import Agreement, Role, Status

blueprint = Blueprint("help", __name__, url_prefix="/help")

STATUSES = {
    Status.RESPONSE_DUE: "The report is issued; the component has not answered yet.",
    Status.OPEN_UNRESOLVED: "The component has answered; the OIG has not accepted the plan.",
    Status.OPEN_RESOLVED: "The OIG has accepted the plan; the component carries it out.",
    Status.CLOSURE_REQUESTED: "The component says that it is done; the OIG decides.",
    Status.CLOSED_IMPLEMENTED: "The OIG has closed it: the action is complete.",
    Status.CLOSED_NOT_IMPLEMENTED: "The OIG has closed it without the action.",
    Status.CLOSED_SUPERSEDED: "The OIG has closed it because another recommendation took its place.",
}
AGREEMENTS = {
    Agreement.NONE: "The component has not said.",
    Agreement.CONCUR: "The component agrees.",
    Agreement.PARTIALLY_CONCUR: "The component agrees with a part, or with the aim but not the way.",
    Agreement.NON_CONCUR: "The component does not agree.",
}
ROLES = {
    Role.VIEWER: "Reads.",
    Role.PROGRAM_MANAGER: "Reads, and reports on the recommendations of their components.",
    Role.LIAISON: "Also keeps the records, and sees what was e-mailed to whom.",
    Role.ADMIN: "Also keeps people and components.",
}


@blueprint.get("")
def show() -> str:
    """Words, definitions and the mailboxes of the components that this person sees."""
    asker = context.asker()
    seen = asker.components[Action.READ]
    offices = [component for _depth, component in context.tree().in_order() if component.id in seen]
    return render_template(
        "help/show.html",
        statuses=STATUSES,
        agreements=AGREEMENTS,
        roles=ROLES,
        offices=offices,
        months=WINDOW_MONTHS,
    )
