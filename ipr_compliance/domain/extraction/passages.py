"""Paragraphs put together from lines, each knowing on which page every part of it was printed."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ipr_compliance.domain.extraction.openings import ENDED, HANGING, is_heading, opens
from ipr_compliance.domain.extraction.pages import Line
from ipr_compliance.domain.extraction.proposal import Read

Fact = TypeVar("Fact")

_HYPHENED = re.compile(r"([A-Za-z]{1,40})[-\u2010\u2011]$")
_PARTED = re.compile(r"[A-Za-z]+")
_COMPOUND = re.compile(r"\b([A-Za-z]+)[-\u2010\u2011]([A-Za-z]+)\b")
_TIGHT = ("-", "\u2010", "\u2011", "—", "/")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or heading. `pages` says from which place in the text on which page is meant."""

    text: str
    pages: tuple[tuple[int, int], ...]
    gap: bool = True
    heading: bool = False

    def page_at(self, place: int) -> int:
        """The page on which the character at that place is printed."""
        return self.pages[max(bisect_right(self.pages, (place, 1 << 30)) - 1, 0)][1]

    def read(self, value: Fact, start: int, end: int) -> Read[Fact]:
        """A fact that was read from a stretch of the text."""
        return Read(value, self.page_at(start), self.text[start:end])

    def part(self, start: int, end: int | None = None) -> "Passage":
        """A stretch of the text, without spaces around it, with its pages."""
        end = len(self.text) if end is None else end
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        pages = [(max(place - start, 0), page) for place, page in self.pages if place < end]
        pages = pages[max(sum(1 for place, _page in pages if place == 0) - 1, 0) :]
        return Passage(self.text[start:end].strip(), tuple(pages) or self.pages[-1:], self.gap)


def together(passages: Sequence[Passage]) -> Passage:
    """One passage made of several."""
    texts: list[str] = []
    pages: list[tuple[int, int]] = []
    length = 0
    for passage in passages:
        for place, page in passage.pages:
            if not pages or pages[-1][1] != page:
                pages.append((place + length, page))
        texts.append(passage.text)
        length += len(passage.text) + 1
    return Passage(" ".join(texts), tuple(pages), passages[0].gap)


class Words:
    """The words of a document, by which a hyphen at a line's end is told from one that belongs to the word."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._whole: set[str] = set()
        self._compound: set[tuple[str, str]] = set()
        for line in lines:
            text = line.text.casefold()
            body = _HYPHENED.sub("", text)
            self._whole.update(_PARTED.findall(body))
            self._compound.update((left, right) for left, right in _COMPOUND.findall(body))

    def joint(self, above: str, below: str) -> tuple[str, str]:
        """The line, without a hyphen that is not part of the word, and what stands between it and the next."""
        hyphened = _HYPHENED.search(above)
        follows = _PARTED.match(below)
        if hyphened is None or follows is None or not below[0].islower():
            return above, "" if above.endswith(_TIGHT) and not above.endswith((" -", " —")) else " "
        left, right = hyphened.group(1).casefold(), follows.group().casefold()
        if left + right in self._whole:
            return above[:-1], ""
        compound = (left, right) in self._compound or (left in self._whole and right in self._whole)
        return (above if compound else above[:-1]), ""


def paragraphs(lines: Sequence[Line]) -> list[Passage]:
    """The lines as paragraphs and headings; a paragraph that is broken by a page's end goes on."""
    words = Words(lines)
    grouped: list[list[Line]] = []
    headings: set[int] = set()
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        above = grouped[-1][-1] if grouped else None
        if is_heading(line, above, following):
            headings.add(len(grouped))
            grouped.append([line])
        elif above is None or (len(grouped) - 1 in headings) or _breaks(above, line):
            grouped.append([line])
        else:
            grouped[-1].append(line)
    passages = [_joined(group, words, heading=index in headings) for index, group in enumerate(grouped)]
    return _mended(passages)


def _breaks(above: Line, line: Line) -> bool:
    """Whether a new paragraph begins."""
    ended = bool(ENDED.search(above.text))
    if opens(line.text, above.text if not (line.gap or line.first) else ""):
        return True
    if line.first:
        return ended and not line.text[0].islower()
    if line.gap:
        return ended or not (line.text[0].islower() or HANGING.search(above.text))
    return ended and above.short and not line.text[0].islower()


def _joined(lines: Sequence[Line], words: Words, *, heading: bool) -> Passage:
    parts: list[str] = []
    pages: list[tuple[int, int]] = []
    length = 0
    for index, line in enumerate(lines):
        if not pages or pages[-1][1] != line.page:
            pages.append((length, line.page))
        text, between = line.text, ""
        if index + 1 < len(lines):
            text, between = words.joint(line.text, lines[index + 1].text)
        parts += [text, between]
        length += len(text) + len(between)
    gap = lines[0].gap or lines[0].first
    return Passage("".join(parts), tuple(pages), gap, heading)


def _mended(passages: Sequence[Passage]) -> list[Passage]:
    """Without headings that were printed into the middle of a sentence, which then goes on."""
    mended: list[Passage] = []
    skip = False
    for index, passage in enumerate(passages):
        if skip:
            skip = False
            continue
        following = passages[index + 1] if index + 1 < len(passages) else None
        if passage.heading and mended and following and _interrupts(mended[-1], following):
            mended[-1] = together([mended[-1], following])
            skip = True
        else:
            mended.append(passage)
    return mended


def _interrupts(above: Passage, below: Passage) -> bool:
    broken = not above.heading and not ENDED.search(above.text)
    return broken and not below.heading and below.text[0].islower() and not opens(below.text, "")
