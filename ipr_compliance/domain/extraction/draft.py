"""A recommendation while it is being read: its words, and around them what may say more about it."""

from dataclasses import dataclass

from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Read
from ipr_compliance.domain.extraction.sections import Part


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a recommendation, its number, the sentence before it that says for whom it is, where it stands.

    `at` counts the passages of the document; `until` is the first one that is no longer its text.
    """

    text: Passage
    number: Read[str] | None = None
    lead: Passage | None = None
    part: Part = Part.BODY
    at: int = 0
    until: int = 0
