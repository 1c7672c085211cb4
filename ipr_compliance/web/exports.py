"""The list as a file to take away: what is seen is what is exported."""

from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.downloads import just_made
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services.exports import FORMS, Order, make
from ipr_compliance.services.progress import MEDIA_TYPES

blueprint = Blueprint("exports", __name__)


@blueprint.get("/recommendations/file")
def file() -> ResponseReturnValue:
    """The list that the address asks for, all its pages, in the form asked for."""
    form = request.args.get("format", "")
    if form not in FORMS:
        raise NotFound(f"There is no list in the form “{form}”.")
    order = Order(Filter.read(request.args), context.today())
    write = partial(make, context.reading(), context.asker(), context.tree(), order, Format(form))
    return just_made(write, MEDIA_TYPES[Format(form)], order.file_name(Format(form)))


def files(wanted: Filter) -> list[tuple[str, str]]:
    """The forms in which a list can be taken away, with their addresses."""
    asked = wanted.asks()
    return [(form.name, f"{url_for('exports.file')}?{urlencode({**asked, 'format': form.value})}") for form in FORMS]
