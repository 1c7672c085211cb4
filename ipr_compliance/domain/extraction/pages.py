"""Lines of a document as a person reads them: without running headers, footers, page numbers and footnotes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipr_compliance.domain.extraction import footnotes, furniture
from ipr_compliance.domain.extraction.columns import unfolded

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SOFT_HYPHEN = re.compile(r"[\x02\ufffe\xad]\s*")  # the first two: how PDF libraries mark a hyphen at a line's end
_NOTHING = re.compile(
    r"[\x00-\x01\x03-\x08\x0e-\x1f\x7f\u200b-\u200d\ufeff\ufffd]|ï¿½"
)  # the last: a lost character, saved wrongly once more
_SPACES = re.compile(r"[\xa0\u2000-\u200a\u202f\u3000]")
_LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"})
_LINE_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its page, and how it stands: after blank lines, first of its page, short of the margin."""

    text: str
    page: int
    gap: bool
    first: bool
    short: bool


def lines_of(pages: Sequence[str]) -> list[Line]:
    """The lines of all pages in reading order, without what is printed around the text."""
    sheets = furniture.removed([unfolded(_lines(page)) for page in pages])
    lines: list[Line] = []
    for number, sheet in enumerate(sheets, start=1):
        lines += _standing(footnotes.removed(sheet), number)
    return lines


def plain(page: str) -> str:
    """A page's text with one kind of line end and of space, and without characters that print nothing."""
    text = _SOFT_HYPHEN.sub("-\n", page) if _SOFT_HYPHEN.search(page) else page
    return _SPACES.sub(" ", _NOTHING.sub("", _BREAKS.sub("\n", text))).translate(_LIGATURES).expandtabs(4)


def _lines(page: str) -> list[str]:
    return [piece.rstrip() for line in plain(page).split("\n") for piece in _pieces(line)]


def _pieces(line: str) -> Iterator[str]:
    """A line in parts that no rule needs long for; a page without line ends still becomes lines."""
    while len(line) > _LINE_LIMIT:
        cut = line.rfind(" ", 1, _LINE_LIMIT)
        cut = cut if cut > 0 else _LINE_LIMIT
        yield line[:cut]
        line = line[cut:]
    yield line


def _standing(sheet: Sequence[str], page: int) -> list[Line]:
    written = [line for line in sheet if line.strip()]
    if not written:
        return []
    margin = sorted(map(len, written))[len(written) * 9 // 10]
    ordinary = _ordinary_gap(sheet)
    lines: list[Line] = []
    blanks = 0
    for line in sheet:
        if not line.strip():
            blanks += 1
            continue
        text = " ".join(line.split())
        short = not ordinary and len(line) < margin * 0.8
        lines.append(Line(text, page, blanks > ordinary or (blanks > 0 and not ordinary), not lines, short))
        blanks = 0
    return lines


def _ordinary_gap(sheet: Sequence[str]) -> int:
    """How many blank lines stand between any two lines: 1 where the text is set with double spacing."""
    written = sum(1 for line in sheet if line.strip())
    followed = sum(1 for above, below in pairwise(sheet) if above.strip() and not below.strip())
    return 1 if written >= 8 and followed > written * 0.8 else 0
