"""The deadline summary: what leadership sees first."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.attention import in_order_of_attention
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.summary_words import opening_sentence
from ipr_compliance.domain.words import Status
from ipr_compliance.queries import summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.web import choices
from ipr_compliance.web.rendering import other_day

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The summary of all that this person may see or of one component, as of today or another day."""
    asked = {name: request.args.get(name, "") for name in ("component", "as_of")}
    try:
        wanted, problem = Filter.read(asked), None
    except Invalid as refusal:
        wanted, problem = Filter(component=asked["component"].strip()), refusal
    as_of = wanted.as_of or context.today()
    found = summary.summary(context.reading(), context.asker(), context.tree(), as_of, wanted.component)
    page = render_template(
        "dashboard/show.html",
        summary=found,
        sentence=opening_sentence(found),
        lines=in_order_of_attention(found.by_component, context.tree()),
        statuses=[(status, found.whole.by_status[status.value]) for status in Status],
        ages=[(name, words, found.whole.age[name]) for name, words in choices.AGES_IN_WORDS.items()],
        wanted=wanted,
        choices=choices,
        components=choices.components(context.asker(), context.tree()),
        asked=asked,
        problem=problem,
        **other_day(wanted.as_of, replace(wanted, as_of=None).address("/")),
    )
    return page, 422 if problem else 200
