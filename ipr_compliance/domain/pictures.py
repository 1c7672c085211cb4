"""The pictures of the dashboard as plain data: each is drawn from exactly the rows of its table.

A recommendation stands in one row of a picture only: components are counted with all below them, and what belongs to
the office on top itself has a row of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.dates import add_months, written_out
from ipr_compliance.domain.deadlines import WINDOW_MONTHS, days_slipped
from ipr_compliance.domain.periods import month_ends
from ipr_compliance.domain.summary import AGES, UNKNOWN_AGE, Figures, Summary
from ipr_compliance.domain.summary_words import plural
from ipr_compliance.domain.words import OPEN_STATUSES, in_words

Cell = str | int | date | None
_Counts = Mapping[str, int]
_CountsOf = Callable[[Figures], _Counts]

SERIES_MONTHS = 24
"""How many ends of months the course over time has, before the day that is shown."""

MOST_LINES = 40
"""So many recommendations can each have a line of their own; of more, the months are counted."""

MOST_BARS = 30
"""Components beyond these are drawn as one."""

AGES_IN_WORDS = {
    **dict(zip(AGES, ("Under 6 months", "6 to 12 months", "1 to 3 years", "Over 3 years"), strict=True)),
    UNKNOWN_AGE: "Unknown",
}
SLIPS = ("Not at all", "1 to 30 days", "31 to 90 days", "91 to 180 days", "181 to 365 days", "More than 365 days")
SLIP_DAYS = (0, 30, 90, 180, 365)
"""The most days of each class of slippage but the last."""

NO_SLIP_KNOWN = "A date is missing"

PAST, LATER, UNDATED = "Already past", "Later", "No date"


class Form(StrEnum):
    """How a picture is drawn."""

    PARTS = "parts"
    COURSE = "course"
    LINES = "lines"
    MONTHS = "months"
    CLASSES = "classes"


@dataclass(frozen=True)
class Picture:
    """What a picture shows: its data table, and in one sentence what can be seen in it.

    `series` names the columns that are drawn; the first column names the rows.
    """

    name: str
    form: Form
    title: str
    sentence: str
    as_of: date
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    series: tuple[str, ...]

    def is_number(self, place: int) -> bool:
        """Whether the column of that place holds numbers."""
        return any(isinstance(row[place], int) for row in self.rows)


class Point(NamedTuple):
    """How many were open, and overdue, at the end of a day."""

    day: date
    open: int
    overdue: int


class Dated(NamedTuple):
    """One open recommendation with its dates; `complete_by` is the last day of its report's window."""

    name: str
    component: str
    original_due_on: date | None
    due_on: date | None
    complete_by: date | None


def series_days(as_of: date) -> list[date]:
    """The ends of the months before the as-of day and that day itself, the oldest first."""
    return [*reversed(month_ends(as_of, SERIES_MONTHS)), as_of]


def status(summary: Summary, tree: Tree) -> Picture:
    """What is open, by status and component."""
    words = tuple(in_words(one) for one in OPEN_STATUSES)
    rows = _with_rest(
        (name, *(counts[one.value] for one in OPEN_STATUSES))
        for name, counts in _parts(summary, tree, lambda figures: figures.by_status)
    )
    whole = summary.whole
    counted = ((in_words(one).lower().removeprefix("open, "), whole.by_status[one.value]) for one in OPEN_STATUSES)
    closed = f"{_number(whole.total - whole.open)} closed, not drawn."
    sentence = f"{_are_open(whole.open)}{_listed(counted)}.{_most(rows)} {closed}"
    columns = ("Component", *words, "Open")
    return Picture("status", Form.PARTS, "Status by component", sentence, summary.as_of, columns, rows, words)


def age(summary: Summary, tree: Tree) -> Picture:
    """How long ago the reports of what is open were issued, by component."""
    shown = tuple(name for name in AGES_IN_WORDS if name != UNKNOWN_AGE or summary.whole.age[name])
    words = tuple(AGES_IN_WORDS[name] for name in shown)
    rows = _with_rest(
        (name, *(counts[one] for one in shown)) for name, counts in _parts(summary, tree, lambda figures: figures.age)
    )
    counted = [(AGES_IN_WORDS[name].lower(), summary.whole.age[name]) for name in reversed(shown)]
    ages = "; ".join(f"{words}: {_number(count)}" for words, count in counted if count)
    sentence = f"{_recommendations(summary.whole.open, 'open ')} by the time since the report was issued" + (
        f" – {ages}." if ages else "."
    )
    columns = ("Component", *words, "Open")
    return Picture("age", Form.PARTS, "Age since issue by component", sentence, summary.as_of, columns, rows, words)


def course(points: Sequence[Point]) -> Picture:
    """Open and overdue at the ends of the last two years' months and on the as-of day, the oldest point first."""
    first, last = points[0], points[-1]
    high = max(points, key=lambda point: (point.open, point.day))
    sentence = (
        f"{_number(last.open)} open and {_number(last.overdue)} overdue on {written_out(last.day)}; "
        f"{_number(first.open)} and {_number(first.overdue)} on {written_out(first.day)}. "
        f"Most were open on {written_out(high.day)}: {_number(high.open)}."
    )
    columns = ("Day", "Open", "Overdue")
    rows = tuple((point.day, point.open, point.overdue) for point in points)
    title = "Open and overdue over two years"
    return Picture("course", Form.COURSE, title, sentence, last.day, columns, rows, columns[1:])


def slippage(totals: Mapping[int | None, int], as_of: date) -> Picture:
    """How many open ones have slipped by how far: totals by place in SLIPS, None where a date is missing."""
    rows = [(words, totals.get(place, 0)) for place, words in enumerate(SLIPS)]
    rows += [(NO_SLIP_KNOWN, totals[None])] if totals.get(None) else []
    late, far = (sum(count for _words, count in rows[place : len(SLIPS)]) for place in (1, 4))
    sentence = (
        f"{_number(late) if late else 'None'} of {_recommendations(sum(totals.values()), 'open ')} "
        f"{'is' if late < 2 else 'are'} due later than was first agreed"
        f"{f', {_number(far)} of them by more than {SLIP_DAYS[3]} days' if far else ''}."
    )
    columns = ("Due later than first agreed", "Open recommendations")
    return Picture("slippage", Form.CLASSES, "Slippage", sentence, as_of, columns, tuple(rows), columns[1:])


def calendar_lines(dated: Iterable[Dated], as_of: date) -> Picture:
    """The deadline calendar where each open recommendation has a line: the earliest date first, no date last."""
    ordered = sorted(dated, key=lambda one: (one.due_on or date.max, one.name))
    rows = tuple(
        (one.name, one.component, one.original_due_on, one.due_on, days_slipped(one.original_due_on, one.due_on),
         one.complete_by)
        for one in ordered
    )  # fmt: skip
    slipped = sum(days_slipped(one.original_due_on, one.due_on) > 0 for one in ordered)
    beyond = sum(1 for one in ordered if one.due_on and one.complete_by and one.due_on > one.complete_by)
    counted = _by_distance([(one.due_on, 1) for one in ordered], as_of)
    sentence = (
        f"One line for each of {_recommendations(len(ordered), 'open ')}{_listed(counted)}. {_number(slipped)} "
        f"slipped; {_number(beyond)} {'is' if beyond == 1 else 'are'} due after the 18-month window of the report."
    )
    columns = ("Recommendation", "Component", "First agreed date", "Due date", "Days slipped", "End of window")
    return Picture("calendar", Form.LINES, _CALENDAR, sentence, as_of, columns, rows, columns[2:4])


def calendar_months(
    due: Mapping[date | None, int], first_agreed: Mapping[date | None, int], past: tuple[int, int], as_of: date
) -> Picture:
    """The deadline calendar where months are counted: totals by the first day of the month, None for no date.

    `past` are those of both kinds whose date lies before the as-of day; they are in none of the months.
    """
    months = [add_months(as_of.replace(day=1), count) for count in range(WINDOW_MONTHS + 1)]
    kinds = (due, first_agreed)

    def later(totals: Mapping[date | None, int]) -> int:
        return sum(total for month, total in totals.items() if month is not None and month > months[-1])

    rows: list[tuple[Cell, ...]] = [(PAST, *past)]
    rows += [
        (f"{'Rest of ' if month < as_of else ''}{month:%B %Y}", *(totals.get(month, 0) for totals in kinds))
        for month in months
    ]
    rows += [(LATER, *map(later, kinds)), (UNDATED, *(totals.get(None, 0) for totals in kinds))]
    total = past[0] + sum(due.values())
    busiest = max(months, key=lambda month: due.get(month, 0))
    sentence = (
        f"Of {_recommendations(total, 'open ')} {_number(past[0])} {'is' if past[0] == 1 else 'are'} past the due "
        f"date; most fall due in {busiest:%B %Y}: {_number(due.get(busiest, 0))}. Where at most {MOST_LINES} are "
        "open, each has a line of its own: choose a component."
    )
    columns = ("Month", "Due", "As first agreed")
    return Picture("calendar", Form.MONTHS, _CALENDAR, sentence, as_of, columns, tuple(rows), columns[1:])


_CALENDAR = f"Deadlines of the next {WINDOW_MONTHS} months"


def _parts(summary: Summary, tree: Tree, counts_of: _CountsOf) -> list[tuple[str, _Counts]]:
    """The parts that the whole falls into: what lies directly below the office on top, and that office itself."""
    shown = {tree.by_code[code.upper()].id for code in summary.by_component}
    tops = [one for one in map(tree.by_id.__getitem__, shown) if one.parent_id not in shown]
    own: list[tuple[str, _Counts]] = []
    while len(tops) == 1 and not own:
        top, below = tops[0], [one for one in tree.children(tops[0].id) if one.id in shown]
        if not below:
            break
        rest = dict(counts_of(summary.by_component[top.code]))
        for one in below:
            for name, count in counts_of(summary.by_component[one.code]).items():
                rest[name] -= count
        own = [(f"{top.code} itself", rest)] if any(rest.values()) else []
        tops = below
    return own + [(one.code, counts_of(summary.by_component[one.code])) for one in tops]


def _with_rest(parts: Iterable[tuple[str, *tuple[int, ...]]]) -> tuple[tuple[Cell, ...], ...]:
    """A row for each part with its total, the largest first, and the smallest together where there are too many."""
    ordered = sorted(((*part, sum(part[1:])) for part in parts if sum(part[1:])), key=lambda row: (-row[-1], row[0]))
    if len(ordered) <= MOST_BARS:
        return tuple(ordered)
    kept, rest = ordered[: MOST_BARS - 1], ordered[MOST_BARS - 1 :]
    return (*kept, (f"{len(rest)} others", *map(sum, list(zip(*rest, strict=True))[1:])))


def _by_distance(dates: Iterable[tuple[date | None, int]], as_of: date) -> list[tuple[str, int]]:
    end = add_months(as_of, WINDOW_MONTHS)
    words = ("overdue", f"due within {WINDOW_MONTHS} months", "due later", "without a date")
    totals = dict.fromkeys(words, 0)
    for day, count in dates:
        place = 3 if day is None else 0 if day < as_of else 1 if day <= end else 2
        totals[words[place]] += count
    return list(totals.items())


def _are_open(count: int) -> str:
    return f"{_recommendations(count)} {'is' if count == 1 else 'are'} open"


def _recommendations(count: int, kind: str = "") -> str:
    return plural(count, f"{kind}recommendation").replace(str(count), _number(count), 1)


def _number(count: int) -> str:
    return f"{count:,}"


def _listed(counted: Iterable[tuple[str, int]]) -> str:
    found = [f"{_number(count)} {words}" for words, count in counted if count]
    return f": {', '.join(found)}" if found else ""


def _most(rows: Sequence[tuple[Cell, ...]]) -> str:
    return f" {rows[0][0]} has most: {rows[0][-1]:,}." if len(rows) > 1 else ""
