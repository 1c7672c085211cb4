"""Saved views: lists under a name, one's own and those of others who share them."""

from typing import Any
from urllib.parse import parse_qsl

from flask import g

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.conditions import writing
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import IfMatch, Once, OnceIfMatch, ViewFiltersInput, ViewInput, ViewPath
from ipr_compliance.queries import views
from ipr_compliance.queries.views import View
from ipr_compliance.services import views as keeping
from ipr_compliance.services.office_inputs import SubscriptionInput, VersionInput, ViewNameInput

_OF = "/views/<id:view_id>"


@blueprint.get("/views", responses={200: answers.Views})
def list_views() -> Answered:
    """The caller's own views and those shared in components that they may read, by name."""
    return _all()


@blueprint.get(_OF, responses={200: answers.View})
def show_view(path: ViewPath) -> Answered:
    """One of them."""
    return _one(path.view_id)


@blueprint.post("/views", responses={201: answers.View, **problems.WRITING})
def add_view(header: Once, body: ViewInput) -> Answered:
    """Keep a list under a new name: for oneself or, with a component, for all who may read that one."""
    with context.desk(header.write_key()) as desk:
        view_id = keeping.save(desk, body.name, body.filters.wanted(), body.component or "")
    return _one(view_id), 201, {}


@blueprint.patch(_OF, responses={200: answers.View, **problems.CHANGING})
def change_view(path: ViewPath, header: IfMatch, body: ViewNameInput) -> Answered:
    """Give one's own view another name, and say anew where it is shared: without a component, nowhere."""
    with writing(header, path.view_id, views.one) as desk:
        keeping.rename(desk, path.view_id, body.name, body.component or "", body.version)
    return _one(path.view_id)


@blueprint.put(f"{_OF}/filters", responses={200: answers.View, **problems.CHANGING})
def replace_view(path: ViewPath, header: IfMatch, body: ViewFiltersInput) -> Answered:
    """Let one's own view ask for another list."""
    with writing(header, path.view_id, views.one) as desk:
        keeping.replace(desk, path.view_id, body.filters.wanted(), body.version)
    return _one(path.view_id)


@blueprint.post(f"{_OF}/subscription", responses={200: answers.View, **problems.WRITING})
def subscribe_to_view(path: ViewPath, header: Once, body: SubscriptionInput) -> Answered:
    """Have a view sent to the caller's own address when it has news; without a rhythm, no longer."""
    with context.desk(header.write_key()) as desk:
        keeping.subscribe(desk, path.view_id, body.rhythm)
    return _one(path.view_id)


@blueprint.post(f"{_OF}/removal", responses={200: answers.Views, **problems.CHANGING})
def remove_view(path: ViewPath, header: OnceIfMatch, body: VersionInput) -> Answered:
    """Delete a view for everybody: one's own, or a shared one of a component that one administers."""
    with writing(header, path.view_id, views.one) as desk:
        keeping.delete(desk, path.view_id, body.version)
    return _all()


def _one(view_id: int) -> dict[str, Any]:
    view = views.one(context.reading(), context.asker(), view_id)
    g.version = view.version
    return _record(view)


def _all() -> dict[str, Any]:
    items = [_record(view) for view in views.all_seen(context.reading(), context.asker())]
    return whole(items)


def _record(view: View) -> dict[str, Any]:
    told = {name: getattr(view, name) for name in answers.View.model_fields if name != "filters"}
    return told | {"filters": dict(parse_qsl(view.asks))}
