"""Administration: people, components, the office's rules, and records that were entered in error."""

from flask import Blueprint, render_template

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.web import (
    admin_components,
    admin_holdings,
    admin_office,
    admin_people,
    admin_records,
    admin_tokens,
    admin_webhooks,
)

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

for part in (
    admin_people, admin_tokens, admin_holdings, admin_components, admin_office, admin_records, admin_webhooks,
):  # fmt: skip
    blueprint.register_blueprint(part.blueprint)


@blueprint.before_request
def _only_for_administrators() -> None:
    if not context.asker().may_anywhere(Action.ADMINISTER):
        raise NotAllowed(refusal(Action.ADMINISTER))


@blueprint.get("")
def index() -> str:
    """What can be administered here."""
    everything = context.asker().may_everywhere(Action.ADMINISTER, context.tree())
    return render_template("admin/index.html", everything=everything)
