"""Memos of the OIG: the decisions that one tells, each beside how its recommendation stands, recorded together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Row
from werkzeug.datastructures import MultiDict

from ipr_compliance import context, handed_in_documents
from ipr_compliance.domain.extraction import Read
from ipr_compliance.domain.memos import Memo
from ipr_compliance.domain.refusal import Conflict, Invalid, Refused
from ipr_compliance.domain.words import Agreement, Status, in_words
from ipr_compliance.models import DocumentKind, DocumentState
from ipr_compliance.queries import documents as kept
from ipr_compliance.services import documents, memo_decisions
from ipr_compliance.services.memo_decisions import LineInput, LinesRefused, MemoInput, Standing
from ipr_compliance.web.documents import PICTURED, elsewhere, state_in_words
from ipr_compliance.web.imports import only_for_those_who_keep_records
from ipr_compliance.web.rendering import at_the_office

blueprint = Blueprint("memos", __name__, url_prefix="/imports/memos")
blueprint.before_request(only_for_those_who_keep_records)

LONGEST_NOTE = 10_000


@dataclass(frozen=True)
class Line:
    """One recommendation of the memo's report: how it stands, what the memo says, and what stands in the form."""

    standing: Standing
    said: Read[Status] | None
    agreed: Read[Agreement] | None
    ticked: bool
    status: str
    note: str
    choices: list[tuple[str, str]]


@blueprint.get("/<id:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    """What the memo says, beside how its report's recommendations stand, or what was recorded of it."""
    return _page(document_id)


@blueprint.post("/<id:document_id>/report")
def choose_report(document_id: int) -> ResponseReturnValue:
    """Read the memo as one about another report than it was taken to be."""
    number = " ".join(request.form.get("report_number", "").split())[:60]
    if not number.isprintable() or not number:
        return _page(document_id, Invalid("Fill in the number of the report.", field="report_number"))
    try:
        handed_in_documents.read_again(document_id, number)
    except (Invalid, Conflict) as refusal:
        return _page(document_id, refusal)
    return redirect(url_for(".show", document_id=document_id), 303)


@blueprint.post("/<id:document_id>/decisions")
def record(document_id: int) -> ResponseReturnValue:
    """Record the ticked decisions, all of them or none."""
    try:
        given = MemoInput.read({name: request.form.get(name, "") for name in MemoInput.model_fields})
        lines = _ticked(request.form)
        handed_in_documents.record(document_id, given, lines)
    except (Invalid, Conflict) as refusal:
        return _page(document_id, refusal)
    decisions = f"{len(lines)} decision{'s are' if len(lines) != 1 else ' is'}"
    flash(f"{decisions} recorded, with the memo as the OIG's letter.", "success")
    return redirect(url_for(".show", document_id=document_id), 303)


def _ticked(form: MultiDict[str, str]) -> list[LineInput]:
    """The ticked lines. Refuses with LinesRefused those that lack something."""
    lines, problems = [], {}
    for typed in _lines_of(form):
        if not typed.pop("ticked"):
            continue
        try:
            lines.append(LineInput.read(typed))
        except Invalid as refused:
            problems[typed["recommendation_id"]] = refused.message
    if problems:
        raise LinesRefused(problems)
    return lines


def _lines_of(form: MultiDict[str, str]) -> list[dict[str, Any]]:
    """The lines of the form, as they were sent: which, and what stands in each field."""
    columns = [form.getlist(name) for name in ("recommendation_id", "version", "status", "note")]
    ticked = set(form.getlist("tick"))
    return [
        {"recommendation_id": one, "version": version, "status": status, "note": note[:LONGEST_NOTE + 1],
         "ticked": one in ticked}
        for one, version, status, note in zip(*columns, strict=False)
    ]  # fmt: skip


def _page(document_id: int, problem: Refused | None = None) -> ResponseReturnValue:
    asker = context.asker()
    context.let_go()
    document = kept.one(context.reading(), asker, document_id)
    if moved := elsewhere(document, DocumentKind.MEMO):
        return moved
    memo = documents.found_in(document, Memo)
    number = memo_decisions.report_of(document, memo)
    records = kept.of_report(context.reading(), asker, number)
    known = {row.number for row in records}
    shown = render_template(
        "documents/memo.html",
        document=document,
        memo=memo,
        number=number,
        unknown=[one for one in memo.statuses if one not in known],
        lines=_lines(memo, document.sha256, records, request.form),
        problem=problem,
        problems={str(one): why for one, why in problem.problems.items()} if isinstance(problem, LinesRefused) else {},
        typed=_typed(memo),
        recorded=_recorded(document),
        pictured=document.media_type == PICTURED,
        memo_pages=_pages(memo),
        state_in_words=state_in_words,
        at_the_office=at_the_office,
    )
    return shown, 200 if problem is None else 409 if isinstance(problem, Conflict) else 422


def _lines(memo: Memo, sha256: str, records: list[Row[Any]], form: MultiDict[str, str]) -> list[Line]:
    dated_on = memo.dated_on.value if memo.dated_on else None
    typed = {one["recommendation_id"]: one for one in _lines_of(form)}
    lines = []
    for row in records:
        said = memo.statuses.get(row.number)
        stands = memo_decisions.standing(
            context.reading(), context.asker(), row, said.value if said else None, dated_on, context.today(), sha256
        )
        sent = typed.get(str(row.id)) or {
            "ticked": said is not None and stands.objection is None,
            "status": said.value.value if said else "",
            "note": said.words if said else "",
        }
        offered = dict.fromkeys([*stands.targets, *([said.value] if said else [])])
        choices = [("", "Choose"), *((status.value, in_words(status)) for status in offered)]
        lines.append(
            Line(stands, said, memo.agreements.get(row.number), sent["ticked"], sent["status"], sent["note"], choices)
        )
    return lines


def _typed(memo: Memo) -> Mapping[str, str]:
    if "decided_on" in request.form:
        return request.form
    read = {"decided_on": memo.dated_on, "next_update_on": memo.next_update_on}
    return {name: one.value.isoformat() if one else "" for name, one in read.items()}


def _pages(memo: Memo) -> list[int]:
    """The pages that its date and its decisions were read from, in order."""
    facts = [memo.dated_on, memo.next_update_on, *memo.statuses.values()]
    return sorted({one.page for one in facts if one is not None})


def _recorded(document: Row[Any]) -> list[tuple[int, Status]]:
    if document.state is not DocumentState.ACCEPTED:
        return []
    return [(line["recommendation_id"], Status(line["status"])) for line in json.loads(document.said)["lines"]]
