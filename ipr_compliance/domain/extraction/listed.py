"""Recommendations as items of a list: below "We recommend that the Director:", or below "Recommendations"."""

import re
from collections.abc import Sequence

from ipr_compliance.domain.extraction import bodies
from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.openings import HEAD, ITEM, bare
from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.sections import Part
from ipr_compliance.domain.extraction.wording import PAST, RECOMMENDS, asks, begins_with_verb, trimmed

_LEAD = re.compile(
    r"\brecommend(?:s|ed|ing)?\b[^.]{0,400}:?\s*$|\brecommendations\b[^.]{0,200}:\s*$|\bshould\b[^.:]{0,200}:\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:(?:Our|OIG|List of|Consolidated List of)\s)?Recommendations?(?:\s\d.{0,12})?[:.]?", re.IGNORECASE
)
_LOOKS_BACK = re.compile(
    r"\b(?:previously|prior|earlier|had recommended|last year|(?:19|20)\d\d (?:report|audit))\b|\bin (?:our"
    r"|a) (?:\w+ )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def found(passages: Sequence[Passage], parts: Sequence[Part]) -> list[Draft]:
    """The items of every list that is led in as one of recommendations."""
    drafts: list[Draft] = []
    index = 0
    while index < len(passages) - 1:
        lead = passages[index]
        index += 1
        if parts[index] in {Part.BEFORE, Part.CONTENTS} or not _leads(lead):
            continue
        items, index = _items(passages, parts, index, None if lead.heading else lead)
        drafts += items
    return drafts


def _leads(passage: Passage) -> bool:
    if passage.heading or len(passage.text) < 40:
        return bool(_TITLE.fullmatch(bare(passage.text))) or (passage.text.endswith(":") and _announces(passage.text))
    return _announces(passage.text)


def _announces(text: str) -> bool:
    """Whether a paragraph's last sentence leads in recommendations made now."""
    tail = text[-700:]
    if not _LEAD.search(tail) or HEAD.match(text):
        return False
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", tail)[-1]
    if _LOOKS_BACK.search(sentence):
        return False
    colon = sentence.rstrip().endswith(":")
    if PAST.search(sentence):
        return colon and bool(RECOMMENDS.search(sentence))
    return colon or bool(RECOMMENDS.search(sentence) and not sentence.rstrip().endswith((".", "!", "?")))


def _items(
    passages: Sequence[Passage], parts: Sequence[Part], index: int, lead: Passage | None
) -> tuple[list[Draft], int]:
    drafts: list[Draft] = []
    last: str | None = None
    while index < len(passages):
        item = ITEM.match(passages[index].text)
        if passages[index].heading or item is None or not _next(item, last):
            break
        mark = item.group("number")
        first = passages[index].part(item.end())
        at = index
        text, index = bodies.gathered(first, passages, index + 1, mark or bodies.BULLET)
        text = text.part(0, trimmed(text.text))
        if not (begins_with_verb(text.text) or (asks(text.text) and (lead is None or not _plain(text.text)))):
            break
        number = passages[at].read(mark, 0, item.end()) if mark else None
        drafts.append(Draft(text, number, lead, parts[at], at, index))
        last = mark or bodies.BULLET
    return drafts, index


def _next(item: re.Match[str], last: str | None) -> bool:
    mark = item.group("number")
    if last is None or not mark or last == bodies.BULLET:
        return last is None or (not mark and last == bodies.BULLET)
    return mark in bodies.following(last) or mark in _dotted(last) or mark in _suffixed(last)


def _dotted(mark: str) -> set[str]:
    """What may follow "1.2": "1.3" or "2.1"."""
    steps = mark.split(".")
    if len(steps) < 2 or not all(step.isdigit() for step in steps):
        return set()
    counted = [int(step) for step in steps]
    return {".".join(map(str, [*counted[:-1], counted[-1] + 1])), f"{counted[0] + 1}.1"}


def _suffixed(mark: str) -> set[str]:
    """What may follow "1A": "1B" or "2A"."""
    digits, letter = mark[:-1], mark[-1:]
    if not digits.isdigit() or not letter.isalpha():
        return set()
    return {digits + chr(ord(letter) + 1), f"{int(digits) + 1}{'A' if letter.isupper() else 'a'}"}


def _plain(text: str) -> bool:
    """A sentence with a subject of its own below a lead that has one already is no item of that lead."""
    return not text[:1].isupper()
