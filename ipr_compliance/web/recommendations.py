"""Recommendations: the list. One record has its own page in `record`, what is done to it stands in `actions`."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.queries import recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.web import chips, choices
from ipr_compliance.web.rendering import other_day

blueprint = Blueprint("recommendations", __name__, url_prefix="/recommendations")

ROWS = 25


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The list that the address asks for. What it cannot read is said, and stays in the form."""
    asked = request.args.to_dict()
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
        wanted=wanted,
        asked=asked,
        problem=problem,
        chips=chips,
        active=chips.active(wanted),
        kept=chips.without_a_control(asked),
        components=choices.components(context.asker(), context.tree()),
        choices=choices,
        first=wanted.address() if after and not problem else "",
        next=chips.continued(wanted, found.next),
        day=wanted.as_of or context.today(),
        **other_day(wanted.as_of, wanted.but(as_of=None).address()),
    )
    return page, 422 if problem else 200
