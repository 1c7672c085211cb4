"""Draws the pictures as SVG that stands alone: no script, no style sheet, no font and no address outside it.

Colours are those of the U.S. Web Design System, and differ in lightness, so that they can be told apart in grey.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any, cast

from ipr_compliance.adapters import drawing, svg_files
from ipr_compliance.adapters.drawing import INK, NAVY, RED, Label
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.deadlines import WINDOW_MONTHS
from ipr_compliance.domain.pictures import Form, Picture


class Width(IntEnum):
    """How wide a picture is drawn, in pixels; text is of the same size in all of them."""

    NARROW = 343
    PAGE = 592
    WIDE = 960


FILLS: Mapping[str, tuple[str, ...]] = {
    "status": ("#ffbe2e", "#8b0a03", "#2378c3", "#e6e6e6"),
    "age": ("#dfeefa", "#73b3e7", "#2378c3", "#162e51", "#ffffff"),
    "calendar": ("#162e51", "#a9c6e3"),
    "slippage": ("#2378c3",),
}
"""The colours of each picture's series, in their order."""

_DARK = frozenset({"#8b0a03", "#2378c3", "#162e51"})
"""Fills on which text is white."""


@lru_cache(maxsize=256)
def draw(picture: Picture, width: Width = Width.PAGE) -> bytes:
    """The picture as an SVG file of that width; the same picture gives the same bytes."""
    if not any(isinstance(cell, int) and cell for row in picture.rows for cell in row[1:]) and not any(
        isinstance(cell, date) for row in picture.rows for cell in row[1:]
    ):
        return svg_files.nothing(picture.title, "Nothing is open here on this day.", width)
    plot, height = _FORMS[picture.form](picture, width)
    return svg_files.finished(drawing.drawn(plot, width, height), picture.title, width, height)


def _parts(picture: Picture, width: int) -> tuple[Any, int]:
    """A bar for each row, made up of its series; each part shows its number where there is room for it."""
    fills = FILLS[picture.name]
    names = [str(row[0]) for row in picture.rows]
    totals = [cast(int, row[-1]) for row in picture.rows]
    room = width - 36 - drawing.wide(names, 18)
    bars: list[tuple[float, float, float, str]] = []
    labels = [Label(total, -place, f"{total:,}", INK, "left", bold=True) for place, total in enumerate(totals)]
    for place, row in enumerate(picture.rows):
        end = 0
        for series, cell in enumerate(row[1 : len(picture.series) + 1]):
            start, end = end, end + cast(int, cell)
            if cell:
                bars.append((start, end, -place, picture.series[series]))
                if drawing.wide([f"{cell:,}"]) + 4 < (end - start) / max(totals) * (room - 52):
                    colour = "#ffffff" if fills[series] in _DARK else INK
                    labels.append(Label((start + end) / 2, -place, f"{cell:,}", colour, "middle"))
    height = 30 * len(names) + drawing.legend_height(picture.series, room) + 16
    fill_of = dict(zip(picture.series, fills, strict=False))
    columns = drawing.legend_columns(picture.series, room)
    limits = (0, max(totals) / (1 - 52 / room))
    return drawing.bars(bars, fill_of, labels, names, limits, 18, columns=columns), height


def _classes(picture: Picture, width: int) -> tuple[Any, int]:
    """One bar for each row, with its number at the end."""
    names = [str(row[0]) for row in picture.rows]
    totals = [cast(int, row[1]) for row in picture.rows]
    room = width - 36 - drawing.wide(names, 20)
    bars = [(0, total, -place, picture.series[0]) for place, total in enumerate(totals) if total]
    labels = [Label(total, -place, f"{total:,}", INK, "left", bold=True) for place, total in enumerate(totals)]
    fill_of = dict(zip(picture.series, FILLS[picture.name], strict=True))
    limits = (0, max(totals) / (1 - 52 / room))
    return drawing.bars(bars, fill_of, labels, names, limits, 20), 30 * len(names) + 16


def _months(picture: Picture, width: int) -> tuple[Any, int]:
    """Two bars for each month: what is due in it now, and what was first agreed for it."""
    names = [str(row[0]) for row in picture.rows]
    most = max(cast(int, cell) for row in picture.rows for cell in row[1:])
    room = width - 36 - drawing.wide(names, 20)
    bars: list[tuple[float, float, float, str]] = []
    labels = []
    for place, row in enumerate(picture.rows):
        for series, cell in enumerate(row[1:]):
            middle = -place + (0.2 if series == 0 else -0.2)
            count = cast(int, cell)
            if count:
                bars.append((0, count, middle, picture.series[series]))
                labels.append(Label(count, middle, f"{count:,}", INK, "left", bold=series == 0))
    fill_of = dict(zip(picture.series, FILLS[picture.name], strict=True))
    height = 36 * len(names) + drawing.legend_height(picture.series, room) + 16
    limits = (0, most / (1 - 52 / room))
    return drawing.bars(bars, fill_of, labels, names, limits, 20, columns=2, thick=0.4), height


def _course(picture: Picture, width: int) -> tuple[Any, int]:
    """Two lines over time, each named at its end."""
    days = [cast(date, row[0]) for row in picture.rows]
    lines = {name: [cast(int, row[place]) for row in picture.rows] for place, name in enumerate(picture.series, 1)}
    most = max(max(line) for line in lines.values())
    height = 240 if width < Width.PAGE else 300
    apart = most * 18 / (height - 60)
    ends = {name: line[-1] for name, line in lines.items()}
    high, low = sorted(ends, key=lambda name: (-ends[name], picture.series.index(name)))
    at = {high: max(float(ends[high]), ends[low] + apart), low: float(ends[low])}
    labels = [
        Label(days[-1].toordinal() + 8, at[name], f"{ends[name]:,} {name.lower()}", colour, "left", bold=True)
        for name, colour in zip(picture.series, (NAVY, RED), strict=True)
    ]
    span = (days[-1] - days[0]).days
    room = drawing.wide([label.text for label in labels]) + 12
    limits = days[0].toordinal(), days[-1].toordinal() + span * room / max(1, width - room - 60)
    months = 12 if width < Width.PAGE else 6
    marks = [add_months(days[0], count) for count in range(0, len(days), months)]
    return drawing.course(days, lines, (NAVY, RED), labels, limits, marks), height


def _lines(picture: Picture, width: int) -> tuple[Any, int]:
    """A line for each recommendation, from the date first agreed to the one that holds."""
    earliest, latest = add_months(picture.as_of, -12), add_months(picture.as_of, WINDOW_MONTHS)
    known = [cell for row in picture.rows for cell in row[2:4] if isinstance(cell, date)]
    begin = max(earliest, min([*known, add_months(picture.as_of, -2)])).toordinal() - 8
    end = latest.toordinal() + 8
    narrow = width < Width.PAGE
    letters = 18 if narrow else 40
    names = [svg_files.plain(str(row[0]) if narrow else f"{row[0]} · {row[1]}") for row in picture.rows]
    months = 6 if narrow else 3
    first = picture.as_of.replace(day=1) if picture.as_of.day == 1 else add_months(picture.as_of.replace(day=1), 1)
    marks = [day for count in range(-12, WINDOW_MONTHS + 1, months)
             if begin <= (day := add_months(first, count)).toordinal() <= end - 20]  # fmt: skip
    rows = [cast(tuple[date | None, ...], (*row[2:4], row[5])) for row in picture.rows]
    legend, room = tuple(drawing.KINDS), width - drawing.wide(names, letters) - 24
    columns = drawing.legend_columns(legend, room)
    due = [row[1].toordinal() for row in rows if row[1]]
    sides = min(due, default=begin) < begin, max(due, default=end) > end
    margin = 20 if narrow else 14 + drawing.wide(["← Nov 2026"])
    a_day = (room - margin * sum(sides)) / (end - begin)
    beside = sides[0] * margin / a_day, sides[1] * margin / a_day
    plot = drawing.lines(rows, names, letters, picture.as_of, (begin, end), marks, columns, beside, written=not narrow)
    return plot, 22 * len(rows) + drawing.legend_height(legend, room) + 58


_FORMS: Mapping[Form, Callable[[Picture, int], tuple[Any, int]]] = {
    Form.PARTS: _parts, Form.CLASSES: _classes, Form.MONTHS: _months, Form.COURSE: _course, Form.LINES: _lines,
}  # fmt: skip
