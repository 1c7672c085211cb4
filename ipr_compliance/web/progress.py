"""The progress report as a page, and as files to take away."""

from collections.abc import Mapping
from tempfile import TemporaryFile
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.progress import Format, Period, Scope, period
from ipr_compliance.domain.refusal import Invalid, NotFound, Refused
from ipr_compliance.queries import progress
from ipr_compliance.services.progress import MEDIA_TYPES, Order, make, tell
from ipr_compliance.web import choices
from ipr_compliance.web.rendering import other_day

blueprint = Blueprint("progress", __name__)

FIELDS = ("component", "as_of", "from")


@blueprint.get("/progress")
def show() -> ResponseReturnValue:
    """The report for all that this person may see or for one component; a wrong field is shown beside today's."""
    asked = {name: request.args.get(name, "").strip() for name in FIELDS}
    try:
        order, problem = _order(asked), None
    except Refused as refusal:
        order, problem = Order(Scope(), period(None, None, context.today()), context.today()), refusal
    told = tell(context.reading(), context.asker(), context.tree(), order)
    files = [(form.name, f"{url_for('.file')}?{urlencode(_asks(order, form))}") for form in Format]
    page = render_template(
        "progress/page.html",
        document=told,
        files=files,
        components=choices.with_typed(choices.components(context.asker(), context.tree()), asked["component"]),
        asked=_shown(asked, order.period, problem),
        problem=problem,
        **other_day(order.period.last, url_for(".show")),
    )
    return page, 422 if problem else 200


@blueprint.get("/progress/file")
def file() -> ResponseReturnValue:
    """The report as a file in the form asked for."""
    form = _form(request.args.get("format", ""))
    order = _order({name: request.args.get(name, "").strip() for name in FIELDS})
    target = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    make(context.reading(), context.asker(), context.tree(), order, form, target)
    target.seek(0)
    return send_file(target, MEDIA_TYPES[form], as_attachment=True, download_name=order.file_name(form))


def _form(name: str) -> Format:
    try:
        return Format(name)
    except ValueError as problem:
        raise NotFound(f"There is no report in the form “{name}”.") from problem


def _order(asked: Mapping[str, str]) -> Order:
    days = {}
    for name in ("from", "as_of"):
        try:
            days[name] = read_date(asked[name]) if asked[name] else None
        except ValueError as problem:
            raise Invalid(str(problem), field=name) from problem
    scope = progress.scope(context.asker(), context.tree(), asked["component"])
    return Order(scope, period(days["from"], days["as_of"], context.today()), context.today())


def _asks(order: Order, form: Format) -> dict[str, str]:
    days = {"as_of": str(order.period.last), "from": str(order.period.first)}
    return {"format": form.value, "component": order.scope.code, **days}


def _shown(asked: Mapping[str, str], shown: Period, problem: Refused | None) -> Mapping[str, str]:
    # The form says which days are shown, but what could not be read stays as it was typed.
    return asked if problem else {**asked, "as_of": str(shown.last), "from": str(shown.first)}
