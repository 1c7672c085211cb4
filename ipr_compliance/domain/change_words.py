"""What a history entry says, in sentences for people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.standing import Kind
from ipr_compliance.domain.words import Agreement, Status, in_words

OPENINGS = {
    Kind.ENTERED: "Recommendation recorded.",
    Kind.FOUND: "Standing taken over from a table.",
    Kind.REPORTED: "Reported in a history file.",
    Kind.UPDATE: "Status update.",
    Kind.EDITED: "Record changed.",
    Kind.RESPONSE: "Management response recorded.",
    Kind.DECISION: "The OIG's word recorded.",
    Kind.EXTENSION_ASKED: "More time asked for.",
    Kind.EXTENSION_GRANTED: "More time granted.",
    Kind.EXTENSION_REFUSED: "More time refused.",
    Kind.EXTENSION_LAPSED: "The request for more time lapsed.",
    Kind.CLOSURE: "Closure asked for.",
    Kind.MILESTONE: "Corrective action.",
    Kind.EVIDENCE: "File.",
    Kind.CORRECTION: "An entry is declared wrong.",
    Kind.VOIDED: "The record was entered in error.",
}

NAMES = {
    "component": "Component",
    "responsible_official": "Responsible official",
    "responsible_email": "E-mail of the responsible official",
    "agreement": "Agreement",
    "status": "Status",
    "due_on": "Due date",
    "original_due_on": "Original due date",
    "extensions": "Extensions granted",
    "priority": "Priority",
    "questioned_cost": "Questioned cost",
    "unsupported_cost": "Unsupported cost",
    "funds_put_to_better_use": "Funds put to better use",
    "costs_agreed": "Costs agreed to",
    "better_use_agreed": "Better use agreed to",
    "plan": "Agreed action",
    "received_on": "Response received",
    "implemented_on": "Implemented on",
    "next_update_on": "Next update asked for by",
    "decided_on": "Management decision on",
    "closed_on": "Closed on",
    "proposed_due_on": "Date asked for",
    "milestone_title": "Step",
    "milestone_owner": "Owner",
    "milestone_due_on": "To be done by",
    "milestone_done_on": "Done on",
    "file_name": "File",
    "file_kind": "Kind of file",
    "dated_on": "Dated",
    "withdrawn": "Withdrawn",
    "successor": "Superseded by record",
    "repeats": "Repeats the finding of record",
    "corrects": "Entry that is wrong",
    "done": "Done",
    "next_step": "Next step",
    "next_step_on": "Next step by",
    "percent_complete": "Percent complete",
}
"""The fields that a reader is told about, in this order; what is missing here is bookkeeping."""

_PLACES = {name: place for place, name in enumerate(NAMES)}
_MONEY = frozenset(
    {"questioned_cost", "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed"}
)
_WORDS = {"agreement": Agreement, "status": Status}


def sentences(
    kind: str, changes: Mapping[str, Mapping[str, Any]], note: str | None, reason: str | None = None
) -> list[str]:
    """The entry's kind, its note in the writer's own words, and each change as "name: old → new".

    A due date that moved is told in a sentence of its own, with the reason where one is given.
    """
    told = [OPENINGS.get(Kind(kind), "Record changed.")]
    if note:
        told.append(note)
    for name in sorted((one for one in changes if one in NAMES), key=_PLACES.__getitem__):
        old, new = changes[name].get("from"), changes[name].get("to")
        moved = name == "due_on" and old and new
        told.append(_moved(old, new, reason) if moved else _sentence(name, old, new))
    if "text" in changes and kind != Kind.ENTERED:
        told.append("Text corrected.")
    return told


def _moved(old: Any, new: Any, reason: str | None) -> str:
    dates = f"Moved the due date from {value_in_words('due_on', old)} to {value_in_words('due_on', new)}"
    return f"{dates} — {reason}" if reason else dates


def _sentence(name: str, old: Any, new: Any) -> str:
    if old is None:
        return f"{NAMES[name]}: {value_in_words(name, new)}"
    return f"{NAMES[name]}: {value_in_words(name, old)} → {value_in_words(name, new)}"


def value_in_words(name: str, value: Any) -> str:
    """One value as history keeps it (dates and money as text), written for people."""
    if value is None:
        return "none"
    if name.endswith("_on"):
        return written_out(date.fromisoformat(value))
    if name in _MONEY:
        return f"${Decimal(value):,.2f}"
    if name in _WORDS:
        return in_words(_WORDS[name](value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value} %" if name == "percent_complete" else str(value)
