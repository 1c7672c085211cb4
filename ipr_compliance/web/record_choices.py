"""What the forms of a recommendation's page begin with, and what can be chosen in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.offers import Deed
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.standing import MOVES
from ipr_compliance.domain.words import Agreement, in_words
from ipr_compliance.domain.workflow import Situation, possible
from ipr_compliance.models import EvidenceKind
from ipr_compliance.queries.history import Told, that_count
from ipr_compliance.services.corrections import CORRECTABLE
from ipr_compliance.web.choices import Choices
from ipr_compliance.web.timeline import Entry, as_typed

AGREEMENTS: Choices = [
    ("", "Choose"),
    *((word.value, in_words(word)) for word in Agreement if word is not Agreement.NONE),
]
YES_NO: Choices = [("false", "No"), ("true", "Yes")]
KINDS = {EvidenceKind.EVIDENCE: "Evidence of what was done", EvidenceKind.LETTER: "Letter of the OIG"}

TITLES = {
    Deed.RESPONSE: "Record the management response",
    Deed.DECISION: "Record the OIG's decision",
    Deed.EVIDENCE: "Attach a file",
    Deed.EXTENSION: "Ask for more time",
    Deed.CLOSURE: "Ask for closure",
    Deed.MILESTONE: "Plan a step",
    Deed.EDIT: "Edit the record",
    Deed.CORRECTION: "Declare an entry wrong",
}
"""What the forms are called that stand among the actions."""

_EDITED = (
    "text", "component", "responsible_official", "responsible_email", "due_on", "priority", "questioned_cost",
    "unsupported_cost", "funds_put_to_better_use",
)  # fmt: skip
_RESPONDED = ("plan", "due_on", "responsible_official", "responsible_email")


def defaults(record: Any) -> Mapping[str, Mapping[str, str]]:
    """What the fields say before anybody types: what is recorded."""
    agreement = "" if record.agreement is Agreement.NONE else record.agreement.value
    return {
        Deed.EDIT: {name: as_typed(getattr(record, name)) for name in _EDITED},
        Deed.RESPONSE: {name: as_typed(getattr(record, name)) for name in _RESPONDED} | {"agreement": agreement},
    }


def targets(at: Situation) -> Choices:
    """What the OIG can decide from here, in words."""
    moves = possible(Action.RECORD_DECISION, at)
    return [("", "Choose"), *((move.target.value, f"{in_words(move.target)}: {move.means}") for move in moves)]


def file_kinds(may: Collection[Action], *, is_open: bool) -> Choices:
    """The kinds of file that this person can attach."""
    kinds = {
        EvidenceKind.EVIDENCE: is_open and Action.UPDATE in may,
        EvidenceKind.LETTER: Action.RECORD_DECISION in may,
    }
    return [(kind.value, words) for kind, words in KINDS.items() if kinds[kind]]


def letters(files: Iterable[Any]) -> Choices:
    """The OIG's letters on the record that a decision can name."""
    found = [file for file in files if file.kind is EvidenceKind.LETTER and file.withdrawn_on is None]
    dated = {file.id: f", dated {written_out(file.dated_on)}" if file.dated_on else "" for file in found}
    return [("", "None"), *((str(file.id), f"{file.name}{dated[file.id]}") for file in reversed(found))]


def correctable(timeline: Sequence[Told], entries: Iterable[Entry]) -> Choices:
    """The entries that can be declared wrong: of the moves, only the last one."""
    counting = that_count(timeline)
    moves = [entry for entry in counting if entry.kind in MOVES]
    last = max(moves, key=lambda move: (move.on, move.seq)).seq if moves else None
    fit = {one.seq for one in counting if one.kind in CORRECTABLE and (one.kind not in MOVES or one.seq == last)}
    words = ((entry.seq, f"{written_out(entry.on)}: {entry.opening}") for entry in entries if entry.seq in fit)
    return [("", "Choose"), *((str(seq), f"{told} (no. {seq})") for seq, told in words)]
