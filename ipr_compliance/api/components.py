"""The components."""

from typing import Any

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import ComponentPath
from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed, NotFound
from ipr_compliance.queries import people
from ipr_compliance.services import components
from ipr_compliance.services.components import ComponentChangeInput, ComponentInput


@blueprint.get("/components", responses={200: answers.Components})
def list_components() -> Answered:
    """The components whose records the caller may read, parents first."""
    tree, readable = context.tree(), context.asker().components[Action.READ]
    items = [_record(tree, one) for _depth, one in tree.in_order() if one.id in readable]
    return whole(items)


@blueprint.post("/components", responses={201: answers.Component, **problems.WRITING})
def add_component(body: ComponentInput) -> Answered:
    """Add an office below one (administrators). Sent again it is refused: the code is taken then."""
    if not context.asker().may_anywhere(Action.ADMINISTER):
        raise NotAllowed(refusal(Action.ADMINISTER))
    with context.desk() as desk:
        facts = body.model_dump()
        components.add(desk.session, tree=desk.tree, by=desk.by, today=desk.today, now=desk.now, **facts)
    return _recorded(body.code), 201, {}


@blueprint.patch("/components/<code>", responses={200: answers.Component, **problems.WRITING})
def change_component(path: ComponentPath, body: ComponentChangeInput) -> Answered:
    """Say anew what an office is called and whom it is reached by (administrators): what is not named is cleared."""
    found = context.tree().find(path.code)
    if found is None:
        raise NotFound
    with context.desk() as desk:
        components.change(
            desk.session, found.id, body, tree=desk.tree, by=desk.by, today=desk.today, now=desk.now
        )  # fmt: skip
    return _recorded(path.code)


def _recorded(code: str) -> dict[str, Any]:
    tree = people.tree(context.reading())
    return _record(tree, tree.by_code[code.strip().upper()])


def _record(tree: Tree, one: Component) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "parent": tree.by_id[one.parent_id].code if one.parent_id is not None else None,
        "mailbox": one.mailbox,
        "head_email": one.head_email,
    }
