"""The deadline summary in one sentence: dashboard, progress report and e-mail open with the same words."""

from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.summary import Figures, Summary


def opening_sentence(summary: Summary) -> str:
    """What a reader with half a minute has to know; it always says "N overdue"."""
    figures = summary.whole
    if not figures.total:
        return f"As of {written_out(summary.as_of)}, no recommendation is recorded here: 0 open, 0 overdue."
    said = f"As of {written_out(summary.as_of)}, {_open(figures)}: {_overdue(figures)}{_near(summary)}."
    if summary.since is None:
        return said
    since = written_out(summary.since)
    return f"{said} Since {since}: {figures.closed} closed, {figures.became_overdue} became overdue."


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 recommendation", "2 recommendations"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def change_in_words(now: float, before: float) -> str:
    """How a figure has changed: "2 more", "1 fewer", "unchanged"."""
    if now == before:
        return "unchanged"
    return f"{figure(abs(now - before))} {'more' if now > before else 'fewer'}"


def figure(number: float) -> str:
    """A figure in digits, with a half where a median has one: "3", "3.5"."""
    return str(int(number)) if number == int(number) else f"{number:.1f}"


def days(number: float) -> str:
    """A figure that counts days, or a dash for none: "1 day", "3.5 days", "–"."""
    return f"{figure(number)} day{'' if number == 1 else 's'}" if number else "–"


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
