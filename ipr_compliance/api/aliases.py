"""The names that documents give components and their officials, for who keeps the records."""

from typing import Any

from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import AliasPath
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.queries import aliases as known
from ipr_compliance.services import aliases, import_batches
from ipr_compliance.services.aliases import AliasInput


@blueprint.get("/aliases", responses={200: answers.Aliases, **problems.documented(403)})
def list_aliases() -> Answered:
    """The names that are remembered of the components that the caller may read (liaisons)."""
    import_batches.may_import(context.asker())
    return _all()


@blueprint.post("/aliases", responses={201: answers.Alias, **problems.WRITING})
def add_alias(body: AliasInput) -> Answered:
    """Remember a name, and the official who is meant by it; an official who is named replaces the one before."""
    import_batches.may_import(context.asker())
    with context.desk() as desk:
        alias_id = aliases.confirm(
            desk.session, body, tree=desk.tree, by=desk.by, today=desk.today, now=desk.now
        )  # fmt: skip
    found = known.seen(context.reading(), context.asker(), alias_id)
    if found is None:
        raise NotFound
    return _record(found), 201, {}


@blueprint.post("/aliases/<id:alias_id>/removal", responses={200: answers.Aliases, **problems.WRITING})
def remove_alias(path: AliasPath) -> Answered:
    """Forget a name that was confirmed by mistake; answers those that are left."""
    import_batches.may_import(context.asker())
    with context.desk() as desk:
        aliases.forget(desk.session, path.alias_id, by=desk.by, today=desk.today, now=desk.now)
    return _all()


def _all() -> dict[str, Any]:
    items = [_record(row) for row in known.listed(context.reading(), context.asker())]
    return whole(items)


def _record(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "alias": row.alias,
        "component": context.tree().by_id[row.component_id].code,
        "official": row.official,
        "official_email": row.official_email,
    }
