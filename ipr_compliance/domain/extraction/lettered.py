"""Recommendations in lettered parts: "Recommendation 1: We recommend …: a. …; b. …", answered as 1.a and 1.b."""

import re
from collections.abc import Iterator, Sequence

from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.passages import Passage

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NUMBERED = re.compile(r"[A-Z.\d-]*\d", re.IGNORECASE)


def parted(drafts: Sequence[Draft], passages: Sequence[Passage]) -> list[tuple[int, Draft]]:
    """The same recommendations, each part of its own where the document speaks of it by number and letter.

    With each comes the place of the whole one. Parts of which the document says nothing by themselves stay together:
    whether they are answered for together or one by one is the document's to say.
    """
    spoken = " ".join(passage.text for passage in passages if "ecommendation" in passage.text)
    return [(place, part) for place, draft in enumerate(drafts) for part in _parts(draft, spoken) or [draft]]


def _parts(draft: Draft, spoken: str) -> list[Draft]:
    number = draft.number.value if draft.number else ""
    if not _NUMBERED.fullmatch(number):
        return []
    starts = list(_starts(draft.text.text))
    names = [_named(number, letter, spoken) for letter in _LETTERS[: len(starts)]]
    if len(starts) < 2 or not all(names):
        return []
    lead = draft.text.part(0, starts[0][0])
    ends = [start for start, _text in starts[1:]] + [len(draft.text.text)]
    return [
        Draft(
            _trimmed(draft.text.part(text, end)), draft.text.read(str(name), start, end), lead, draft.part, draft.at,
            draft.until,
        )
        for (start, text), end, name in zip(starts, ends, names, strict=True)
    ]  # fmt: skip


def _starts(text: str) -> Iterator[tuple[int, int]]:
    """Where each part begins, and where its words do: a., b., c. in their order, after a colon."""
    at = text.find(":") + 1
    for letter in _LETTERS if at else ():
        found = re.compile(rf"(?<!\S)\(?{letter}(?:\.|\))\s+(?=\S)").search(text, at)
        if found is None:
            return
        yield found.start(), found.end()
        at = found.end()


def _named(number: str, letter: str, spoken: str) -> str | None:
    """The part as the document calls it: 1.a, 1a or 1(a); None where it does not."""
    form = rf"(?<![\w.]){re.escape(number)}(?:\.{letter}|{letter}|\({letter}\))(?![\w(])"
    found = re.search(form, spoken)
    return found.group() if found else None


def _trimmed(part: Passage) -> Passage:
    """The part without "and" before the next one."""
    kept = re.sub(r"[\s;,]+(?:and|or)?\s*$", "", part.text)
    return part.part(0, len(kept))
