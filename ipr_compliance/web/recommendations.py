"""Recommendations: the list. One record has its own page in `record`, what is done to it stands in `actions`."""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ipr_compliance import context
from ipr_compliance.domain import columns, filter_words
from ipr_compliance.domain.progress import Reckoning
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.queries import progress, recommendations, views
from ipr_compliance.queries.filters import Filter
from ipr_compliance.web import chips, choices, exports
from ipr_compliance.web.rendering import other_day

blueprint = Blueprint("recommendations", __name__, url_prefix="/recommendations")

ROWS = 25
KEPT = 256
"""How many forms and tool bars, of some 15 KB each, a process keeps."""

ASKED = frozenset(field.name for field in fields(Filter))


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The list that the address asks for. What it cannot read is said, and stays in the form."""
    asked = asked_for()
    after = asked.get("after", "")
    try:
        wanted, problem = Filter.read(asked), None
        found = recommendations.page(
            context.reading(), context.asker(), context.tree(), wanted, context.today(), limit=ROWS, after=after
        )
    except Invalid as refusal:
        wanted, problem, found = Filter(), refusal, recommendations.Page([], 0, None)
    shown = columns.shown(wanted.columns)
    page = render_template(
        "recommendations/index.html",
        page=found,
        items=[progress.item(row) for row in found.rows],
        by=Reckoning(wanted.as_of or context.today(), found.update_days),
        shown=shown,
        filters=_filters(asked, problem),
        tools="" if problem else _tools(wanted, views.named(context.reading(), context.asker())),
        sorts=chips.sorts(wanted),
        wanted=wanted,
        problem=problem,
        active=chips.active(wanted),
        first=wanted.address() if after and not problem else "",
        next=chips.continued(wanted, found.next),
        day=wanted.as_of or context.today(),
        **other_day(wanted.as_of, wanted.but(as_of=None).address()),
    )
    return page, 422 if problem else 200


def _filters(asked: Mapping[str, str], problem: Invalid | None) -> Markup:
    """The form of the filters. It has no token in it, so that what was written for one address serves for the next."""
    known = tuple((name, value) for name, value in asked.items() if name in ASKED)
    offices = tuple(choices.components(context.asker(), context.tree()))
    return _write_filters(known, offices, problem) if problem else _kept_filters(known, offices)


def _write_filters(
    known: tuple[tuple[str, str], ...], offices: tuple[tuple[str, str], ...], problem: Invalid | None = None
) -> Markup:
    asked = dict(known)
    form = render_template(
        "recommendations/parts/filters.html",
        asked=asked,
        problem=problem,
        more=any(asked.get(name) for name in chips.MORE),
        kept=chips.without_a_control(asked),
        components=list(offices),
        choices=choices,
        filter_words=filter_words,
    )
    return Markup(form)  # noqa: S704 - a template has written and escaped it


_kept_filters = lru_cache(maxsize=KEPT)(_write_filters)


@lru_cache(maxsize=KEPT)
def _tools(wanted: Filter, seen: tuple[views.Named, ...]) -> Markup:
    """What was asked for, the saved views, the files to take away and the columns: without a token, like the form."""
    tools = render_template(
        "recommendations/parts/tools.html",
        active=chips.active(wanted),
        files=exports.files(wanted),
        saving=urlencode({"asks": urlencode(wanted.asks())}),
        shown=columns.shown(wanted.columns),
        views=seen,
        wanted=wanted,
    )
    return Markup(tools)  # noqa: S704 - a template has written and escaped it


def asked_for() -> dict[str, str]:
    """The query part of the address; the boxes of a form, which come one by one, joined to one field."""
    asked = request.args.to_dict()
    if chosen := request.args.getlist("columns"):
        asked["columns"] = ",".join(chosen)
    return asked
