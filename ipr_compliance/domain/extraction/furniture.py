"""What is printed around the text of every page: running headers, footers and page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

EDGE = 6
"""How many written lines from the top and the bottom of a page may be furniture."""

_NUMBER = re.compile(r"(?:page\s+)?[-–—|\s]*(?:\d{1,4}|[ivxlc]{1,6})[-–—|\s]*(?:of\s+\d{1,4})?", re.IGNORECASE)
_KEPT = re.compile(
    r"recommendations? (?:no\. ?)?[a-z]?[.-]?#|^\(?#+(?:\.#)*[.)]|\bconcur|resolved|estimated completion"
)
_DIGITS = re.compile(r"\d+")


def removed(sheets: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages without the lines that return at their edges, whatever number stands in them."""
    running = _running(sheets)
    return [_inner(sheet, running) for sheet in sheets]


def _running(sheets: Sequence[Sequence[str]]) -> frozenset[str]:
    written = [sheet for sheet in sheets if any(line.strip() for line in sheet)]
    seen: Counter[str] = Counter()
    for sheet in written:
        lines = [_key(line) for line in sheet if line.strip()]
        seen.update(set(lines[:EDGE] + lines[-EDGE:]))
    often = max(min(3, len(written)), len(written) // 5, 2)
    return frozenset(key for key, times in seen.items() if times >= often and not _KEPT.search(key))


def _key(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()).casefold())


def _inner(sheet: Sequence[str], running: frozenset[str]) -> list[str]:
    top = _edge(sheet, running)
    bottom = _edge(sheet[top:][::-1], running)
    return list(sheet[top : len(sheet) - bottom])


def _edge(lines: Sequence[str], running: frozenset[str]) -> int:
    """How many lines from the first on are furniture."""
    end = seen = 0
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        seen += 1
        if seen > EDGE or not (_key(line) in running or _NUMBER.fullmatch(line.strip())):
            break
        end = index + 1
    return end
