"""How the plotting library draws: lying bars, courses over time, and lines from date to date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipr_compliance.adapters.svg_files import QUIET, TEXT, short

LETTER = 7.1
"""How wide a letter of that size is taken to be, in pixels."""

INK, RED, NAVY = "#1b1b1b", "#b50909", "#162e51"
KINDS = {
    "First agreed": (21, "#ffffff", QUIET),
    "Due": (23, NAVY, NAVY),
    "Overdue": (22, RED, RED),
    "End of window": (4, QUIET, QUIET),
}
"""What stands for which date: shape, filling and outline."""


@dataclass(frozen=True)
class Label:
    """A text at a place of the picture."""

    x: float
    y: float
    text: str
    colour: str
    anchor: str
    bold: bool = False


def library() -> Any:
    """The plotting library. It takes 0.1 s and 15 MB, which those who draw nothing need not pay."""
    import lets_plot  # type: ignore[import-untyped]  # noqa: PLC0415 - it brings no types, and is imported late

    return lets_plot


def drawn(plot: Any, width: int, height: int) -> str:
    """What the library makes of a plot in that size."""
    made: str = (plot + library().ggsize(width, height)).to_svg()
    return made


def wide(texts: Sequence[str], letters: int = 99) -> float:
    """How much room the longest of the texts takes, in pixels."""
    return max((min(len(text), letters) for text in texts), default=0) * LETTER


def legend_columns(names: Sequence[str], room: float) -> int:
    """How many names of a legend stand beside each other in so much room; its lines are of about the same length."""
    for lines_needed in range(1, len(names)):
        columns = -(-len(names) // lines_needed)
        if sum(0.97 * wide(names[place::columns]) + 38 for place in range(columns)) <= room:
            return columns
    return 1


def legend_height(names: Sequence[str], room: float) -> int:
    """How much room a legend of those names takes on top."""
    return 24 * -(-len(names) // legend_columns(names, room)) + 8


def bars(
    parts: Sequence[tuple[float, float, float, str]],
    fills: Mapping[str, str],
    labels: Sequence[Label],
    names: Sequence[str],
    limits: tuple[float, float],
    letters: int,
    *,
    columns: int = 0,
    thick: float = 0.66,
) -> Any:
    """Lying bars: each part from, to, at a height, in a series; row by row downwards, beginning at 0.

    The legend of the series has so many columns; of one series none is needed.
    """
    lp = library()
    placed = ((start, end, at - thick / 2, at + thick / 2, series) for start, end, at, series in parts)
    data = _transposed(("from", "to", "low", "high", "series"), placed)
    plot = (
        lp.ggplot()
        + lp.geom_rect(
            lp.aes(xmin="from", xmax="to", ymin="low", ymax="high", fill="series"), data=data,
            color=INK, size=0.4, tooltips="none", show_legend=columns > 0,
        )
        + lp.scale_fill_manual(values=list(fills.values()), limits=list(fills), name="")
        + lp.scale_x_continuous(limits=list(limits), expand=[0, 0])
        + _rows(lp, names, letters)
        + lp.guides(fill=lp.guide_legend(ncol=columns or 1, byrow=True))
        + _theme(lp)
        + lp.theme(axis_text_x="blank", axis_ticks="blank", axis_line="blank", panel_grid="blank")
        + lp.geom_vline(xintercept=0, color=INK, size=0.6)
    )  # fmt: skip
    return _labelled(lp, plot, labels)


def course(
    days: Sequence[date],
    lines_of: Mapping[str, Sequence[int]],
    colours: Sequence[str],
    labels: Sequence[Label],
    limits: tuple[float, float],
    marks: Sequence[date],
) -> Any:
    """Lines over time from 0 upwards; the second one is dashed, so that it needs no colour."""
    lp = library()
    at = [day.toordinal() for day in days]
    most = max(max(line) for line in lines_of.values())
    plot = lp.ggplot()
    for line, colour, kind, shape in zip(lines_of.values(), colours, ("solid", "dashed"), (21, 22), strict=True):
        data = {"day": at, "count": list(line)}
        last = {"day": at[-1:], "count": list(line)[-1:]}
        plot += lp.geom_line(lp.aes("day", "count"), data=data, color=colour, size=1.3, linetype=kind, tooltips="none")
        plot += lp.geom_point(lp.aes("day", "count"), data=last, color=colour, fill=colour, shape=shape, size=4)
    steps = nice_steps(most)
    plot = (
        plot
        + lp.scale_x_continuous(
            limits=list(limits), expand=[0.01, 0], breaks=[day.toordinal() for day in marks],
            labels=[f"{day:%b %Y}" for day in marks],
        )
        + lp.scale_y_continuous(
            limits=[-most * 0.02, max(most * 1.08, steps[-1])], expand=[0, 0], breaks=steps,
            labels=[f"{step:,}" for step in steps],
        )
        + _theme(lp)
        + lp.theme(axis_title="blank", panel_grid_major_x="blank")
    )  # fmt: skip
    return _labelled(lp, plot, labels)


def lines(
    rows: Sequence[tuple[date | None, ...]],
    names: Sequence[str],
    letters: int,
    today: date,
    limits: tuple[int, int],
    marks: Sequence[date],
    columns: int,
    beside: tuple[float, float],
    *,
    written: bool,
) -> Any:
    """A line for each row of first agreed date, date that holds, and end of window. What lies outside is cut off.

    `beside` are the days left free before and after the limits, for dates that are written out or only pointed at.
    """
    lp = library()
    begin, end = limits
    points = _transposed(("day", "row", "kind"), _points(rows, today, limits))
    slips = _transposed(("from", "to", "row"), _slips(rows, limits))
    labels = [Label(today.toordinal(), 1, f"{today:%b} {today.day}, {today.year}", INK, "left", bold=True)]
    labels += [
        label for place, row in enumerate(rows) if (label := _outside(-place, row[1], today, limits, written=written))
    ]
    plot = (
        lp.ggplot()
        + lp.geom_hline(
            lp.aes(yintercept="row"), data={"row": [-place for place in range(len(rows))]}, color="#e6e6e6", size=0.4,
            tooltips="none",
        )
        + lp.geom_vline(xintercept=today.toordinal(), color=INK, size=0.9)
        + lp.geom_segment(
            lp.aes(x="from", xend="to", y="row", yend="row"), data=slips, color="#71767a", size=1.4, tooltips="none"
        )
        + lp.geom_point(
            lp.aes("day", "row", shape="kind", fill="kind", color="kind"), data=points, size=3.6, stroke=1.2,
            tooltips="none",
        )
        + lp.scale_shape_manual(values=[shape for shape, _, _ in KINDS.values()], limits=list(KINDS), name="")
        + lp.scale_fill_manual(values=[fill for _, fill, _ in KINDS.values()], limits=list(KINDS), name="")
        + lp.scale_color_manual(values=[line for _, _, line in KINDS.values()], limits=list(KINDS), name="")
        + lp.scale_x_continuous(
            limits=[begin - beside[0], end + beside[1]], expand=[0, 4], breaks=[day.toordinal() for day in marks],
            labels=[f"{day:%b %Y}" for day in marks],
        )
        + _rows(lp, names, letters, above=1)
        + _theme(lp)
        + lp.theme(axis_title="blank", panel_grid_major_y="blank", axis_line_y="blank")
    )  # fmt: skip
    plot += lp.guides(shape=lp.guide_legend(ncol=columns, byrow=True))
    return _labelled(lp, plot, labels)


def _slips(rows: Sequence[tuple[date | None, ...]], limits: tuple[int, int]) -> Iterator[tuple[int, int, int]]:
    """From where to where each date has moved, as far as it is inside."""
    begin, end = limits
    for place, (first, due, _window) in enumerate(rows):
        if first and due and first != due:
            start, stop = (min(max(day.toordinal(), begin), end) for day in (first, due))
            yield start, stop, -place


def _points(
    rows: Sequence[tuple[date | None, ...]], today: date, limits: tuple[int, int]
) -> Iterator[tuple[int, int, str]]:
    """Where the marks are; the date that holds lies on top, and alone where it is the one first agreed."""
    begin, end = limits
    for place, (first, due, window) in enumerate(rows):
        late = due is not None and due < today
        marks = ("End of window", window), ("First agreed", first), ("Overdue" if late else "Due", due)
        for kind, day in marks:
            if day and begin <= day.toordinal() <= end and not (kind == "First agreed" and first == due):
                yield day.toordinal(), -place, kind


def _outside(row: int, due: date | None, today: date, limits: tuple[int, int], *, written: bool) -> Label | None:
    """What is written where the date that holds cannot be marked."""
    begin, end = limits
    if due is None:
        return Label(today.toordinal(), row, "no date", QUIET, "right")
    month = f"{due:%b %Y}" if written else ""
    if due.toordinal() < begin:
        return Label(begin, row, f"← {month}".strip(), RED, "right", bold=True)
    return Label(end, row, f"{month} →".strip(), NAVY, "left", bold=True) if due.toordinal() > end else None


def _transposed(names: Sequence[str], found: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows as the plotting library wants them: a list for each column."""
    kept = list(found)
    return {name: [one[place] for one in kept] for place, name in enumerate(names)}


def nice_steps(most: int) -> list[int]:
    """Round numbers from 0 to about the highest, four to six of them."""
    step = 1
    while most / step > 5:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(0, most + 1, step)) or [0]


def _rows(lp: Any, names: Sequence[str], letters: int, *, above: int = 0) -> Any:
    return lp.scale_y_continuous(
        limits=[-len(names) + 0.4, 0.6 + above],
        expand=[0, 0],
        breaks=[-place for place in range(len(names))],
        labels=[short(name, letters) for name in names],
    )


def _labelled(lp: Any, plot: Any, labels: Sequence[Label]) -> Any:
    """The plot with its labels; a layer of the plotting library has one colour, anchor and weight."""
    moves = {"left": 4, "middle": 0, "right": -4}
    for colour, anchor, bold in sorted({(label.colour, label.anchor, label.bold) for label in labels}):
        found = [label for label in labels if (label.colour, label.anchor, label.bold) == (colour, anchor, bold)]
        data = {
            "x": [label.x for label in found],
            "y": [label.y for label in found],
            "text": [short(label.text, 30) for label in found],
        }
        plot += lp.geom_text(
            lp.aes("x", "y", label="text"), data=data, color=colour, hjust=anchor, nudge_x=moves[anchor],
            nudge_unit="px", fontface="bold" if bold else "plain", size=TEXT / 2, show_legend=False, tooltips="none",
        )  # fmt: skip
    return plot


def _theme(lp: Any) -> Any:
    text = lp.element_text(size=TEXT, color=INK)
    return lp.theme_minimal() + lp.theme(
        text=text,
        axis_text_y=lp.element_text(size=TEXT, color=INK, margin=[0, 6, 0, 0]),
        axis_text_x=lp.element_text(size=TEXT, color=INK, angle=0, margin=[4, 0, 0, 0]),
        axis_title="blank",
        legend_text=text,
        legend_title="blank",
        legend_position="top",
        legend_justification=[0, 1],
        panel_grid_minor="blank",
        plot_margin=[2, 4, 2, 10],
    )
