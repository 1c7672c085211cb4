"""Recommendations: the list, one record, and the form with which people report on it."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.change_words import NAMES, sentences
from ipr_compliance.domain.deadlines import beyond_window, days_slipped
from ipr_compliance.domain.expected import expected_next
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound, Refused, Stale
from ipr_compliance.queries import history, recommendations
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import updates
from ipr_compliance.services.inputs import UpdateInput
from ipr_compliance.web import chips, choices
from ipr_compliance.web.rendering import other_day

blueprint = Blueprint("recommendations", __name__, url_prefix="/recommendations")

ROWS = 25

MONEY = ("questioned_cost", "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed")

_WRITE_KEY = re.compile(r"[0-9a-f-]{36}")


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


@blueprint.get("/<int(max=2147483647):recommendation_id>")
def show(recommendation_id: int) -> ResponseReturnValue:
    """One recommendation with all that is known about it."""
    return _page(recommendation_id)


@blueprint.post("/<int(max=2147483647):recommendation_id>/updates")
def update(recommendation_id: int) -> ResponseReturnValue:
    """Record what was done. A refusal comes back on the page with what was typed."""
    typed = request.form.to_dict()
    try:
        given = UpdateInput.read({name: value for name, value in typed.items() if name not in {"csrf_token", "key"}})
        with context.desk(_write_key(typed)) as desk:
            updates.record(desk, recommendation_id, given)
    except NotFound:
        raise
    except Stale as refusal:
        return _page(recommendation_id, typed=typed, problem=refusal, read_version=given.version), 409
    except Refused as refusal:
        return _page(recommendation_id, typed=typed, problem=refusal), _status(refusal)
    flash("Your update is saved.", "success")
    return redirect(url_for(".show", recommendation_id=recommendation_id), code=303)


def _status(refusal: Refused) -> int:
    if isinstance(refusal, Conflict):
        return 409
    return 422 if isinstance(refusal, Invalid) else 403


def _write_key(typed: Mapping[str, str]) -> str | None:
    """The key that the form came with; sent a second time it has no second effect."""
    key = typed.get("key", "")
    return key if _WRITE_KEY.fullmatch(key) else None


def _page(
    recommendation_id: int,
    typed: Mapping[str, str] | None = None,
    problem: Refused | None = None,
    read_version: int | None = None,
) -> str:
    asker, today = context.asker(), context.today()
    record = recommendations.one(context.reading(), asker, recommendation_id)
    timeline = [_told(entry) for entry in history.timeline(context.reading(), "recommendation", recommendation_id)]
    meanwhile = record.version - read_version if read_version else 0
    newest_first = sorted(timeline, key=lambda entry: -entry["seq"])
    return render_template(
        "recommendations/show.html",
        record=record,
        component=context.tree().by_id[record.component_id],
        expected=expected_next(record.status, record.whose_move, record.component, record.due_on, today),
        beyond_window=beyond_window(record.due_on, record.complete_by),
        days_slipped=days_slipped(record.original_due_on, record.due_on),
        money=[(NAMES[name], amount) for name in MONEY if (amount := getattr(record, name)) is not None],
        timeline=timeline,
        meanwhile=newest_first[: max(0, meanwhile)],
        may_update=asker.may(Action.UPDATE, record.component_id),
        typed=typed or {},
        key=(typed and _write_key(typed)) or str(uuid.uuid4()),
        problem=problem,
    )


def _told(entry: history.Told) -> dict[str, Any]:
    opening, *changes = sentences(entry.kind, entry.changes, None)
    return {
        "seq": entry.seq, "on": entry.on, "actor": entry.actor, "opening": opening, "note": entry.note,
        "changes": changes,
    }  # fmt: skip
