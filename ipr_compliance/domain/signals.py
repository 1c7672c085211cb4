"""Signs that a recommendation needs a look. They count and foretell nothing; what each means stands here in words."""

from collections.abc import Mapping
from enum import StrEnum

STALE_DAYS = 45
"""An open recommendation without a word for that many days is worth a question, long before its update is owed."""

MANY_EXTENSIONS = 2
PROOF_DAYS = 30
"""Evidence is expected to be there that many days before the due date."""


class Signal(StrEnum):
    """What can be noticed about an open recommendation."""

    STALE = "stale"
    EXTENDED = "extended"
    NO_EVIDENCE = "no-evidence"
    NO_ACCOUNT = "no-account"
    REFUSED = "refused"
    REPEATING = "repeating"


NAMES: Mapping[Signal, str] = {
    Signal.STALE: f"No update for {STALE_DAYS} days",
    Signal.EXTENDED: "Extended twice or more",
    Signal.NO_EVIDENCE: f"Due within {PROOF_DAYS} days, no evidence",
    Signal.NO_ACCOUNT: "Official without an account",
    Signal.REFUSED: "Official's address refuses mail",
    Signal.REPEATING: "Update repeats an earlier one",
}
"""What each is called on pages and in letters."""

MEANINGS: Mapping[Signal, str] = {
    Signal.STALE: f"Open, and neither updated nor issued within the last {STALE_DAYS} days.",
    Signal.EXTENDED: "Open, and two or more extensions were granted.",
    Signal.NO_EVIDENCE: f"Open, due today or within {PROOF_DAYS} days, and no file of evidence is attached.",
    Signal.NO_ACCOUNT: "Open, and the responsible official has no e-mail address or no active account under it.",
    Signal.REFUSED: "Open, and mail to the responsible official's address was refused for good.",
    Signal.REPEATING: "Open, and the newest status update says word for word what an earlier one said.",
}
"""The definition of each, in a sentence."""
