"""Puts the lines of a page in the order in which a person reads them, by where they stand on it.

A PDF lists its text in the order in which it was drawn. That is mostly the reading order, and is kept; two things are
often otherwise: headers and footers, and the columns of a page whose text was recognised line by line (OCR). Paragraphs
are parted by an empty line.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

_HYPHENS = "\ufffe\x02"
"""What PDFium puts for a hyphen at the end of a line, together with the line's end."""
_ENDS = "\r\n" + _HYPHENS
_LINE = re.compile(r"[^\r\n\ufffe\x02]*(?:\r\n|[\r\n\ufffe\x02]|$)")
_SAME = 3.0
"""Points by which edges may differ that are meant to be the same."""
_FEWEST_LINES = 8
_MOST_CROSSING = 0.15
_FULL = 0.5
_PARAGRAPH = 1.35
"""Lines that stand farther apart than so many usual distances belong to different paragraphs."""


class Place(NamedTuple):
    """Where something stands, in points; the origin is the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Line:
    """A line of the text as it was drawn: where it begins in the text, and its place, without spaces around it."""

    text: str
    start: int
    place: Place


def in_reading_order(text: str, place_of: Callable[[int], Place], pieces: Sequence[Place]) -> str:
    """The text with its lines in reading order; `place_of` tells where its nth character stands.

    The pieces are the places of what was drawn in one go, a line or a part of one; they tell whether there are columns.
    """
    lines = [_line(found, place_of) for found in _LINE.finditer(text) if found.group().strip()]
    left_edge = _second_column(pieces)
    if left_edge is not None and _drawn_across(lines, left_edge):
        lines = _by_columns(lines, left_edge, place_of)
    return "".join(_spaced(_framed(lines)))


def _line(found: re.Match[str], place_of: Callable[[int], Place]) -> Line:
    words = found.group()
    first = found.start() + len(words) - len(words.lstrip())
    last = found.start() + len(words.rstrip(f"{_ENDS} \t")) - 1
    begin, end = place_of(first), place_of(max(first, last))
    return Line(
        words, found.start(), Place(begin.left, min(begin.bottom, end.bottom), end.right, max(begin.top, end.top))
    )


def _second_column(pieces: Sequence[Place]) -> float | None:
    """The left edge of the second of two columns of running text, or None where the page has no such two."""
    edges = Counter(round(piece.left / _SAME) for piece in pieces)
    if len(edges) < 2:
        return None
    leftmost = min(piece.left for piece in pieces)
    for edge, count in edges.most_common(3):
        at = edge * _SAME
        if count >= _FEWEST_LINES // 2 and at > leftmost + 10 * _SAME and _parts_two_columns(pieces, at):
            return at
    return None


def _parts_two_columns(pieces: Sequence[Place], edge: float) -> bool:
    left = [piece for piece in pieces if piece.right < edge]
    right = [piece for piece in pieces if piece.left >= edge - _SAME]
    if min(len(left), len(right)) < _FEWEST_LINES:
        return False
    if len(pieces) - len(left) - len(right) > len(pieces) * _MOST_CROSSING:
        return False
    widths = [max(one.right for one in side) - min(one.left for one in side) for side in (left, right)]
    # Columns of a page are alike and full of words; those of a table seldom are.
    return min(widths) > 0.6 * max(widths) and _is_full(left, widths[0]) and _is_full(right, widths[1])


def _is_full(side: Sequence[Place], width: float) -> bool:
    rows = {round((piece.bottom + piece.top) / 2 / _SAME) for piece in side}
    return sum(piece.right - piece.left for piece in side) >= _FULL * width * len(rows)


def _drawn_across(lines: Sequence[Line], edge: float) -> bool:
    """Whether the columns were drawn line by line, now left, now right, as one who reads them would not."""
    sides = [_side(line, edge) for line in lines]
    across = sum(side is None for side in sides) + sum(one != other for one, other in pairwise(sides)) / 2
    return across > len(lines) / 4


def _side(line: Line, edge: float) -> str | None:
    if line.place.right < edge:
        return "left"
    return "right" if line.place.left >= edge - _SAME else None


def _by_columns(lines: Iterable[Line], edge: float, place_of: Callable[[int], Place]) -> list[Line]:
    ordered: list[Line] = []
    columns: dict[str, list[Line]] = {"left": [], "right": []}
    for line in lines:
        parts = [line] if _side(line, edge) else _parted(line, edge, place_of)
        if len(parts) == 1 and _side(line, edge) is None:
            # What goes over the whole width ends the columns above it.
            ordered += [*columns["left"], *columns["right"], line]
            columns = {"left": [], "right": []}
            continue
        for part in parts:
            columns[_side(part, edge) or "left"].append(part)
    return [*ordered, *columns["left"], *columns["right"]]


def _parted(line: Line, edge: float, place_of: Callable[[int], Place]) -> list[Line]:
    """The line's parts left and right of the gap between the columns; the line itself where it has none there."""
    before = line.place.left
    for at, character in enumerate(line.text):
        if character.isspace() or character in _HYPHENS:
            continue
        place = place_of(line.start + at)
        if place.left >= edge - _SAME:
            if edge - before < _SAME:
                break
            halves = (line.text[:at].rstrip() + "\n", line.place._replace(right=before)), (line.text[at:], place)
            (left, left_place), (right, right_place) = halves
            return [
                replace(line, text=left, place=left_place),
                Line(right, line.start + at, line.place._replace(left=right_place.left)),
            ]
        before = max(before, place.right)
    return [line]


def _framed(lines: Sequence[Line]) -> Sequence[Line]:
    """Headers first and footers last, also where they were drawn last or first."""
    lowest_after = list(accumulate((line.place.bottom for line in reversed(lines)), min))[::-1]
    first = 0
    while first < len(lines) - 1 and lines[first].place.top <= lowest_after[first + 1]:
        first += 1
    highest_before = list(accumulate((line.place.top for line in lines[first:]), max))
    last = len(lines)
    while last > first + 1 and lines[last - 1].place.bottom >= highest_before[last - first - 2]:
        last -= 1
    return [*lines[last:], *lines[first:last], *lines[:first]]


def _spaced(lines: Sequence[Line]) -> Iterator[str]:
    """The text of the lines, with an empty one where the distance between two is larger than usual."""
    steps = [above.place.bottom - below.place.bottom for above, below in pairwise(lines)]
    downwards = [step for step in steps if step > _SAME]
    usual = median(downwards) if downwards else 0
    for line, step in zip(lines, [*steps, 0], strict=False):
        yield line.text if line.text[-1:] in _ENDS else f"{line.text}\n"
        if step > usual * _PARAGRAPH and line.text[-1:] not in _HYPHENS:
            yield "\n"
