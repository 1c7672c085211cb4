"""Adding components to the tree."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.models import Component
from ipr_compliance.services import history
from ipr_compliance.services.history import Change


def add(
    session: Session, code: str, name: str, *, tree: Tree, by: Asker, today: date, now: datetime,
    parent: str | None = None, mailbox: str | None = None, head_email: str | None = None,
) -> int:  # fmt: skip
    """Add a component, below its parent where one is named; answers its id.

    Refuses a code that is taken (Conflict) or a parent that does not exist (Invalid).
    """
    if tree.find(code):
        raise Conflict(f"There is a component {code} already.", field="code")
    above = tree.find(parent) if parent else None
    if parent and above is None:
        raise Invalid(f"There is no component {parent} to put {code} under.", field="parent")
    facts: dict[str, Any] = {"code": code.strip(), "name": name, "mailbox": mailbox, "head_email": head_email}
    component = Component(**facts, parent_id=above.id if above else None)
    session.add(component)
    session.flush()
    told = {**facts, "parent": above.code if above else None}
    fields = {field: (None, value) for field, value in told.items() if value is not None}
    history.append(session, [Change("component", component.id or 0, "entered", today, fields)], by=by, at=now)
    return component.id or 0
