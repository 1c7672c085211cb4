"""The moves of a recommendation: response, closure, the OIG's word, extensions, corrections."""

from typing import Any

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.conditions import seen, version, writing
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import NumberedPath, OnceIfMatch, RecommendationPath
from ipr_compliance.queries import actions
from ipr_compliance.queries.records import plain
from ipr_compliance.services import closures, corrections, decisions, extensions, responses
from ipr_compliance.services.inputs import (
    ClosureInput,
    CorrectionInput,
    DecisionInput,
    ExtensionDecisionInput,
    ExtensionInput,
    ResponseInput,
    VoidInput,
)

_OF = "/recommendations/<id:recommendation_id>"
_RECORDED = {201: answers.Recorded, **problems.CHANGING}


@blueprint.post(f"{_OF}/responses", responses=_RECORDED)
def add_response(path: RecommendationPath, header: OnceIfMatch, body: ResponseInput) -> Answered:
    """Record the component's management response, or a revised plan; the OIG's move from then on."""
    with writing(header, path.recommendation_id) as desk:
        seq = responses.record(desk, path.recommendation_id, body)
        return {"seq": seq, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.post(f"{_OF}/closures", responses=_RECORDED)
def add_closure(path: RecommendationPath, header: OnceIfMatch, body: ClosureInput) -> Answered:
    """Ask for closure, with the evidence that was attached before."""
    with writing(header, path.recommendation_id) as desk:
        seq = closures.request(desk, path.recommendation_id, body)
        return {"seq": seq, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.post(f"{_OF}/decisions", responses=_RECORDED)
def add_decision(path: RecommendationPath, header: OnceIfMatch, body: DecisionInput) -> Answered:
    """Record what the OIG decided (liaisons)."""
    with writing(header, path.recommendation_id) as desk:
        seq = decisions.record(desk, path.recommendation_id, body)
        return {"seq": seq, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.post(f"{_OF}/corrections", responses=_RECORDED)
def add_correction(path: RecommendationPath, header: OnceIfMatch, body: CorrectionInput) -> Answered:
    """Declare an entry of the history wrong (administrators); it stays readable and counts no more."""
    with writing(header, path.recommendation_id) as desk:
        seq = corrections.correct(desk, path.recommendation_id, body)
        return {"seq": seq, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.post(f"{_OF}/entered-in-error", responses=_RECORDED)
def void_recommendation(path: RecommendationPath, header: OnceIfMatch, body: VoidInput) -> Answered:
    """Declare a whole record entered in error (administrators): it leaves every count and list."""
    with writing(header, path.recommendation_id) as desk:
        seq = corrections.void(desk, path.recommendation_id, body)
        return {"seq": seq, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.get(f"{_OF}/extensions", responses={200: answers.Extensions})
def list_extensions(path: RecommendationPath) -> Answered:
    """All requests for a later date, and what became of them."""
    seen(path.recommendation_id)
    rows = actions.extensions(context.reading(), path.recommendation_id)
    names = answers.Extension.model_fields
    items: list[dict[str, Any]] = [{name: plain(getattr(row, name)) for name in names} for row in rows]
    return whole(items)


@blueprint.post(f"{_OF}/extensions", responses={201: answers.Numbered, **problems.CHANGING})
def add_extension(path: RecommendationPath, header: OnceIfMatch, body: ExtensionInput) -> Answered:
    """Ask for a later due date; somebody else decides."""
    with writing(header, path.recommendation_id) as desk:
        n = extensions.ask(desk, path.recommendation_id, body)
        return {"n": n, "version": version(desk, path.recommendation_id)}, 201, {}


@blueprint.post(f"{_OF}/extensions/<id:n>/decision", responses={200: answers.Numbered, **problems.CHANGING})
def decide_extension(path: NumberedPath, header: OnceIfMatch, body: ExtensionDecisionInput) -> Answered:
    """Grant or refuse a request for a later date, once (liaisons, but who asked)."""
    with writing(header, path.recommendation_id) as desk:
        extensions.decide(desk, path.recommendation_id, path.n, body)
        return {"n": path.n, "version": version(desk, path.recommendation_id)}
