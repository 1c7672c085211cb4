"""Letters about recommendations made before: how many were open, how many still are, and which of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ipr_compliance.domain.extraction.pages import plain
from ipr_compliance.domain.extraction.passages import Passage
from ipr_compliance.domain.extraction.proposal import Closing, Found, Read
from ipr_compliance.domain.extraction.wording import ASKS, sentences

ALIKE = 0.8
"""Two texts are the same recommendation when so large a part of the shorter one's words stands in the other."""

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = rf"(\d{{1,4}}|{'|'.join(_ONES)}|none)"
_OPEN = r"(?:open|unimplemented|outstanding)"
_WAS = re.compile(rf"\b{_COUNT}\s+(?:\w+\s+)?{_OPEN}(?:\s+and\s+{_OPEN})?\s+recommendations?\b", re.IGNORECASE)
_STILL = re.compile(
    rf"\b(?:resolved?|closed?|implement(?:ed)?|address(?:ed)?)\s+all\s+but\s+{_COUNT}\s+of\s+(?:the|those"
    rf"|these)\b[^.]*?\brecommendations?\b"
    rf"|\b{_COUNT}\s+(?:of\s+(?:the|those|these)\s+)?(?:\w+\s+)?recommendations?\s+(?:still\s+)?(?:remains?|is"
    rf"|are)\s+(?:still\s+)?{_OPEN}\b",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    rf"\W*(?:Enclosure|Table|Attachment|Appendix|Exhibit|Schedule)\b.{{0,80}}\b{_OPEN}\b.{{0,80}}"
    rf"|(?:Report\s+(?:Date\s+)?)?{_OPEN}\s+recommendations?\b.{{0,60}}",
    re.IGNORECASE,
)
_HEADER = re.compile(
    rf"(?:Report\s|Date\s)*{_OPEN}\s+recommendations?\b|\([^()]+\)$|Report\b.{{0,20}}$|Date$|Recommendations as of\b",
    re.IGNORECASE,
)
_PIECE = re.compile(r"\S+(?: \S+)*")
_PAGE = re.compile(r"\W*\d{1,4}\W*")
_WORD = re.compile(r"[a-z]{3,}")
_LEAST_INDENT = 12


def read(passages: Sequence[Passage]) -> Closing | None:
    """What a letter says has become of the recommendations that were open; None where it reports no change."""
    was: Read[int] | None = None
    for passage in passages:
        for start, end in sentences(passage.text) if "ecommendation" in passage.text else ():
            before, still = _WAS.search(passage.text, start, end), _STILL.search(passage.text, start, end)
            if before and was is None:
                was = passage.read(_number(before), *before.span())
            if still:
                return Closing(was, passage.read(_number(still), *still.span()))
    return None


def listed(pages: Sequence[str]) -> tuple[Passage, ...]:
    """The recommendations that an enclosure lists as open, one for each paragraph of its widest column."""
    found: list[Passage] = []
    for number, page in enumerate(pages, start=1):
        if "ecommendation" not in page:
            continue
        lines = plain(page).split("\n")
        start = next((index for index, line in enumerate(lines) if _CAPTION.fullmatch(" ".join(line.split()))), None)
        if start is not None:
            found += _items(_column(lines[start + 1 :]), number)
    return tuple(found)


def _column(lines: Sequence[str]) -> Iterator[str]:
    """The text of the column in which most lines begin; of lines that have no columns, the lines."""
    pieces = [[(piece.start(), piece.group()) for piece in _PIECE.finditer(line)] for line in lines]
    starts = Counter(start for line in pieces for start, _text in line if start >= _LEAST_INDENT)
    aligned = sum(starts.values()) > sum(1 for line in pieces if line) // 2
    place = starts.most_common(1)[0][0] if starts and aligned else 0
    for line in pieces:
        cell = " ".join(text for start, text in line if start >= place - 2)
        if cell and not _PAGE.fullmatch(cell) and not _HEADER.match(cell) and not (place and line[-1][0] > place + 20):
            yield cell


def _items(cells: Iterator[str], page: int) -> list[Passage]:
    """The paragraphs of a column: one begins where a sentence begins with the line."""
    items: list[list[str]] = []
    ended = True
    for cell in cells:
        if ended and cell[0].isupper():
            items.append([])
        if items:
            items[-1].append(cell)
        ended = cell.endswith((".", ".”", '."'))
    texts = [" ".join(item) for item in items]
    asked = [index for index, text in enumerate(texts) if ASKS.search(text)]
    return (
        [Passage(text, ((0, page),)) for text in texts[asked[0] :] if text.endswith((".", "”", '"'))] if asked else []
    )


def _number(found: re.Match[str]) -> int:
    word = next(group for group in found.groups() if group).casefold()
    return int(word) if word.isdigit() else 0 if word == "none" else _ONES.index(word)


def still_open(later: Sequence[Found], before: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Of recommendations listed before those that a later letter still lists, and those that it thereby closes."""
    kept = [found for found in before if any(_alike(found, other) for other in later)]
    return kept, [found for found in before if found not in kept]


def _alike(one: Found, other: Found) -> bool:
    left, right = (set(_WORD.findall(found.text.value.casefold())) for found in (one, other))
    return len(left & right) >= ALIKE * min(len(left), len(right))
