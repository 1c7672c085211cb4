"""Giving what one responsible official held to another, so that nothing is left without an owner."""

import sqlalchemy as sa
from pydantic import Field

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.models import Person
from ipr_compliance.queries import holdings
from ipr_compliance.services import recommendations
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.inputs import EditInput, Input, Line, MailAddress
from ipr_compliance.services.logins import as_kept

_person = Person.__table__  # type: ignore[attr-defined]


class HandoverInput(Input):
    """Who is responsible from now on: the official title, and where it is reached."""

    responsible_official: Line = Field(min_length=1, max_length=200)
    responsible_email: MailAddress


def give(desk: Desk, email: str, given: HandoverInput) -> int:
    """Give all open recommendations that name this address to somebody else; answers how many.

    Each is edited as its liaison would edit it, with an entry of its own; those that this person does not keep stay as
    they are. Refuses with Invalid the same address, and one whose account is disabled; with Conflict where there is
    nothing to give.
    """
    new = as_kept(given.responsible_email)
    if new == as_kept(email):
        raise Invalid("This address holds them already; name somebody else.", field="responsible_email")
    disabled = sa.select(_person.c.id).where(_person.c.email == new, ~_person.c.active)
    if desk.connection.execute(disabled).first() is not None:
        raise Invalid("This account is disabled; name somebody who can act.", field="responsible_email")
    held = holdings.held_by(desk.connection, desk.by, email, Action.EDIT)
    if not held:
        raise Conflict(f"{email} holds no open recommendation that you keep.")
    for row in held:
        told = {**given.model_dump(), "note": f"Taken over from {row.responsible_email}.", "version": row.version}
        recommendations.edit(desk, row.id, EditInput.read(told))
    return len(held)
