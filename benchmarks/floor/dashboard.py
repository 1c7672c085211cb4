"""The dashboard: counted each time, kept for as long as the history's head stays, or not sent again."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, render_template, request

from benchmarks.floor import counting, pictures
from benchmarks.floor.app import Person, head, store
from benchmarks.floor.words import written_out
from ipr_compliance.domain import measures

_FIGURES = [
    (one.label, {"waiting_for_oig": "move_oig"}.get(one.name, one.name), one.definition, urlencode(one.asks))
    for one in measures.MEASURES if one not in measures.OF_THE_PERIOD
] + [
    ("Extensions granted", "extensions", "Of the open ones, added up.", ""),
    ("Days slipped", "days_slipped", "Of the open ones: days between the first due date and the present one, added up.",
     ""),
    ("Longest overdue, days", "worst", "Days since the due date of the one that is overdue the longest.", ""),
    ("Half overdue by more than, days", "median", "The median of the days overdue.", ""),
]  # fmt: skip
"""Label, name, meaning and list of every figure; the words are the product's own."""


def routes(app: Flask) -> None:
    """Add the page in its three ways."""
    app.add_url_rule("/", "dashboard", lambda: _page(kept=False))
    app.add_url_rule("/kept", "kept", lambda: _page(kept=True))
    app.add_url_rule("/unchanged", "unchanged", _unless_unchanged)


_kept: dict[Any, Any] = {}


def _counted(person: Person, day: date, since: date) -> tuple[Any, ...]:
    now = counting.figures(person, day, since)
    return (
        now, counting.figures(person, since, since), counting.signals(person, day) if day == g.today else None,
        pictures.counted(person, day, now),
    )  # fmt: skip


def _page(*, kept: bool) -> str:
    asked = request.args.get("as_of")
    day = date.fromisoformat(asked) if asked else g.today
    since = day.replace(day=1) - timedelta(days=1)
    person: Person = g.person
    with store().reading():
        if kept:
            key = head(), day, since, person.visible
            if key not in _kept:
                if len(_kept) > 64:
                    _kept.clear()
                _kept[key] = _counted(person, day, since)
            found = _kept[key]
        else:
            found = _counted(person, day, since)
        return _rendered(person, day, since, found)


def _unless_unchanged() -> Response:
    """The page's name is the history's head, the day and the reader."""
    with store().reading():
        tag = f"{head()}-{g.today}-{g.person.id}"
    known = request.if_none_match.contains(tag)
    response = Response(status=304) if known else Response(_page(kept=True))
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _rendered(person: Person, day: date, since: date, found: tuple[Any, ...]) -> str:
    now, before, signals, drawn = found
    whole, then = now[""], before[""]
    return render_template(
        "dashboard.html", day=day, since=since, whole=whole, then=then, lines=list(_lines(None, 0, person, now)),
        past=f"&as_of={day}" if day != g.today else "", today=g.today, signals=signals, pictures=drawn, change=_change,
        components=[one for one in person.components if one[0] in person.visible],
        months=_ends(g.today, 3), quarters=[end for end in _ends(g.today, 12) if end.month % 3 == 0][:3],
        sentence=_sentence(day, since, whole), rate=_rate(whole), first=since + timedelta(days=1),
        before_since=since - timedelta(days=1), FIGURES=_FIGURES,
    )  # fmt: skip


def _ends(day: date, months: int) -> list[date]:
    found = []
    for _ in range(months):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found


def _lines(parent: int | None, depth: int, person: Person, now: Any) -> Iterator[tuple[int, str, str, Any, bool]]:
    children = [one for one in person.components if one[3] == parent and one[1] in now]
    children.sort(key=lambda one: (-now[one[1]]["worst"], -now[one[1]]["overdue"],
                                   now[one[1]]["next_due_on"] or date.max, one[1]))  # fmt: skip
    for number, code, name, _parent in children:
        below = list(_lines(number, depth + 1, person, now))
        yield depth, code, name, now[code], bool(below)
        yield from below


def _figure(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.1f}"


@lru_cache(2000)
def _change(now: float, before: float) -> str:
    if now == before:
        return "unchanged"
    return f"{_figure(abs(now - before))} {'more' if now > before else 'fewer'}"


def _sentence(day: date, since: date, whole: Any) -> str:
    near = whole["due_30"]
    said = f"As of {written_out(day)}, {whole['open']} of {whole['total']} recommendations are open: "
    said += f"{whole['overdue']} overdue, the longest by {whole['worst']} days"
    if near:
        said += f"; {near} more {'falls' if near == 1 else 'fall'} due by {written_out(day + timedelta(days=30))}"
    return f"{said}. Since {written_out(since)}: {whole['closed']} closed, {whole['became_overdue']} became overdue."


def _rate(whole: Any) -> str:
    on_time, cases = whole["ever_on_time"], whole["ever_on_time"] + whole["ever_late"]
    if cases < 20:
        return f"Too few to say: {cases} of the closed recommendations had a due date; 20 are needed."
    z = 1.959964
    share, spread = on_time / cases, z * z / cases
    middle, half = (share + spread / 2) / (1 + spread), z * sqrt(
        share * (1 - share) / cases + spread / (4 * cases)
    ) / (1 + spread)  # fmt: skip
    return (
        f"{on_time} of {cases} recommendations with a due date were closed by it: {round(100 * share)} percent "
        f"(with so many cases, between {round(100 * (middle - half))} and {round(100 * (middle + half))})."
    )
