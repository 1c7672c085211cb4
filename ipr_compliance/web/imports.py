"""Imports: a table comes in, is checked on its page, and is accepted as one batch or changes nothing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context, handed_in
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, Refused
from ipr_compliance.domain.status_words import STATUS_WORDS
from ipr_compliance.domain.table_options import written_lines
from ipr_compliance.models import BatchKind, BatchState
from ipr_compliance.queries import imports
from ipr_compliance.services import import_batches
from ipr_compliance.services.import_plan import SHOWN
from ipr_compliance.web import import_form, uploads
from ipr_compliance.web.forms import written_key
from ipr_compliance.web.rendering import at_the_office
from ipr_compliance.working import percent

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

STATES = {
    BatchState.WAITING: "Not checked yet", BatchState.CHECKED: "Checked, not accepted",
    BatchState.ACCEPTED: "Imported", BatchState.UNDONE: "Undone",
}  # fmt: skip
KINDS = {BatchKind.RECORDS: "Recommendations", BatchKind.UPDATES: "History of status updates"}


@blueprint.before_request
def only_for_those_who_keep_records() -> None:
    """Nobody else comes to these pages."""
    if context.signed_in() and not context.asker().may_anywhere(Action.EDIT):
        raise NotAllowed("Only liaisons and administrators import records.")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form for a table, and the tables that were handed in before."""
    return _list()


@blueprint.post("")
def receive() -> ResponseReturnValue:
    """Take a table and show what it would do."""
    kind = BatchKind.UPDATES if request.form.get("kind") == BatchKind.UPDATES else BatchKind.RECORDS
    try:
        batch_id = uploads.taken(lambda name, file: handed_in.hand_in(name, file, kind))
    except Invalid as refusal:
        return _list(refusal, uploads.status_of(refusal))
    return redirect(url_for(".show", batch_id=batch_id), 303)


@blueprint.get("/<id:batch_id>")
def show(batch_id: int) -> ResponseReturnValue:
    """What accepting the table would do, or what became of it."""
    return _page(batch_id)


@blueprint.post("/<id:batch_id>/check")
def check(batch_id: int) -> ResponseReturnValue:
    """Check the table again, with what was said of its columns, words and rows."""
    batch = imports.one(context.reading(), context.asker(), context.tree(), batch_id)
    told = import_batches.told_of(batch)
    try:
        said = import_form.read(request.form, told, import_batches.options_of(batch), batch.kind)
        handed_in.check_again(batch_id, said)
    except (Invalid, Conflict) as refusal:
        return _page(batch_id, refusal)
    return redirect(url_for(".show", batch_id=batch_id, _anchor="rows"), 303)


@blueprint.post("/<id:batch_id>/acceptance")
def accept(batch_id: int) -> ResponseReturnValue:
    """Import the whole table, if it still does what was shown."""
    try:
        done = handed_in.accept(batch_id, request.form.get("seen"), written_key(request.form))
    except (Invalid, Conflict) as refusal:
        return _page(batch_id, refusal)
    if done:
        flash("The table is imported.", "success")
    return redirect(url_for(".show", batch_id=batch_id), 303)


@blueprint.post("/<id:batch_id>/undoing")
def undo(batch_id: int) -> ResponseReturnValue:
    """Take an imported table back."""
    try:
        done = handed_in.undo(batch_id, written_key(request.form))
    except Conflict as refusal:
        return _page(batch_id, refusal)
    if done:
        flash("The import is undone: its new records are entered in error, its changes are corrected.", "success")
    return redirect(url_for(".show", batch_id=batch_id), 303)


def _list(problem: Refused | None = None, status: int = 422) -> ResponseReturnValue:
    place = import_form.place(request.args.get("after", ""))
    page = imports.page(context.reading(), context.asker(), context.tree(), after=place)
    shown = render_template(
        "imports/index.html",
        page=page,
        problem=problem,
        next=url_for(".index", after=page.next) if page.next else "",
        first=url_for(".index") if place else "",
        kinds=[(kind.value, words) for kind, words in KINDS.items()],
        status_words=STATUS_WORDS,
        **_words(),
    )
    return shown, status if problem else 200


def _page(batch_id: int, problem: Refused | None = None) -> ResponseReturnValue:
    asker, tree = context.asker(), context.tree()
    context.let_go()  # a table that was just checked anew is shown as it is now
    batch = imports.one(context.reading(), asker, tree, batch_id)
    told, options = import_batches.told_of(batch), import_batches.options_of(batch)
    under_way = imports.work_on(context.reading(), batch.work_id)
    shown = render_template(
        "imports/show.html",
        batch=batch,
        told=told,
        groups=_groups(told),
        ids={(report, number): record_id for report, number, record_id in told["ids"]},
        work=under_way,
        percent=percent(under_way) if under_way else 0,
        is_mine=under_way is not None and under_way.asked_by == asker.person_id,
        most=SHOWN,
        options=options,
        left_out=written_lines(options.left_out),
        fields=import_form.fields(told, options, batch.kind, asker, tree),
        column_name=import_form.column_name,
        problem=problem,
        status_words=STATUS_WORDS,
        in_cell=import_form.in_cell,
        **_words(),
    )
    status = 200 if problem is None else 409 if isinstance(problem, Conflict) else 422
    return shown, status


def _groups(told: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "unchanged": []}
    for row in told["rows"]:
        found[row["kind"]].append(row)
    return found


def _words() -> dict[str, Any]:
    return {"at_the_office": at_the_office, "states": STATES, "kind_words": KINDS}
