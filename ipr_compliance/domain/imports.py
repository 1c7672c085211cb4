"""What an imported row means for the records: entering the standing as found, or changing what is recorded.

A table says how things stand on the day it is imported, but it dates the issue of a report and the closing of a
recommendation; so a new record is entered as of its issue, and found as the table says on the day of closing or,
while it is open, on the day of import. An existing record is corrected in its plain facts. How it stands is decided by
moves, and a table obeys those that people obey: one for which it brings all that the move needs is made, any other is
shown as a conflict and not applied.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Refused
from ipr_compliance.domain.standing import BLANK, Kind
from ipr_compliance.domain.tables import Problem
from ipr_compliance.domain.words import Status, in_words
from ipr_compliance.domain.workflow import MOVES, Need, Situation, check_decision, effective_on, step

Values = Mapping[str, Any]
Fields = Mapping[str, tuple[Any, Any]]

PLAIN = (
    "text", "component", "responsible_official", "responsible_email", "agreement", "priority", "questioned_cost",
    "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed", "due_on",
)  # fmt: skip
"""The facts of an existing record that a table may correct."""

AT_ISSUE = (
    "text", "component", "responsible_official", "responsible_email", "agreement", "priority", "questioned_cost",
    "unsupported_cost", "funds_put_to_better_use",
)  # fmt: skip
"""The facts of a new record that hold from its issue on; the rest is known from the day it was found so."""

AS_FOUND = ("status", "costs_agreed", "better_use_agreed")
"""Those of a new record that hold from the day on which the table found it so; so does a due date that was moved."""

DECIDED = ("status", "closed_on")
LISTED = 10_000
"""How many refused rows, conflicts or missing records are listed one by one; beyond that they are only counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry for the history of a record: what kind, from which day on, old and new values."""

    kind: Kind
    on: date
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where a file and a record disagree about what a table cannot change. Without a number it is about the report."""

    line: int
    report_number: str
    number: str | None
    column: str
    ours: str
    theirs: str
    reason: str


def plain(value: Any) -> str:
    """A fact as files have it."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "" if value is None else str(value)


def as_found(facts: Values, issued_on: date | None, today: date) -> list[Step]:
    """The entries of a new record: entered as of its issue, then found as the row says."""
    due_on = facts.get("due_on", facts.get("original_due_on"))
    first_due_on = facts.get("original_due_on", due_on)
    closed_on: date | None = facts.get("closed_on")
    entered = {name: facts[name] for name in AT_ISSUE if name in facts}
    entered |= {"due_on": first_due_on, "original_due_on": first_due_on}
    found = {name: facts[name] for name in AS_FOUND if name in facts}
    if due_on != first_due_on:
        found["due_on"] = due_on
    steps = [Step(Kind.ENTERED, issued_on or closed_on or today, _from(BLANK, entered))]
    if told := _from({**BLANK, **entered}, found):
        steps.append(Step(Kind.FOUND, closed_on or today, told))
    return steps


def _from(before: Values, after: Values) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], value) for name, value in after.items() if value != before[name]}


def corrected(ours: Values, facts: Values) -> dict[str, tuple[Any, Any]]:
    """What a row changes in the plain facts of an existing record; a blank cell says nothing.

    The first due date is set once: by the row where we have none, never changed.
    """
    fields = _from(ours, {name: facts[name] for name in PLAIN if name in facts})
    if ours["extension_pending"]:
        fields.pop("due_on", None)
    if ours["original_due_on"] is None:
        first_due_on = facts.get("original_due_on", facts.get("due_on"))
        if first_due_on is not None:
            fields["original_due_on"] = (None, first_due_on)
    return fields


def decision(situation: Situation, facts: Values, today: date) -> date | None:
    """The day from which the OIG's decision that a row tells holds, or None where a table cannot tell it.

    The row's status is not the record's. It is a decision as of the day of closing or, without one, of today, and comes
    without letter and note: so the OIG's first acceptance of a plan can be told, and a closing in the report itself.
    """
    target: Status = facts["status"]
    try:
        move = step(Action.RECORD_DECISION, situation, target)
        on = effective_on(facts.get("closed_on", today), situation, today, field="status")
        check_decision(move, situation, decided_on=on, note=None, has_letter=False)
    except Refused:
        return None
    return on


def moves_without_papers(ours: Status, theirs: Status) -> bool:
    """Whether there can be a decision of the OIG between the two that needs no letter and no note."""
    wanted = Action.RECORD_DECISION, ours, theirs
    moves = [move for move in MOVES if (move.action, move.source, move.target) == wanted]
    return any(not {Need.LETTER, Need.WHAT_IS_MISSING} & set(move.needs) for move in moves)


def disagreements(ours: Values, facts: Values) -> Iterator[tuple[str, str]]:
    """Columns in which the row would change what a table cannot change, each with the reason why."""
    for name in DECIDED:
        if name in facts and facts[name] != ours[name]:
            yield name, how_instead(ours["status"], facts.get("status", ours["status"]))
    if ours["extension_pending"] and facts.get("due_on", ours["due_on"]) != ours["due_on"]:
        yield "due_on", "More time is asked for; that request is decided before the date is changed."
    first_due_on = ours["original_due_on"]
    if first_due_on is not None and facts.get("original_due_on", first_due_on) != first_due_on:
        yield "original_due_on", "The original due date never changes."


def how_instead(ours: Status, theirs: Status) -> str:
    """What somebody does instead of moving a record by a table, by the moves that people may make."""
    if not ours.is_open:
        return "It is closed here; a wrong entry is corrected by an administrator, on its page."
    if ours is theirs:
        return "A date alone closes no record. Record the OIG's decision on its page, with the letter."
    moves = [move for move in MOVES if (move.source, move.target) == (ours, theirs)]
    if not moves:
        return f"From “{in_words(ours)}” it cannot become “{in_words(theirs)}”; record the steps between on its page."
    move = min(moves, key=lambda one: one.action is not Action.RECORD_DECISION)
    needs = f" all that this needs: {' and '.join(move.needs)}" if move.needs else " this"
    return f"A table does not bring{needs}. On its page, record: “{move.means}”."


def opposed(facts: Values, others: Values) -> list[str]:
    """The columns in which two rows about one recommendation contradict each other."""
    return [name for name in {**facts, **others} if facts.get(name) != others.get(name)]


def becomes_closed_without_status(facts: Values) -> bool:
    """Whether a row for a new record has a date of closing but no status, which leaves it open."""
    return "closed_on" in facts and facts.get("status", Status.RESPONSE_DUE).is_open


@dataclass
class Outcome:
    """What an import did, or would do."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    reports_new: int = 0
    reports_changed: int = 0
    refused: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    unlisted: int = 0

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.new or self.changed or self.reports_new or self.reports_changed)

    def note(self, listed: list[Any], items: list[Any]) -> None:
        """List some items, or count them where the list is long enough."""
        room = max(0, LISTED - len(listed))
        listed += items[:room]
        self.unlisted += len(items[room:])

    def refuse(self, problems: list[Problem]) -> None:
        """List why rows are refused."""
        self.note(self.refused, problems)

    def as_json(self) -> dict[str, Any]:
        """For machines; the names are promised in the interface."""
        return asdict(self)
