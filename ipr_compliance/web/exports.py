"""The list as a file to take away: what is seen is what is exported."""

from tempfile import TemporaryFile
from urllib.parse import urlencode

from flask import Blueprint, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.progress import Format
from ipr_compliance.domain.refusal import NotFound, Refused
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
    target = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    try:
        make(context.reading(), context.asker(), context.tree(), order, Format(form), target)
    except Refused:
        target.close()
        raise
    target.seek(0)
    return send_file(target, MEDIA_TYPES[Format(form)], as_attachment=True, download_name=order.file_name(Format(form)))


def files(wanted: Filter) -> list[tuple[str, str]]:
    """The forms in which a list can be taken away, with their addresses."""
    asked = wanted.asks()
    return [(form.name, f"{url_for('exports.file')}?{urlencode({**asked, 'format': form.value})}") for form in FORMS]
