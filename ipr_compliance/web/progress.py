"""The reports as a page, and as files to take away; and the rows behind a number of one that the law asks for."""

from collections.abc import Mapping
from dataclasses import replace
from tempfile import TemporaryFile
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.dates import read_date
from ipr_compliance.domain.progress import Format, Kind, Period, Scope
from ipr_compliance.domain.refusal import Invalid, NotFound, Refused
from ipr_compliance.domain.reporting_periods import asked_for, before
from ipr_compliance.queries import progress
from ipr_compliance.services.orders import Order, Reading
from ipr_compliance.services.progress import MEDIA_TYPES, make, tell
from ipr_compliance.services.rows_behind import rows_behind
from ipr_compliance.web import choices
from ipr_compliance.web.rendering import Link, other_day

blueprint = Blueprint("progress", __name__)

FIELDS = ("kind", "component", "as_of", "from")

SHOWN = 100
"""Rows of each list on the page; the files have them all, and so has the list's own page."""

KINDS = {
    Kind.PROGRESS: "Progress report",
    Kind.SAR: "Semiannual report tables",
    Kind.GAO_IG: "GAO-IG Act list",
}


@blueprint.get("/progress")
def show() -> ResponseReturnValue:
    """The report for all that this person may see or for one component; a wrong field is shown beside today's."""
    asked = _asked()
    try:
        order, problem = _order(asked), None
    except Refused as refusal:
        order, problem = _plain_order(asked["kind"]), refusal
    told = tell(context.reading(), context.asker(), context.tree(), order, SHOWN)
    files = [(form.name, f"{url_for('.file')}?{urlencode(_asks(order) | {'format': form.value})}") for form in Format]
    page = render_template(
        "progress/page.html",
        document=told,
        files=files,
        kind=order.kind,
        kinds=_kinds(order),
        earlier=_earlier(order),
        components=choices.with_typed(choices.components(context.asker(), context.tree()), asked["component"]),
        asked=_shown(asked, order.period, problem),
        problem=problem,
        **other_day(order.period.last, f"{url_for('.show')}{_of_kind(order.kind)}"),
    )
    return page, 422 if problem else 200


@blueprint.get("/progress/file")
def file() -> ResponseReturnValue:
    """The report as a file in the form asked for."""
    form = _form(request.args.get("format", ""))
    order = _order(_asked())
    target = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    make(context.reading(), context.asker(), context.tree(), order, form, target)
    target.seek(0)
    return send_file(target, MEDIA_TYPES[form], as_attachment=True, download_name=order.file_name(form))


@blueprint.get("/progress/rows")
def rows() -> str:
    """The reports or recommendations behind one number of a statutory report."""
    order = _order(_asked())
    table, row = request.args.get("table", ""), request.args.get("row", "")
    reading = Reading(context.reading(), context.asker(), context.tree(), order)
    start = _start(request.args.get("after", ""))
    found = rows_behind(reading, table, row, start)
    asks = _asks(order) | {"table": table} | ({"row": row} if row else {})
    return render_template(
        "progress/rows.html",
        found=found,
        order=order,
        back=f"{url_for('.show')}?{urlencode(_asks(order))}",
        first=f"{url_for('.rows')}?{urlencode(asks)}" if start else "",
        next=f"{url_for('.rows')}?{urlencode(asks | {'after': str(found.next)})}" if found.next else "",
        **other_day(order.period.last, f"{url_for('.show')}{_of_kind(order.kind)}"),
    )


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip() for name in FIELDS}


def _form(name: str) -> Format:
    try:
        return Format(name)
    except ValueError as problem:
        raise NotFound(f"There is no report in the form “{name}”.") from problem


def _start(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid("The list does not go on there.", field="after")
    return int(text or 0)


def _order(asked: Mapping[str, str]) -> Order:
    kind = _kind(asked["kind"])
    days = {}
    for name in ("from", "as_of"):
        try:
            days[name] = read_date(asked[name]) if asked[name] else None
        except ValueError as problem:
            raise Invalid(str(problem), field=name) from problem
    scope = progress.scope(context.asker(), context.tree(), asked["component"])
    return Order(scope, asked_for(kind, days["from"], days["as_of"], context.today()), context.today(), kind)


def _kind(name: str) -> Kind:
    try:
        return Kind(name or Kind.PROGRESS)
    except ValueError as problem:
        raise Invalid(f"There is no report of the kind “{name}”.", field="kind") from problem


def _plain_order(name: str) -> Order:
    """What is shown beside a refusal: the report of that kind as of today, where there is such a kind."""
    kind = Kind(name) if name in set(Kind) else Kind.PROGRESS
    return Order(Scope(), asked_for(kind, None, None, context.today()), context.today(), kind)


def _kinds(order: Order) -> list[Link]:
    """The ways to the kinds of report, each with the period that is its own by default."""
    component = {"component": order.scope.code} if order.scope.code else {}
    return [
        Link(words, f"{url_for('.show')}?{urlencode({'kind': kind.value} | component)}", kind is order.kind)
        for kind, words in KINDS.items()
    ]


def _earlier(order: Order) -> str:
    """The way to the semiannual tables of the period before."""
    if order.kind is not Kind.SAR:
        return ""
    days = before(order.period)
    return f"{url_for('.show')}?{urlencode(_asks(replace(order, period=days)))}"


def _asks(order: Order) -> dict[str, str]:
    kind = {} if order.kind is Kind.PROGRESS else {"kind": order.kind.value}
    days = {"as_of": str(order.period.last), "from": str(order.period.first)}
    return kind | {"component": order.scope.code, **days}


def _of_kind(kind: Kind) -> str:
    return "" if kind is Kind.PROGRESS else f"?kind={kind.value}"


def _shown(asked: Mapping[str, str], shown: Period, problem: Refused | None) -> Mapping[str, str]:
    # The form says which days are shown, but what could not be read stays as it was typed.
    return asked if problem else {**asked, "as_of": str(shown.last), "from": str(shown.first)}
