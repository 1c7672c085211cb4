"""Footnotes stand below the text of a page and break into a paragraph that goes on overleaf; they are left out."""

import re
from collections.abc import Sequence

AT_FOOT = 15
"""So many lines at the foot of a page may be footnotes where it has no blank lines."""

_RECOMMENDS = re.compile(r"^\W*(?:OIG )?Recommendation\s+#?\w|\(Recommendation\b|\bWe recommend\b")
_NOTE = re.compile(r"\s{0,8}(\d{1,3})\s{1,4}(?=[A-Z\"“(\[])|\s{0,8}([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})\s?")
_ENDED = re.compile(r"[.!?:;][\"”\u2019)\]]*(?:\d{1,3}|\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)?\s*$")
_MARK = re.compile(r"(?<=[A-Za-z.,;:”\"\u2019)])(\d{1,3})(?![\d.,%]\d|\d)|\[(\d{1,3})\]")


def removed(sheet: Sequence[str]) -> list[str]:
    """A page without its footnotes: numbered lines whose number is a mark in the text above them.

    Where no blank line shows the end of a footnote, only a page's last lines are taken for any.
    """
    kept: list[str] = []
    marks: set[str] = set()
    spaced = sum(1 for line in sheet if not line.strip()) > len(sheet) // 20
    inside = False
    for index, line in enumerate(sheet):
        if not line.strip():
            inside = inside and not spaced
            kept.append(line)
            continue
        at_foot = spaced or len(sheet) - index <= AT_FOOT
        inside = (inside or (at_foot and _begins(line, kept, marks))) and not _RECOMMENDS.search(line)
        if not inside:
            kept.append(line)
            marks.update(mark for found in _MARK.finditer(line) for mark in found.groups() if mark)
    return kept


def _begins(line: str, kept: Sequence[str], marks: set[str]) -> bool:
    note = _NOTE.match(line)
    if note is None:
        return False
    if note.group(2):
        return True
    after = not kept or not kept[-1].strip() or bool(_ENDED.search(kept[-1]))
    return after and note.group(1) in marks
