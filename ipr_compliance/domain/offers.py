"""What a person can do to a recommendation now, and why what they may look for has to wait."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipr_compliance.domain.extensions import check_askable
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.domain.words import Status
from ipr_compliance.domain.workflow import Situation, possible


class Deed(StrEnum):
    """What is done to a recommendation through a form of its page."""

    UPDATE = "update"
    RESPONSE = "response"
    EXTENSION = "extension"
    EXTENSION_DECISION = "extension-decision"
    CLOSURE = "closure"
    DECISION = "decision"
    MILESTONE = "milestone"
    MILESTONE_CHANGE = "milestone-change"
    EVIDENCE = "evidence"
    WITHDRAWAL = "withdrawal"
    EDIT = "edit"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Offer:
    """A form to show or, where it is blocked, the sentence that says what has to come first."""

    deed: Deed
    blocked: str = ""


def offers(at: Situation, may: Collection[Action], *, due_on: date | None, pending: bool, shown: bool) -> list[Offer]:
    """The offers to somebody with these rights, in the order of a recommendation's life.

    `pending` says whether an extension is asked for, `shown` whether a file shows what was done.
    """
    return [
        *_response(at, may),
        *_decision(at, may),
        *_evidence(at, may),
        *_extension(at, may, due_on, pending=pending),
        *_closure(at, may, shown=shown),
        *_planning(at, may),
        *([Offer(Deed.EDIT)] if Action.EDIT in may else []),
        *([Offer(Deed.CORRECTION)] if Action.CORRECT in may else []),
    ]


def _response(at: Situation, may: Collection[Action]) -> Iterator[Offer]:
    if Action.RESPOND not in may or at.status not in {Status.RESPONSE_DUE, Status.OPEN_UNRESOLVED}:
        return
    waits = "" if possible(Action.RESPOND, at) else "the OIG's analysis of the last response comes first."
    yield Offer(Deed.RESPONSE, waits)


def _decision(at: Situation, may: Collection[Action]) -> Iterator[Offer]:
    if Action.RECORD_DECISION in may and possible(Action.RECORD_DECISION, at):
        yield Offer(Deed.DECISION)


def _evidence(at: Situation, may: Collection[Action]) -> Iterator[Offer]:
    # A letter of the OIG may still arrive for what is closed.
    if Action.RECORD_DECISION in may or (Action.UPDATE in may and at.status.is_open):
        yield Offer(Deed.EVIDENCE)


def _extension(at: Situation, may: Collection[Action], due_on: date | None, *, pending: bool) -> Iterator[Offer]:
    if Action.ASK_EXTENSION not in may or not at.status.is_open:
        return
    try:
        check_askable(at.status, due_on, pending=pending)
    except Conflict as refusal:
        yield Offer(Deed.EXTENSION, refusal.message[0].lower() + refusal.message[1:])
    else:
        yield Offer(Deed.EXTENSION)


_CLOSURE_WAITS = {
    Status.RESPONSE_DUE: "the management response and the OIG's acceptance of it come first.",
    Status.OPEN_UNRESOLVED: "the OIG has to accept the plan first.",
    Status.CLOSURE_REQUESTED: "it is asked for already, and the OIG decides.",
}


def _closure(at: Situation, may: Collection[Action], *, shown: bool) -> Iterator[Offer]:
    if Action.REQUEST_CLOSURE not in may or not at.status.is_open:
        return
    waits = _CLOSURE_WAITS.get(at.status, "" if shown else "attach evidence first.")
    yield Offer(Deed.CLOSURE, waits)


def _planning(at: Situation, may: Collection[Action]) -> Iterator[Offer]:
    if Action.UPDATE in may and at.status.is_open:
        yield Offer(Deed.MILESTONE)
