"""The pictures of the dashboard, as files that the page shows and that can be kept by their reader alone."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request

from ipr_compliance import context
from ipr_compliance.adapters import charts, drawing, svg_files
from ipr_compliance.adapters.charts import Width
from ipr_compliance.domain import pictures as rows
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.queries import pictures, pulse, summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.web.unchanged import KEPT

blueprint = Blueprint("charts", __name__)

CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""A picture needs nothing, not even styles."""


@blueprint.get("/charts/<name>.svg")
def show(name: str) -> Response:
    """One picture of all that this person may see or of one component, as of today or another day."""
    if name not in pictures.NAMES:
        raise NotFound("There is no such picture.")
    wanted = Filter.read({field: request.args.get(field, "") for field in ("component", "as_of")})
    width = Width.__members__.get(request.args.get("width", "").upper(), Width.PAGE)
    response = Response(mimetype="image/svg+xml")
    response.set_etag(_state(name, wanted, width))
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cache-Control"] = KEPT
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(charts.draw(_picture(name, wanted), width))
    return response


def _picture(name: str, wanted: Filter) -> rows.Picture:
    connection, asker, tree = context.reading(), context.asker(), context.tree()
    found = summary.summary(connection, asker, tree, wanted.as_of or context.today(), wanted.component)
    return dict(zip(pictures.NAMES, pictures.every(connection, asker, tree, found, wanted.component), strict=True))[
        name
    ]


def _state(name: str, wanted: Filter, width: Width) -> str:
    """What identifies a picture: the state of all records, whose it is, its day, and the program that draws it."""
    tree = context.tree()
    visible = summary.visible_in(context.asker(), tree, wanted.component)
    offices = sorted((one.id, one.code, one.parent_id or 0, one.id in visible) for one in tree.by_id.values())
    day = (wanted.as_of or context.today()).isoformat()
    head = pulse.state(context.reading())
    return sha256(json.dumps([head, offices, day, name, width, _program()]).encode()).hexdigest()[:32]


@cache
def _program() -> str:
    sources = (Path(str(module.__file__)).read_bytes() for module in (charts, drawing, svg_files, rows, pictures))
    return sha256(b"".join(sources)).hexdigest()
