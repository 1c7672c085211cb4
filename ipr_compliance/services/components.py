"""Adding components to the tree, and keeping what is known of them."""

from datetime import date, datetime
from typing import Any

from pydantic import Field
from sqlmodel import Session

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.models import Component
from ipr_compliance.services import history
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import Input, Line, MailAddress

SUBJECT = "component"


class ComponentInput(Input):
    """An office that is to be added to the tree."""

    code: Line = Field(min_length=1, max_length=40)
    name: Line = Field(min_length=1, max_length=200)
    parent: Line | None = Field(default=None, max_length=40)
    mailbox: MailAddress | None = None
    head_email: MailAddress | None = None


class ComponentChangeInput(Input):
    """What an office is called and whom it is reached by, as a whole: what is not given is cleared."""

    name: Line = Field(min_length=1, max_length=200)
    mailbox: MailAddress | None = None
    head_email: MailAddress | None = None


def add(
    session: Session, code: str, name: str, *, tree: Tree, by: Asker, today: date, now: datetime,
    parent: str | None = None, mailbox: str | None = None, head_email: str | None = None,
) -> int:  # fmt: skip
    """Add a component, below its parent where one is named; answers its id.

    Refuses a code that is taken (Conflict), a parent that does not exist (Invalid), and people who do not administer
    the parent or, without one, the whole department (NotAllowed).
    """
    if tree.find(code):
        raise Conflict(f"There is a component {code} already.", field="code")
    above = tree.find(parent) if parent else None
    if parent and above is None:
        raise Invalid(f"There is no component {parent} to put {code} under.", field="parent")
    # Before the first component there is nobody to ask: it is added at the command line.
    if above and not by.may(Action.ADMINISTER, above.id):
        raise NotAllowed(f"You do not administer {above.code}.")
    if above is None and tree.by_id and not by.may_everywhere(Action.ADMINISTER, tree):
        raise NotAllowed("You do not administer the whole department; put the component under one of yours.")
    facts: dict[str, Any] = {"code": code.strip(), "name": name, "mailbox": mailbox, "head_email": head_email}
    component = Component(**facts, parent_id=above.id if above else None)
    session.add(component)
    session.flush()
    told = {**facts, "parent": above.code if above else None}
    fields = {field: (None, value) for field, value in told.items() if value is not None}
    history.append(session, [Change(SUBJECT, component.id or 0, "entered", today, fields)], by=by, at=now)
    return component.id or 0


def change(
    session: Session,
    component_id: int,
    given: ComponentChangeInput,
    *,
    tree: Tree,
    by: Asker,
    today: date,
    now: datetime,
) -> None:
    """Change what a component is called, its mailbox and its head; its code and its place in the tree stay.

    Refuses one that is not theirs to see (NotFound) or to administer (NotAllowed), and what changes nothing (Invalid).
    """
    if component_id not in by.components[Action.READ]:
        raise NotFound
    if not by.may(Action.ADMINISTER, component_id):
        raise NotAllowed(f"You do not administer {tree.by_id[component_id].code}.")
    component = session.get_one(Component, component_id)
    fields = {name: (old, new) for name, new in given.model_dump().items() if (old := getattr(component, name)) != new}
    if not fields:
        raise Invalid("Nothing is changed: every field says what is recorded already.")
    for name, (_old, new) in fields.items():
        setattr(component, name, new)
    session.flush()
    history.append(session, [Change(SUBJECT, component_id, "edited", today, fields)], by=by, at=now)
