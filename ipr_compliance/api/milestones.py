"""The steps of the corrective action."""

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.moves import version
from ipr_compliance.api.questions import NumberedPath, Once, RecommendationPath
from ipr_compliance.queries import actions
from ipr_compliance.queries import recommendations as records
from ipr_compliance.queries.records import plain
from ipr_compliance.services import milestones
from ipr_compliance.services.inputs import MilestoneChangeInput, MilestoneInput

_OF = "/recommendations/<id:recommendation_id>/milestones"
_WRITING = problems.documented(403, 409, 413, 415)


@blueprint.get(_OF, responses={200: answers.Milestones})
def list_milestones(path: RecommendationPath) -> Answered:
    """The steps of the corrective action, in the order of their dates."""
    records.one(context.reading(), context.asker(), path.recommendation_id)
    rows = actions.milestones(context.reading(), path.recommendation_id)
    items = [{name: plain(getattr(row, name)) for name in answers.Milestone.model_fields} for row in rows]
    return {"items": items, "total": len(items), "next": None}


@blueprint.post(_OF, responses={201: answers.Numbered, **_WRITING})
def add_milestone(path: RecommendationPath, header: Once, body: MilestoneInput) -> Answered:
    """Plan a step."""
    with context.desk(header.write_key()) as desk:
        n = milestones.add(desk, path.recommendation_id, body)
        return {"n": n, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.patch(f"{_OF}/<id:n>", responses={200: answers.Numbered, **_WRITING})
def change_milestone(path: NumberedPath, body: MilestoneChangeInput) -> Answered:
    """Say when a step was done, or move it to a new date and say why."""
    with context.desk() as desk:
        milestones.change(desk, path.recommendation_id, path.n, body)
        return {"n": path.n, "version": version(desk, path.recommendation_id)}
