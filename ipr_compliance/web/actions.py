"""What people do to a recommendation: one table of deeds, and one view that does them all."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.domain.offers import Deed
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotFound, Refused, TooLarge
from ipr_compliance.queries import office, references
from ipr_compliance.services import (
    closures,
    corrections,
    decisions,
    evidence,
    extensions,
    milestones,
    recommendations,
    responses,
    updates,
)
from ipr_compliance.services import inputs as given_as
from ipr_compliance.services.desk import Desk
from ipr_compliance.web import record
from ipr_compliance.web.forms import NOT_INPUT, Returned, written_key
from ipr_compliance.web.recommendations import blueprint

Typed = dict[str, str]


@dataclass(frozen=True)
class Doing:
    """How one deed is done: where its form is sent, what it reads, the use case, and what is said afterwards."""

    path: str
    action: Action
    reads: type[given_as.Input]
    does: Callable[[Desk, int, int, Any], Any]
    done: str
    prepares: Callable[[Typed], Typed] = dict


def _attach(desk: Desk, recommendation_id: int, _n: int, given: given_as.EvidenceInput) -> None:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("Choose a file.", field="file")
    evidence.attach(desk, recommendation_id, file.filename, cast(BinaryIO, file.stream), given)


def _withdraw(desk: Desk, recommendation_id: int, n: int, given: given_as.WithdrawalInput) -> None:
    evidence.withdraw(desk, recommendation_id, n, given.note, given.version)


def _with_ground(typed: Typed) -> Typed:
    """The reason as it is kept: the one chosen from the list, and the person's own words."""
    ground, text = typed.pop("ground", ""), typed.get("reason", "").strip()
    if not ground:
        return typed
    if ground not in office.rules(context.reading()).extension_reasons:
        raise Invalid("Choose one of the reasons in the list.", field="ground")
    if not text:
        raise Invalid("Say in a sentence or two why more time is needed.", field="reason")
    return typed | {"reason": f"{ground}: {text}"}


def _with_successor(typed: Typed) -> Typed:
    """A successor may be named as people name it, by its report and its number there."""
    report, _, number = typed.get("successor", "").strip().rpartition(" ")
    if not report:
        return typed
    found = references.named(context.reading(), context.asker(), report, number)
    if found is None:
        raise Invalid(f"There is no recommendation {number} of report {report}.", field="successor")
    return typed | {"successor": str(found)}


DOINGS: Mapping[Deed, Doing] = {
    Deed.UPDATE: Doing(
        "updates", Action.UPDATE, given_as.UpdateInput,
        lambda desk, number, _n, given: updates.record(desk, number, given), "Your update is saved.",
    ),
    Deed.RESPONSE: Doing(
        "responses", Action.RESPOND, given_as.ResponseInput,
        lambda desk, number, _n, given: responses.record(desk, number, given),
        "The response is recorded. The OIG says next whether it accepts the plan.",
    ),
    Deed.EXTENSION: Doing(
        "extensions", Action.ASK_EXTENSION, given_as.ExtensionInput,
        lambda desk, number, _n, given: extensions.ask(desk, number, given),
        "More time is asked for. The present due date holds until somebody else has decided.", _with_ground,
    ),
    Deed.EXTENSION_DECISION: Doing(
        "extensions/<id:n>/decision", Action.DECIDE_EXTENSION, given_as.ExtensionDecisionInput,
        extensions.decide, "Your decision on the extension is recorded.",
    ),
    Deed.CLOSURE: Doing(
        "closures", Action.REQUEST_CLOSURE, given_as.ClosureInput,
        lambda desk, number, _n, given: closures.request(desk, number, given),
        "Closure is asked for. The OIG decides.",
    ),
    Deed.DECISION: Doing(
        "decisions", Action.RECORD_DECISION, given_as.DecisionInput,
        lambda desk, number, _n, given: decisions.record(desk, number, given),
        "The OIG's decision is recorded.", _with_successor,
    ),
    Deed.MILESTONE: Doing(
        "milestones", Action.UPDATE, given_as.MilestoneInput,
        lambda desk, number, _n, given: milestones.add(desk, number, given), "The step is planned.",
    ),
    Deed.MILESTONE_CHANGE: Doing(
        "milestones/<id:n>", Action.UPDATE, given_as.MilestoneChangeInput, milestones.change,
        "The step is changed.",
    ),
    Deed.EVIDENCE: Doing("evidence", Action.UPDATE, given_as.EvidenceInput, _attach, "The file is attached."),
    Deed.WITHDRAWAL: Doing(
        "evidence/<id:n>/withdrawal", Action.UPDATE, given_as.WithdrawalInput, _withdraw,
        "The file is withdrawn. It stays in the history.",
    ),
    Deed.EDIT: Doing(
        "edits", Action.EDIT, given_as.EditInput,
        lambda desk, number, _n, given: recommendations.edit(desk, number, given), "The record is changed.",
    ),
    Deed.CORRECTION: Doing(
        "corrections", Action.CORRECT, given_as.CorrectionInput,
        lambda desk, number, _n, given: corrections.correct(desk, number, given),
        "The entry is declared wrong. It stays readable, and counts no more.",
    ),
}  # fmt: skip


def _do(deed: Deed, recommendation_id: int, n: int = 0) -> ResponseReturnValue:
    """Do one deed from its form. A refusal comes back on the page, with what was typed."""
    doing = DOINGS[deed]
    typed = request.form.to_dict()
    back = Returned(deed, n, typed)
    try:
        given = doing.reads.read(_read(doing, typed))
        back = replace(back, version=getattr(given, "version", None))
        with context.desk(_write_key(deed, recommendation_id, n, typed)) as desk:
            result = doing.does(desk, recommendation_id, n, given)
    except NotFound:
        raise
    except Refused as refusal:
        return record.returned(recommendation_id, replace(back, problem=refusal), doing.action), _status(refusal)
    flash(doing.done, "success")
    for doubt in result.doubts if isinstance(result, updates.Recorded) else ():
        flash(doubt, "warning")
    return redirect(url_for("recommendations.show", recommendation_id=recommendation_id), code=303)


def _read(doing: Doing, typed: Typed) -> Typed:
    kept = {name: value for name, value in typed.items() if name not in NOT_INPUT}
    if "version" not in doing.reads.model_fields:
        kept.pop("version", None)
    return doing.prepares(kept)


def _write_key(deed: Deed, recommendation_id: int, n: int, typed: Typed) -> str | None:
    """The form's key, good for this person and this deed alone: a copied one neither hinders nor reveals another's."""
    key = written_key(typed)
    scope = f"{context.asker().person_id} {deed} {recommendation_id} {n}"
    return str(uuid.uuid5(uuid.UUID(key), scope)) if key else None


def _status(refusal: Refused) -> int:
    if isinstance(refusal, Conflict):
        return 409
    if isinstance(refusal, TooLarge):
        return 413
    return 422 if isinstance(refusal, Invalid) else 403


for _deed, _doing in DOINGS.items():
    blueprint.add_url_rule(
        f"/<id:recommendation_id>/{_doing.path}", _deed.replace("-", "_"), _do, methods=["POST"],
        defaults={"deed": _deed},
    )  # fmt: skip
