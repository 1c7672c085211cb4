"""Pages set in two columns whose lines were flattened into one: left and right are put one after the other."""

import re
from collections.abc import Sequence

LEAST_LINES = 8
"""Fewer lines with something on both sides are a letterhead or a small table, not columns of text."""

_BETWEEN = re.compile(r"(?<=\S) {2,}(?=\S)")
_SIDE = 18
"""A column of text is at least so many characters wide; narrower ones hold numbers or dates."""


def unfolded(lines: Sequence[str]) -> list[str]:
    """The lines of a page, each run of two columns turned into the left column followed by the right."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    spread = [index for index, line in enumerate(lines) if _both(line, gutter)]
    first, last = spread[0], spread[-1] + 1
    while last < len(lines) and lines[last].strip() and _one(lines[last], gutter):
        last += 1
    inner = lines[first:last]
    left = [line[:gutter].rstrip() for line in inner]
    right = [line[gutter:].strip() for line in inner]
    return [*lines[:first], *left, *right, *lines[last:]]


def _gutter(lines: Sequence[str]) -> int | None:
    """Where the right column begins: a place at which most lines have a gap before them, and no line a word across."""
    starts = [{gap.end() for gap in _BETWEEN.finditer(line) if gap.end() >= _SIDE} for line in lines]
    places: dict[int, int] = {}
    for found in starts:
        for place in found:
            places[place] = places.get(place, 0) + 1
    if not places:
        return None
    place = max(places, key=lambda one: (places[one], -one))
    spread = [line for line in lines if _both(line, place)]
    crossing = sum(1 for line in lines if line[place:].strip() and not _clear(line, place))
    wide = sum(len(line[place:].strip()) for line in spread), sum(len(line[:place].strip()) for line in spread)
    if places[place] < LEAST_LINES or crossing > len(spread) // 2 or min(wide) < _SIDE * len(spread):
        return None
    return place


def _clear(line: str, place: int) -> bool:
    return line[place - 2 : place].strip() == ""


def _both(line: str, place: int) -> bool:
    return bool(line[:place].strip() and line[place:].strip()) and _clear(line, place)


def _one(line: str, place: int) -> bool:
    return len(line) < place or not line[:place].strip() or _clear(line, place)
