"""The moves of a recommendation, as a handbook would list them: who, from where to where, and what is needed.

Sources: OMB Circular A-50 (resolution within 6 months, the audit follow-up official); DHS Directive 077-01
(response within 90 days, closeout letter within 30 days of implementation); the practice of OIG status memos
("resolved and open", "remain open and resolved", "closed").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.standing import LastWord
from ipr_compliance.domain.words import OPEN_STATUSES, Status, in_words


class Need(StrEnum):
    """What must come with a move."""

    PLAN = "agreement, plan, due date, responsible official and date received"
    EVIDENCE = "implementation date, statement and at least one piece of evidence"
    LETTER = "the OIG's letter"
    LETTER_AFTER_ANALYSIS = "the OIG's letter, unless this is its first analysis of the response"
    WHAT_IS_MISSING = "what is missing, in the note"
    DAY_OF_ISSUE = "the day of issue as the day of decision"


@dataclass(frozen=True)
class Move:
    """One line of the handbook."""

    action: Action
    source: Status
    target: Status
    needs: tuple[Need, ...]
    means: str


@dataclass(frozen=True)
class Situation:
    """How a recommendation stands when somebody wants to move it, as far as the moves are concerned."""

    status: Status
    last_word: LastWord
    analysed: bool
    issued_on: date | None
    moved_on: date
    """The effective date of the last move; nothing is moved before it."""


_ISSUE, _RESPONSE, _RESOLVED = Status.RESPONSE_DUE, Status.OPEN_UNRESOLVED, Status.OPEN_RESOLVED
_REQUESTED, _DONE = Status.CLOSURE_REQUESTED, Status.CLOSED_IMPLEMENTED
_GIVEN_UP = (Status.CLOSED_NOT_IMPLEMENTED, Status.CLOSED_SUPERSEDED)

MOVES: tuple[Move, ...] = (
    Move(Action.RESPOND, _ISSUE, _RESPONSE, (Need.PLAN,), "The management response is recorded"),
    Move(Action.RESPOND, _RESPONSE, _RESPONSE, (Need.PLAN,), "A revised plan is recorded"),
    Move(Action.REQUEST_CLOSURE, _RESOLVED, _REQUESTED, (Need.EVIDENCE,), "The component asks for closure"),
    Move(Action.RECORD_DECISION, _RESPONSE, _RESOLVED, (Need.LETTER_AFTER_ANALYSIS,), "The OIG accepts the plan"),
    Move(Action.RECORD_DECISION, _RESPONSE, _RESPONSE, (), "The OIG does not accept the plan"),
    Move(Action.RECORD_DECISION, _RESOLVED, _RESOLVED, (), "The OIG takes note of the progress"),
    Move(Action.RECORD_DECISION, _RESOLVED, _RESPONSE, (Need.LETTER,), "The OIG finds the progress insufficient"),
    Move(Action.RECORD_DECISION, _REQUESTED, _DONE, (Need.LETTER,), "The OIG closes it as implemented"),
    Move(
        Action.RECORD_DECISION, _REQUESTED, _RESOLVED, (Need.LETTER, Need.WHAT_IS_MISSING),
        "The OIG finds the evidence insufficient",
    ),
    *(
        Move(Action.RECORD_DECISION, _ISSUE, closed, (Need.DAY_OF_ISSUE,), "It is closed in the report itself")
        for closed in (_DONE, *_GIVEN_UP)
    ),
    *(
        Move(Action.RECORD_DECISION, status, closed, (Need.LETTER,), "The OIG closes it without implementation")
        for status in OPEN_STATUSES if status is not _ISSUE
        for closed in _GIVEN_UP
    ),
)  # fmt: skip

_BY_STEP: Mapping[tuple[Action, Status, Status], Move] = {
    (move.action, move.source, move.target): move for move in MOVES
}


def possible(action: Action, situation: Situation) -> list[Move]:
    """The moves of that kind that can be made from here."""
    return [move for move in MOVES if move.action is action and _can_start(move, situation)]


def _can_start(move: Move, situation: Situation) -> bool:
    if move.source is not situation.status:
        return False
    if move.action is Action.RESPOND and move.source is _RESPONSE:
        # The OIG has the word on the response before; a revised plan answers its "unresolved".
        return situation.last_word is LastWord.OIG
    return True


def step(action: Action, situation: Situation, target: Status) -> Move:
    """The move to that status. Raises Conflict, in a sentence, where the handbook has none."""
    move = _BY_STEP.get((action, situation.status, target))
    if move is not None and _can_start(move, situation):
        return move
    if not situation.status.is_open:
        raise Conflict(
            "It is closed. A closed recommendation is not moved; a wrong entry is corrected by an administrator."
        )
    if move is not None:
        raise Conflict("The response awaits the OIG's analysis; a revised plan can follow its answer.")
    raise Conflict(f"From “{in_words(situation.status)}” it cannot become “{in_words(target)}”.", field="status")


def effective_on(stated: date, situation: Situation, today: date, *, field: str) -> date:
    """The day from which a move holds. Refuses with Invalid a day in the future or before the last move."""
    if stated > today:
        raise Invalid("This day lies in the future.", field=field)
    if stated < situation.moved_on:
        raise Invalid(
            f"Its last move was on {written_out(situation.moved_on)}; this one cannot lie before it.", field=field
        )
    return stated


def check_decision(move: Move, situation: Situation, *, decided_on: date, note: str | None, has_letter: bool) -> None:
    """Refuse with Invalid, naming the field, a decision of the OIG that lacks what its move needs."""
    for need in move.needs:
        if need is Need.DAY_OF_ISSUE and decided_on != situation.issued_on:
            raise Invalid(
                "Without a response it can only be closed in the report itself: on the day of issue.",
                field="decided_on",
            )
        if need is Need.WHAT_IS_MISSING and not note:
            raise Invalid("Say what is missing, as the OIG's letter does.", field="note")
        if _needs_letter(need, situation) and not has_letter:
            raise Invalid("Attach the OIG's letter first, and name it here.", field="letter")


def _needs_letter(need: Need, situation: Situation) -> bool:
    return need is Need.LETTER or (need is Need.LETTER_AFTER_ANALYSIS and situation.analysed)
