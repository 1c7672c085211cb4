"""Footnotes stand below the text of a page and break into a paragraph that goes on overleaf; they are left out."""

import re
from collections.abc import Sequence

_NOTE = re.compile(r"\s{0,8}(\d{1,3})\s{1,4}(?=[A-Z\"“(\[])|\s{0,8}([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})\s?")
_ENDED = re.compile(r"[.!?:;][\"”’)\]]*(?:\d{1,3}|\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)?\s*$")
_MARK = re.compile(r"(?<=[A-Za-z.,;:”\"’)])(\d{1,3})(?![\d.,%]\d|\d)|\[(\d{1,3})\]")


def removed(sheet: Sequence[str]) -> list[str]:
    """A page without its footnotes: numbered lines whose number is a mark in the text above them."""
    kept: list[str] = []
    marks: set[str] = set()
    spaced = sum(1 for line in sheet if not line.strip()) > len(sheet) // 20
    inside = False
    for line in sheet:
        if not line.strip():
            inside = inside and not spaced
            kept.append(line)
            continue
        inside = inside or _begins(line, kept, marks)
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
