"""Recommendations: lists, single records, their history, and what may be recorded."""

from dataclasses import asdict
from typing import Any

from flask import url_for
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.api import answers, problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.conditions import seen, version, writing
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import by_cursor, whole
from ipr_compliance.api.questions import IfMatch, Once, OnceIfMatch, RecommendationPath, RecommendationQuery
from ipr_compliance.queries import history, office
from ipr_compliance.queries import recommendations as records
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.records import detail_of, record_of
from ipr_compliance.services import recommendations, standings, updates
from ipr_compliance.services.inputs import EditInput, RecommendationInput, UpdateInput

_OF = "/recommendations/<id:recommendation_id>"


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


@blueprint.post("/recommendations", responses={201: answers.Recommendation, **problems.WRITING})
def add_recommendation(header: Once, body: RecommendationInput) -> Answered:
    """Record an issued recommendation of a report that is recorded already."""
    with context.desk(header.write_key()) as desk:
        recommendation_id = recommendations.add(desk, body)
    address = url_for(".show_recommendation", recommendation_id=recommendation_id)
    return _record(recommendation_id), 201, {"Location": address}


@blueprint.get(_OF, responses={200: answers.RecommendationWithHistory})
def show_recommendation(path: RecommendationPath) -> Answered:
    """One recommendation with its history."""
    row = seen(path.recommendation_id)
    return detail_of(row, context.today(), _update_days()) | {"history": _history(row)}


@blueprint.patch(
    _OF,
    responses={200: answers.Recommendation, **problems.CHANGING},
)
def edit_recommendation(path: RecommendationPath, header: IfMatch, body: EditInput) -> Answered:
    """Change plain facts (liaisons): null clears one, what is not named stays. The status moves by calls of its own."""
    with writing(header, path.recommendation_id) as desk:
        recommendations.edit(desk, path.recommendation_id, body)
    return _record(path.recommendation_id)


@blueprint.get(f"{_OF}/history", responses={200: answers.History})
def list_history(path: RecommendationPath) -> Answered:
    """The whole history of one recommendation."""
    return whole(_history(seen(path.recommendation_id)))


@blueprint.post(f"{_OF}/updates", responses={201: answers.UpdateRecorded, **problems.CHANGING})
def add_update(path: RecommendationPath, header: OnceIfMatch, body: UpdateInput) -> Answered:
    """Record what was done; it holds from today in the office's zone."""
    with writing(header, path.recommendation_id) as desk:
        recorded = updates.record(desk, path.recommendation_id, body)
        now = version(desk, path.recommendation_id)
    return {"seq": recorded.seq, "version": now, "warnings": recorded.doubts}, 201, {}


def _record(recommendation_id: int) -> dict[str, Any]:
    row = seen(recommendation_id)
    return record_of(row, context.today(), _update_days(), voided=row.voided)


def _update_days() -> int:
    return office.rules(context.reading()).lengths.update_days


def _history(row: Row[Any]) -> list[dict[str, Any]]:
    return [
        asdict(told) | {"on": told.on.isoformat(), "recorded_at": told.recorded_at.isoformat()}
        for told in history.timeline(context.reading(), standings.SUBJECT, row.id, row.newest_entry)
    ]
