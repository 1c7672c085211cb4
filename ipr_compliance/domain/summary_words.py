"""The deadline summary in one sentence: dashboard, progress report and e-mail open with the same words."""

from dataclasses import dataclass
from datetime import date

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.summary import Figures, Summary


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened to deadlines from a day on: how many were closed, how many became overdue and still are."""

    since: date
    closed: int
    became_overdue: int


def opening_sentence(summary: Summary, movement: Movement | None = None) -> str:
    """What a reader with half a minute has to know; it always says "N overdue"."""
    figures = summary.whole
    if not figures.total:
        return f"There is no recommendation to report on as of {written_out(summary.as_of)}: 0 overdue."
    said = f"As of {written_out(summary.as_of)}, {_open(figures)}: {_overdue(figures)}{_near(summary)}."
    return f"{said} {_moved(movement)}" if movement else said


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 recommendation", "2 recommendations"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _open(figures: Figures) -> str:
    verb = "is" if figures.open == 1 else "are"
    return f"{figures.open} of {plural(figures.total, 'recommendation')} {verb} open"


def _overdue(figures: Figures) -> str:
    if not figures.overdue:
        return "0 overdue"
    by = plural(figures.worst_days_late, "day")
    return f"{figures.overdue} overdue, {'by' if figures.overdue == 1 else 'the longest by'} {by}"


def _near(summary: Summary) -> str:
    count = summary.whole.due_30
    if not count:
        return ""
    more = " more" if summary.whole.overdue else ""
    return f"; {count}{more} {'falls' if count == 1 else 'fall'} due by {written_out(summary.near_day)}"


def _moved(movement: Movement) -> str:
    return f"Since {written_out(movement.since)}: {movement.closed} closed, {movement.became_overdue} became overdue."
