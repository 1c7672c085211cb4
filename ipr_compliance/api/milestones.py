"""The steps of the corrective action."""

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.conditions import seen, version, writing
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import IfMatch, NumberedPath, OnceIfMatch, RecommendationPath
from ipr_compliance.queries import actions
from ipr_compliance.queries.records import plain
from ipr_compliance.services import milestones
from ipr_compliance.services.inputs import MilestoneChangeInput, MilestoneInput

_OF = "/recommendations/<id:recommendation_id>/milestones"


@blueprint.get(_OF, responses={200: answers.Milestones})
def list_milestones(path: RecommendationPath) -> Answered:
    """The steps of the corrective action, in the order of their dates."""
    seen(path.recommendation_id)
    rows = actions.milestones(context.reading(), path.recommendation_id)
    items = [{name: plain(getattr(row, name)) for name in answers.Milestone.model_fields} for row in rows]
    return whole(items)


@blueprint.post(_OF, responses={201: answers.Numbered, **problems.CHANGING})
def add_milestone(path: RecommendationPath, header: OnceIfMatch, body: MilestoneInput) -> Answered:
    """Plan a step."""
    with writing(header, path.recommendation_id) as desk:
        n = milestones.add(desk, path.recommendation_id, body)
        return {"n": n, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.patch(f"{_OF}/<id:n>", responses={200: answers.Numbered, **problems.CHANGING})
def change_milestone(path: NumberedPath, header: IfMatch, body: MilestoneChangeInput) -> Answered:
    """Say when a step was done, or move it to a new date and say why."""
    with writing(header, path.recommendation_id) as desk:
        milestones.change(desk, path.recommendation_id, path.n, body)
        return {"n": path.n, "version": version(desk, path.recommendation_id)}
