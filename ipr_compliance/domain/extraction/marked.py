"""GAO's form: "The Director … should …. (Recommendation 1)". Only what bears such a mark counts there."""

import re
from collections.abc import Iterator, Sequence

from ipr_compliance.domain.extraction.draft import Draft
from ipr_compliance.domain.extraction.pages import Line
from ipr_compliance.domain.extraction.passages import Passage, together
from ipr_compliance.domain.extraction.wording import ASKS, sentences

MARK = re.compile(r"\(\s*Recommendation\s+(\d{1,3}(?:\.\d{1,2})?)\s*\)", re.IGNORECASE)

_COVER = re.compile(
    r"^\W*(?:United States |U\.?S\.? )?Government Accountability Office\W*$"
    r"|^.{0,20}\bGAO-\d{2}-\d{2,6}|^\W{0,8}GAO\W{0,8}$",
    re.IGNORECASE | re.MULTILINE,
)
_OWN = re.compile(
    r"\bWhat GAO (?:Found|Recommends)\b|\bGAO is making\b|^[#*_ ]{0,8}Recommendations? for Executive Action",
    re.IGNORECASE | re.MULTILINE,
)
_OTHER = re.compile(r"Office of (?:the )?Inspector General", re.IGNORECASE)
_COVER_LENGTH = 1500
_LEANS = re.compile(
    r"[#*_\s“\"(]*(?:This|These|Those|Such|It|They|In doing so|At a minimum|Specifically|For example|Doing so"
    r"|Additionally, (?:this|these|it)"
    r"|In addition, (?:this|these|it)|[a-z])"
)
_LEAD_END = re.compile(r":\s+(?=[A-Z#*_•-])")


def is_meant(pages: Sequence[str]) -> bool:
    """Whether a document is GAO's own: other offices mention GAO as well, and some put such marks behind findings."""
    cover = pages[0][:_COVER_LENGTH] if pages else ""
    if _OTHER.search(cover):
        return False
    return bool(_COVER.search(cover)) or any(_OWN.search(page) for page in pages)


def found(lines: Sequence[Line], passages: Sequence[Passage]) -> list[Draft]:
    """The marked recommendations, each from the sentence that asks for something up to its mark.

    They are read from the lines, since a mark may be broken anywhere; the passages tell where the marks stand.
    """
    places = {mark: at for at, passage in enumerate(passages) for mark in MARK.findall(passage.text)[::-1]}
    flow, starts = _flow(lines)
    drafts: list[Draft] = []
    seen: set[str] = set()
    bound = 0
    for mark in MARK.finditer(flow.text):
        start = _start(flow.text, bound, mark.start(), starts)
        bound = mark.end()
        if start is not None and mark.group(1) not in seen:
            seen.add(mark.group(1))
            number = flow.read(mark.group(1), mark.start(), mark.end())
            drafts.append(Draft(flow.part(start, mark.start()), number, at=places.get(mark.group(1), 0)))
    return drafts


def _flow(lines: Sequence[Line]) -> tuple[Passage, frozenset[int]]:
    """All lines as one passage, with the places at which a paragraph may begin."""
    if not lines:
        return Passage("", ((0, 1),)), frozenset()
    flow = together([Passage(line.text, ((0, line.page),)) for line in lines])
    starts, place = set(), 0
    for line in lines:
        if line.gap:
            starts.add(place)
        place += len(line.text) + 1
    return flow, frozenset(starts)


REACH = 4000
"""How many characters before its mark a recommendation may begin."""


def _start(text: str, bound: int, mark: int, starts: frozenset[int]) -> int | None:
    """Where the recommendation before a mark begins: at the nearest sentence that asks and does not lean on another.

    Sentences are preferred that begin a paragraph, or stand right behind the mark before or a colon.
    """
    first = {bound} if bound else set()
    asking: list[tuple[int, bool]] = []
    for begin, end, after_colon in _beginnings(text, max(bound, mark - REACH), mark, starts):
        if ASKS.search(text, begin, end) and not _LEANS.match(text, begin):
            asking.append((begin, after_colon or begin in starts or begin - 1 in first))
    strong = [begin for begin, is_strong in asking if is_strong]
    return strong[-1] if strong else asking[-1][0] if asking else None


def _beginnings(text: str, bound: int, mark: int, starts: frozenset[int]) -> Iterator[tuple[int, int, bool]]:
    """The places at which a sentence begins or goes on behind a colon or in a paragraph, with the sentence's end."""
    for first, last in sentences(text[bound:mark]):
        end = last + bound
        start = end - len(text[first + bound : end].lstrip())
        colons = {colon.end() for colon in _LEAD_END.finditer(text, start, end)}
        paragraphs = {place for place in range(start + 1, end) if place in starts and text[place] != "#"}
        for begin in sorted({start} | colons | paragraphs):
            yield begin, end, begin in colons
