"""Reports that were issued: the list, one of them with its facts, its file, and the form that issues one."""

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context, issuing
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.downloads import download
from ipr_compliance.queries import issued as query
from ipr_compliance.services.progress import ISSUE
from ipr_compliance.web.progress import begin, is_long, read_asked
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("issued", __name__)


@blueprint.get("/progress/issued")
def index() -> str:
    """What was issued, newest first."""
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 10):
        raise Invalid("The list does not go on there.", field="after")
    rows, more = query.page(context.reading(), context.asker(), context.tree(), int(before or 2**31 - 1))
    return render_template(
        "progress/issued.html",
        rows=rows,
        first=url_for(".index") if before else "",
        next=url_for(".index", before=more) if more else "",
        at_the_office=at_the_office,
    )


@blueprint.post("/progress/issued")
def issue() -> ResponseReturnValue:
    """Issue a report: at once, or a long one as long work, which issues it when it has been made."""
    order, form = read_asked(request.form)
    replaces = request.form.get("replaces", "").strip()
    if is_long(order):
        return begin(ISSUE, order, form, {"replaces": replaces})
    return redirect(url_for(".show", number=issuing.issue(order, form, replaces)), 303)


@blueprint.get("/progress/issued/<number>")
def show(number: str) -> str:
    """What is known of an issued report, and the way to make the same one of today's state."""
    row = query.one(context.reading(), context.asker(), context.tree(), number)
    asked = {name: value for name, value in json.loads(row.asked).items() if name != "format"}
    return render_template("progress/issued_one.html", row=row, asked=asked, at_the_office=at_the_office)


@blueprint.get("/progress/issued/<number>/file")
def file(number: str) -> Response:
    """Its bytes, as they were when it was issued."""
    return download(query.one(context.reading(), context.asker(), context.tree(), number))
