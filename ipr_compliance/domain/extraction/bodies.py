"""How far the text of a recommendation reaches: its paragraph, what goes on overleaf, and its lettered parts."""

import re
from collections.abc import Sequence

from ipr_compliance.domain.extraction.openings import ANALYSIS, BOUND, ENDED, HEAD, ITEM, RESPONSE
from ipr_compliance.domain.extraction.passages import Passage, together
from ipr_compliance.domain.extraction.wording import answers, sentences

MOST_PARTS = 60
"""How many paragraphs one recommendation may have."""

BULLET = "•"
"""How every mark of a list is named that does not count."""

_OPEN_END = re.compile(r"(?:[:;,]|\b(?:and|or))[*_]{0,2}\s*$")
_LABEL = re.compile(
    r"\s(?:(?:Estimated|Expected|Target|Planned|Anticipated)\s(?:Action\s)?(?:Completion|Implementation)\s(?:Date"
    r"|Target)|ECD)\s?(?::|\()"
    r"|\s(?:[A-Z][\w.]{1,40}\s){0,4}(?:Response|Comments|Reply)(?:\sto\sRecommendation\s[\w.]{1,8})?:\s"
    r"|\s(?:OIG|Our)\s(?:Analysis|Response|Reply|Evaluation|Comment)(?:\s[\w ]{1,40})?:\s",
)


def goes_below(passage: Passage) -> bool:
    """Whether a paragraph can be the text of a head that stands alone above it."""
    return not (passage.heading or _foreign(passage.text))


def gathered(first: Passage, passages: Sequence[Passage], rest: int, mark: str | None = None) -> tuple[Passage, int]:
    """The text that begins with a paragraph, and which passage is the first that is no longer part of it.

    Where it is an item of a list, its mark tells the next item from a part of this one.
    """
    taken = [_cut(first)]
    if taken[0].text != first.text:
        return taken[0], rest
    last_item: str | None = None
    while rest < len(passages) and len(taken) < MOST_PARTS:
        passage = passages[rest]
        item = None if passage.heading or _foreign(passage.text) else ITEM.match(passage.text)
        if item is not None and mark and (item.group("number") or BULLET) in following(mark):
            break
        if item is not None and _belongs(item, taken[-1].text, last_item):
            last_item = item.group("number") or BULLET
        elif passage.heading or _foreign(passage.text) or not _unfinished(taken[-1].text) or item is not None:
            break
        cut = _cut(passage)
        taken.append(cut)
        rest += 1
        if cut.text != passage.text:
            break
    return together(taken), rest


def _belongs(item: re.Match[str], above: str, last: str | None) -> bool:
    """Whether a list item is part of the recommendation above it: the first after a colon, or the next of its kind."""
    mark = item.group("number") or BULLET
    if last is None:
        return bool(_OPEN_END.search(above)) and (mark == BULLET or mark.casefold() in {"a", "1", "i"})
    if mark == BULLET:
        return True
    return mark in following(last) or bool(
        last != BULLET and mark.casefold() in {"i", "1", "a"} and _OPEN_END.search(above)
    )


def following(mark: str) -> set[str]:
    """The marks that may come after one in a list: "b" after "a", "3" after "2", "ii" after "i"."""
    if mark == BULLET:
        return {BULLET}
    if mark.isdigit():
        return {str(int(mark) + 1)}
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    after = {roman[roman.index(mark) + 1]} if mark in roman[:-1] else set()
    if len(mark) == 1 and mark.isalpha() and mark not in "zZ":
        after.add(chr(ord(mark) + 1))
    return after


def _foreign(text: str) -> bool:
    head = text[:160]
    return bool(HEAD.match(text) or ANALYSIS.match(head) or BOUND.match(head) or RESPONSE.match(head)) or answers(text)


def _unfinished(text: str) -> bool:
    return not ENDED.search(text) or bool(_OPEN_END.search(text))


def _cut(passage: Passage) -> Passage:
    """The paragraph up to a label or an answer that was printed right behind the recommendation."""
    label = _LABEL.search(passage.text)
    end = label.start() if label and ENDED.search(passage.text[: label.start()]) else len(passage.text)
    for start, _end in sentences(passage.text[:end])[1:]:
        if answers(passage.text[start : start + 400]):
            end = start
            break
    return passage.part(0, end)
