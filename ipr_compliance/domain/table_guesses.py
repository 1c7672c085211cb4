"""Which column of somebody else's table is probably which of ours. A guess is shown, and whoever imports decides."""

import hashlib
from collections.abc import Mapping, Sequence

from ipr_compliance.domain.table_cells import folded
from ipr_compliance.domain.tables import RECORD_COLUMNS

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "report_number": ("report no", "report", "report id", "report numbers", "audit number", "report number s"),
    "report_title": ("title", "report name", "audit title"),
    "issued_on": ("report date", "issued", "issue date", "date issued", "issuance date", "released"),
    "number": ("rec no", "rec number", "rec", "recommendation number", "recommendation no", "recommendation id", "no"),
    "text": ("recommendation", "recommendation text", "full text", "description", "recommendation description"),
    "component": ("addressee", "agency", "office", "operating division", "responsible office", "action office"),
    "agreement": ("management response", "concurrence", "agency agreement", "agree or disagree"),
    "status": ("recommendation status", "current status", "state"),
    "due_on": (
        "due date", "due", "target date", "estimated completion date", "ecd", "target completion date",
        "expected completion date",
    ),
    "original_due_on": ("original due date", "original target date", "original estimated completion date"),
    "closed_on": ("closed date", "date closed", "closure date", "closed"),
    "responsible_official": ("official", "responsible person", "point of contact", "poc"),
    "responsible_email": ("e mail", "email", "official e mail", "poc email"),
    "priority": ("priority recommendation", "is priority", "high priority"),
    "questioned_cost": ("questioned costs", "total questioned costs"),
    "unsupported_cost": ("unsupported costs",),
    "funds_put_to_better_use": ("funds better use", "better use", "funds for better use", "fptbu"),
    "costs_agreed": ("disallowed costs", "agreed costs"),
    "better_use_agreed": ("agreed better use",),
    "on": ("date", "update date", "status date"),
    "author": ("updated by", "by", "reporter"),
    "note": ("update", "comment", "comments", "notes", "status update"),
}  # fmt: skip
"""What other tables call our columns; case, spaces and dashes do not matter."""


def guess(header: Sequence[str], ours: Sequence[str] = RECORD_COLUMNS) -> dict[str, str]:
    """For columns that do not have our names already: theirs, and which of ours it may be. Each of ours once."""
    taken = {folded(name).replace("-", "_") for name in header} & set(ours)
    meant = {folded(word): name for name in ours for word in SYNONYMS.get(name, ())}
    found: dict[str, str] = {}
    for name in header:
        one = meant.get(folded(name))
        if one is not None and one not in taken:
            taken.add(one)
            found[" ".join(name.split())] = one
    return found


def shape_of(header: Sequence[str]) -> str:
    """A name for all tables with these columns in this order, by which what was said of one serves the next."""
    return hashlib.sha256("\n".join(folded(name) for name in header).encode()).hexdigest()
