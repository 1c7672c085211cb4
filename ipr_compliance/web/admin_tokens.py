"""Administration of the tokens of other people's programs."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.queries import accounts
from ipr_compliance.queries.accounts import Listed
from ipr_compliance.web import tokens

blueprint = Blueprint("tokens", __name__, url_prefix="/people/<id:person_id>/tokens")


@blueprint.get("")
def show(person_id: int) -> str:
    """Somebody's tokens, and the form for another one."""
    return tokens.page(_person(person_id), person_id=person_id)


@blueprint.post("")
def add(person_id: int) -> ResponseReturnValue:
    """Make a token that acts for that person; it is shown on this page and never again."""
    return tokens.made_for(_person(person_id), person_id=person_id)


@blueprint.post("/<id:token_id>/revocation")
def revoke(person_id: int, token_id: int) -> ResponseReturnValue:
    """End a token of theirs."""
    _person(person_id)
    return tokens.revoked(token_id, person_id=person_id)


def _person(person_id: int) -> Listed:
    """The person. Their programs may do all that they may, so this is for who administers the whole department."""
    if not context.asker().may_everywhere(Action.ADMINISTER, context.tree()):
        raise NotAllowed(refusal(Action.ADMINISTER))
    found = next((one for one in accounts.everybody(context.reading()) if one.id == person_id), None)
    if found is None:
        raise NotFound("There is no such person.")
    return found
