"""Recommendations: the list. One record has its own page in `record`, what is done to it stands in `actions`."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

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
    page = render_template(
        "recommendations/index.html",
        page=found,
        items=[progress.item(row) for row in found.rows],
        by=Reckoning(wanted.as_of or context.today(), found.update_days),
        columns=columns,
        shown=columns.shown(wanted.columns),
        files=exports.files(wanted),
        saving=urlencode({"asks": urlencode(wanted.asks())}),
        views=views.all_seen(context.reading(), context.asker()),
        filter_words=filter_words,
        wanted=wanted,
        asked=asked,
        problem=problem,
        chips=chips,
        active=chips.active(wanted),
        more=any(asked.get(name) for name in chips.MORE),
        kept=chips.without_a_control(asked),
        components=choices.components(context.asker(), context.tree()),
        choices=choices,
        first=wanted.address() if after and not problem else "",
        next=chips.continued(wanted, found.next),
        day=wanted.as_of or context.today(),
        **other_day(wanted.as_of, wanted.but(as_of=None).address()),
    )
    return page, 422 if problem else 200


def asked_for() -> dict[str, str]:
    """The query part of the address; the boxes of a form, which come one by one, joined to one field."""
    asked = request.args.to_dict()
    if chosen := request.args.getlist("columns"):
        asked["columns"] = ",".join(chosen)
    return asked
