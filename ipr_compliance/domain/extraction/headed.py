"""Recommendations under a head of their own: "Recommendation 1: We recommend …", "Recommendation A.1.a"."""

import re
from collections.abc import Sequence

from ipr_compliance.domain.extraction import bodies
from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.openings import HEAD
from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.sections import Part
from ipr_compliance.domain.extraction.wording import asks

_LEAD = re.compile(r"\b(?:recommend|should)\b.*:\s*$|\brecommend(?:s|ed)? (?:that )?the\b.*[:,]\s*$", re.IGNORECASE)


def found(passages: Sequence[Passage], parts: Sequence[Part]) -> list[Draft]:
    """Every place at which a numbered head is followed by what is recommended; a number may come several times."""
    drafts = []
    lead: Passage | None = None
    for index, passage in enumerate(passages):
        head = HEAD.match(passage.text)
        if head is None:
            lead = _lead(passage, lead)
            continue
        if parts[index] in {Part.BEFORE, Part.CONTENTS}:
            continue
        text, until = _text(passages, index, head.end())
        if text is not None and asks(text.text):
            number = passage.read(head.group("number"), 0, head.end())
            drafts.append(Draft(text, number, lead, parts[index], index, until))
    return drafts


def _lead(passage: Passage, lead: Passage | None) -> Passage | None:
    """The sentence that says for whom the heads below it are; it holds for them until a heading."""
    if passage.heading:
        return None
    return passage if _LEAD.search(passage.text[-600:]) else lead


def _text(passages: Sequence[Passage], index: int, after: int) -> tuple[Passage | None, int]:
    """What follows a head: in its own paragraph, or below it where the head stands alone."""
    first = passages[index].part(after)
    rest = index + 1
    if not first.text:
        if rest >= len(passages) or not bodies.goes_below(passages[rest]):
            return None, rest
        first, rest = passages[rest], rest + 1
    return bodies.gathered(first, passages, rest)
