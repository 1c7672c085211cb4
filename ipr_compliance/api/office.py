"""The office's own rules: the lengths of its clocks, and its rules for extensions, for administrators of all of it."""

from dataclasses import asdict
from typing import Any

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.domain.office import OfficeRules
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.queries import office
from ipr_compliance.services import office as setting
from ipr_compliance.services.office_inputs import OfficeInput


@blueprint.get("/office-rules", responses={200: answers.OfficeRulesShown, **problems.documented(403)})
def show_office_rules() -> Answered:
    """The rules as they hold, and as they are where nobody has set them (administrators of the whole department)."""
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed(refusal(Action.ADMINISTER))
    return _shown()


@blueprint.patch("/office-rules", responses={200: answers.OfficeRulesShown, **problems.WRITING})
def change_office_rules(body: OfficeInput) -> Answered:
    """Set them from now on: what is not named stays, and no date that is recorded moves; no change is refused."""
    with context.desk() as desk:
        setting.change(desk, body.as_text())
    return _shown()


def _shown() -> dict[str, Any]:
    return _told(office.rules(context.reading())) | {"defaults": _told(OfficeRules())}


def _told(rules: OfficeRules) -> dict[str, Any]:
    lengths = asdict(rules.lengths)
    return {
        **lengths,
        "extension_limit": rules.extension_limit,
        "extension_reasons": list(rules.extension_reasons),
    }
