"""Recommendations: lists, single records, their history, and what may be recorded."""

from dataclasses import asdict
from typing import Any

from flask import url_for

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.moves import version
from ipr_compliance.api.pages import by_cursor
from ipr_compliance.api.questions import Once, RecommendationPath, RecommendationQuery
from ipr_compliance.queries import history, office
from ipr_compliance.queries import recommendations as records
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import detail_of, record_of
from ipr_compliance.services import recommendations, standings, updates
from ipr_compliance.services.inputs import EditInput, RecommendationInput, UpdateInput

_WRITING = problems.documented(403, 409, 413, 415)


@blueprint.get("/recommendations", responses={200: answers.Recommendations})
def list_recommendations(query: RecommendationQuery) -> Answered:
    """The recommendations asked for that the caller may see."""
    wanted, today = Filter.read(query.asked()), context.today()
    with by_cursor():
        page = records.page(
            context.reading(), context.asker(), context.tree(), wanted, today, limit=query.limit, after=query.cursor
        )
    items = [record_of(row, wanted.as_of or today, page.update_days) for row in page.rows]
    return {"items": items, "total": page.total, "next": page.next}


@blueprint.post("/recommendations", responses={201: answers.Recommendation, **_WRITING})
def add_recommendation(header: Once, body: RecommendationInput) -> Answered:
    """Record an issued recommendation of a report that is recorded already."""
    with context.desk(header.write_key()) as desk:
        recommendation_id = recommendations.add(desk, body)
    address = url_for(".show_recommendation", recommendation_id=recommendation_id)
    return _record(recommendation_id), 201, {"Location": address}


@blueprint.get("/recommendations/<id:recommendation_id>", responses={200: answers.RecommendationWithHistory})
def show_recommendation(path: RecommendationPath) -> Answered:
    """One recommendation with its history."""
    row = records.one(context.reading(), context.asker(), path.recommendation_id)
    return detail_of(row, context.today(), _update_days()) | {"history": _history(path.recommendation_id)}


@blueprint.patch(
    "/recommendations/<id:recommendation_id>",
    responses={200: answers.Recommendation, **_WRITING},
)
def edit_recommendation(path: RecommendationPath, body: EditInput) -> Answered:
    """Change plain facts (liaisons): null clears one, what is not named stays. The status moves by calls of its own."""
    with context.desk() as desk:
        recommendations.edit(desk, path.recommendation_id, body)
    return _record(path.recommendation_id)


@blueprint.get("/recommendations/<id:recommendation_id>/history", responses={200: answers.History})
def list_history(path: RecommendationPath) -> Answered:
    """The whole history of one recommendation."""
    records.one(context.reading(), context.asker(), path.recommendation_id)
    entries = _history(path.recommendation_id)
    return {"items": entries, "total": len(entries), "next": None}


@blueprint.post("/recommendations/<id:recommendation_id>/updates", responses={201: answers.UpdateRecorded, **_WRITING})
def add_update(path: RecommendationPath, header: Once, body: UpdateInput) -> Answered:
    """Record what was done; it holds from today in the office's zone."""
    with context.desk(header.write_key()) as desk:
        recorded = updates.record(desk, path.recommendation_id, body)
        now = version(desk, path.recommendation_id)
    return {"seq": recorded.seq, "version": now, "warnings": recorded.doubts}, 201, {}


def _record(recommendation_id: int) -> dict[str, Any]:
    row = records.one(context.reading(), context.asker(), recommendation_id)
    return record_of(row, context.today(), _update_days())


def _update_days() -> int:
    return office.rules(context.reading()).lengths.update_days


def _history(recommendation_id: int) -> list[dict[str, Any]]:
    return [
        asdict(told) | {"on": told.on.isoformat(), "recorded_at": told.recorded_at.isoformat()}
        for told in history.timeline(context.reading(), standings.SUBJECT, recommendation_id)
    ]
