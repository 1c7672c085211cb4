"""The reports as a page, and as files to take away; and the rows behind a number of one that the law asks for."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.issued import TITLES, covers
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.progress import Format, Kind, Period, Scope
from ipr_compliance.domain.refusal import Invalid, NotFound, Refused
from ipr_compliance.domain.reporting_periods import asked_for, before
from ipr_compliance.downloads import just_made
from ipr_compliance.queries import issued, progress, recommendations
from ipr_compliance.services import work
from ipr_compliance.services.issued import about, title
from ipr_compliance.services.orders import FIELDS, Order, Reading, read_order
from ipr_compliance.services.progress import MEDIA_TYPES, REPORT, make, tell
from ipr_compliance.services.rows_behind import rows_behind
from ipr_compliance.web import choices
from ipr_compliance.web.rendering import Link, other_day
from ipr_compliance.web.work import start

blueprint = Blueprint("progress", __name__)

SHOWN = 100
"""Rows of each list on the page; the files have them all, and so has the list's own page."""

LONG = 3000
"""Of more recommendations than these a file is asked for as long work."""


@blueprint.get("/progress")
def show() -> ResponseReturnValue:
    """The report for all that this person may see or for one component; a wrong field is shown beside today's."""
    asked = _asked()
    try:
        order, problem = _order(asked), None
    except Refused as refusal:
        order, problem = _plain_order(asked["kind"]), refusal
    told = tell(context.reading(), context.asker(), context.tree(), order, SHOWN)
    files = [(form, f"{url_for('.file')}?{urlencode(order.asks() | {'format': form.value})}") for form in Format]
    page = render_template(
        "progress/page.html",
        document=told,
        files=files,
        asks=order.asks(),
        forms=[(form.value, form.name) for form in Format],
        long=is_long(order),
        replaceable=_replaceable(order),
        keeps=context.asker().may_anywhere(Action.EDIT),
        kind=order.kind,
        kinds=_kinds(order),
        earlier=_earlier(order),
        components=choices.with_typed(choices.components(context.asker(), context.tree()), asked["component"]),
        views=choices.views(context.reading(), context.asker(), asked["view"]),
        asked=_shown(asked, order.period, problem),
        problem=problem,
        **other_day(order.period.last, _today(order)),
    )
    return page, 422 if problem else 200


@blueprint.get("/progress/file")
def file() -> ResponseReturnValue:
    """The report as a file in the form asked for; of a long one, the page on which to ask for it."""
    form = read_form(request.args.get("format", ""))
    order = _order(_asked())
    if is_long(order):
        flash(
            "This report is long: ask for its file here. You see how far it is, and may leave the page meanwhile.",
            "info",
        )
        return redirect(f"{url_for('.show')}?{urlencode(order.asks())}", 303)
    write = partial(make, context.reading(), context.asker(), context.tree(), order, form)
    return just_made(write, MEDIA_TYPES[form], order.file_name(form))


@blueprint.post("/progress/work")
def ask() -> ResponseReturnValue:
    """The report as long work: made in a process of its own, with its own page."""
    order, form = read_asked(request.form)
    return begin(REPORT, order, form, {})


def read_asked(typed: Mapping[str, str]) -> tuple[Order, Format]:
    """The report and the form that a form of a page asks for."""
    form = read_form(typed.get("format", ""))
    asked = {name: typed.get(name, "").strip() for name in FIELDS}
    return _order(asked), form


def begin(kind: str, order: Order, form: Format, besides: dict[str, str]) -> ResponseReturnValue:
    """Begin the work and lead to its page."""
    asker, now = context.asker(), context.program().now()
    context.let_go()
    with context.program().database.transaction(recorded=False) as session:
        asked = order.asks() | {"format": form.value} | besides
        work_id = work.ask(session, asker, kind, f"{title(order)} ({form.name})"[:200], asked, now=now)
    return start(work_id)


@blueprint.get("/progress/rows")
def rows() -> str:
    """The reports or recommendations behind one number of a statutory report."""
    order = _order(_asked())
    table, row = request.args.get("table", ""), request.args.get("row", "")
    reading = Reading(context.reading(), context.asker(), context.tree(), order)
    start = _start(request.args.get("after", ""))
    found = rows_behind(reading, table, row, start)
    asks = order.asks() | {"table": table} | ({"row": row} if row else {})
    return render_template(
        "progress/rows.html",
        found=found,
        order=order,
        back=f"{url_for('.show')}?{urlencode(order.asks())}",
        first=f"{url_for('.rows')}?{urlencode(asks)}" if start else "",
        next=f"{url_for('.rows')}?{urlencode(asks | {'after': str(found.next)})}" if found.next else "",
        **other_day(order.period.last, _today(order)),
    )


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "").strip() for name in FIELDS}


def _replaceable(order: Order) -> choices.Choices | None:
    """The issued reports that this one could replace; None for those who issue none."""
    component = about(order, context.tree())
    if not covers(context.asker(), Action.EDIT, component, context.tree()):
        return None
    rows = issued.current(context.reading(), order.kind, component)
    return [("", "None: it is a new one"), *((row.number, f"{row.number}, {row.title}") for row in rows)]


def is_long(order: Order) -> bool:
    """Whether its files take longer to make than anybody waits for a page."""
    wanted = progress.listed(order.scope, order.period.last)
    found = recommendations.count(context.reading(), context.asker(), context.tree(), wanted, context.today())
    return found > LONG


def read_form(name: str) -> Format:
    """The form of that name. Raises NotFound where there is none."""
    try:
        return Format(name)
    except ValueError as problem:
        raise NotFound(f"There is no report in the form “{name}”.") from problem


def _start(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid("The list does not go on there.", field="after")
    return int(text or 0)


def _order(asked: Mapping[str, str]) -> Order:
    return read_order(context.reading(), asked, context.asker(), context.tree(), context.today())


def _plain_order(name: str) -> Order:
    """What is shown beside a refusal: the report of that kind as of today, where there is such a kind."""
    kind = Kind(name) if name in set(Kind) else Kind.PROGRESS
    return Order(Scope(), asked_for(kind, None, None, context.today()), context.today(), kind)


def _kinds(order: Order) -> list[Link]:
    """The ways to the kinds of report, each with the period that is its own by default."""
    component = {"component": order.scope.code} if order.scope.code else {}
    return [
        Link(words, f"{url_for('.show')}?{urlencode({'kind': kind.value} | component)}", kind is order.kind)
        for kind, words in TITLES.items()
    ]


def _earlier(order: Order) -> str:
    """The way to the semiannual tables of the period before."""
    if order.kind is not Kind.SAR:
        return ""
    days = before(order.period)
    return f"{url_for('.show')}?{urlencode(replace(order, period=days).asks())}"


def _today(order: Order) -> str:
    """The same report, limited to the same, as of today."""
    asks = {name: value for name, value in order.asks().items() if value and name not in {"as_of", "from"}}
    return f"{url_for('.show')}{'?' if asks else ''}{urlencode(asks)}"


def _shown(asked: Mapping[str, str], shown: Period, problem: Refused | None) -> Mapping[str, str]:
    # The form says which days are shown, but what could not be read stays as it was typed.
    return asked if problem else {**asked, "as_of": str(shown.last), "from": str(shown.first)}
