"""Reconciliation: an OIG's own list comes in, is compared with the records, and changes nothing."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row

from ipr_compliance import context, handed_in
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.reconciliation import Reconciliation, called
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound, Refused
from ipr_compliance.domain.status_words import STATUS_WORDS
from ipr_compliance.downloads import just_made
from ipr_compliance.models import BatchKind, BatchState
from ipr_compliance.queries import imports
from ipr_compliance.services import import_batches
from ipr_compliance.services.progress import MEDIA_TYPES
from ipr_compliance.services.reconciliation import FORMS, compare, of_json, write
from ipr_compliance.web import import_form, uploads
from ipr_compliance.web.progress import read_form
from ipr_compliance.web.rendering import at_the_office
from ipr_compliance.working import percent

blueprint = Blueprint("reconciliation", __name__, url_prefix="/progress/reconciliation")

SHOWN = 100
"""So many rows of each kind are shown; the files have them all."""

LISTS = frozenset({BatchKind.LIST})


@blueprint.before_request
def _only_for_those_who_keep_records() -> None:
    if not context.asker().may_anywhere(Action.EDIT):
        raise NotAllowed("Only liaisons and administrators reconcile records with the OIG's list.")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form for a list, and the lists that were compared before."""
    return _index()


@blueprint.post("")
def receive() -> ResponseReturnValue:
    """Take a list and show how it compares."""
    try:
        batch_id = uploads.taken(lambda name, file: handed_in.hand_in(name, file, BatchKind.LIST))
    except Invalid as refusal:
        return _index(refusal, uploads.status_of(refusal))
    return redirect(url_for(".show", batch_id=batch_id), 303)


@blueprint.get("/<id:batch_id>")
def show(batch_id: int) -> ResponseReturnValue:
    """The list beside the records as they stand now; of a long one that is being read, how far that is."""
    return _page(_batch(batch_id))


@blueprint.post("/<id:batch_id>/check")
def check(batch_id: int) -> ResponseReturnValue:
    """Read the list again, with what was said of its columns and words."""
    batch = _batch(batch_id)
    try:
        said = import_form.read(
            request.form, import_batches.told_of(batch), import_batches.options_of(batch), batch.kind
        )
        handed_in.check_again(batch_id, said, LISTS)
    except (Conflict, Invalid) as refusal:
        return _page(_batch(batch_id), refusal)
    return redirect(url_for(".show", batch_id=batch_id), 303)


@blueprint.get("/<id:batch_id>/file")
def file(batch_id: int) -> ResponseReturnValue:
    """The result as a file."""
    form = read_form(request.args.get("format", ""))
    if form not in FORMS:
        raise NotFound(f"There is no reconciliation in the form “{form}”.")
    batch, today = _batch(batch_id), context.today()
    if batch.state is BatchState.WAITING:
        raise Conflict("The list has not been read to its end; there is no result to take away yet.")
    about = [("list", batch.file_name), ("sha256", batch.sha256), ("compared_on", today)]
    found, name = _found(import_batches.told_of(batch)), f"reconciliation-{batch.id}-{today}.{form.value}"
    return just_made(lambda target: write(target, form, found, about, today), MEDIA_TYPES[form], name)


def _batch(batch_id: int) -> Row[Any]:
    return imports.one(context.reading(), context.asker(), context.tree(), batch_id, LISTS)


def _found(told: dict[str, Any]) -> Reconciliation:
    listed, problems = of_json(told)
    return compare(context.reading(), context.asker(), listed, problems)


def _index(problem: Refused | None = None, status: int = 422) -> ResponseReturnValue:
    place = import_form.place(request.args.get("after", ""))
    page = imports.page(context.reading(), context.asker(), context.tree(), after=place, kinds=LISTS)
    shown = render_template(
        "progress/reconciliations.html",
        page=page,
        problem=problem,
        next=url_for(".index", after=page.next) if page.next else "",
        first=url_for(".index") if place else "",
        at_the_office=at_the_office,
    )
    return shown, status if problem else 200


def _page(batch: Row[Any], problem: Refused | None = None) -> ResponseReturnValue:
    told, options = import_batches.told_of(batch), import_batches.options_of(batch)
    under_way = imports.work_on(context.reading(), batch.work_id)
    shown = render_template(
        "progress/reconciliation.html",
        waiting=batch.state is BatchState.WAITING,
        work=under_way,
        percent=percent(under_way) if under_way else 0,
        is_mine=under_way is not None and under_way.asked_by == context.asker().person_id,
        batch=batch,
        told=told,
        found=_found(told),
        files=[(form.name, url_for(".file", batch_id=batch.id, format=form.value)) for form in FORMS],
        fields=import_form.fields(told, options, batch.kind, context.asker(), context.tree()),
        column_name=import_form.column_name,
        most=SHOWN,
        options=options,
        problem=problem,
        status_words=STATUS_WORDS,
        at_the_office=at_the_office,
        called=called,
    )
    return shown, 422 if problem else 200
