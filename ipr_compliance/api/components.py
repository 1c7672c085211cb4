"""The components whose records the caller may read."""

from ipr_compliance import context
from ipr_compliance.api import answers
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.domain.permissions import Action


@blueprint.get("/components", responses={200: answers.Components})
def list_components() -> Answered:
    """The components whose records the caller may read, parents first."""
    tree, readable = context.tree(), context.asker().components[Action.READ]
    items = [
        {
            "code": one.code,
            "name": one.name,
            "parent": tree.by_id[one.parent_id].code if one.parent_id is not None else None,
            "mailbox": one.mailbox,
            "head_email": one.head_email,
        }
        for _depth, one in tree.in_order()
        if one.id in readable
    ]
    return {"items": items, "total": len(items), "next": None}
