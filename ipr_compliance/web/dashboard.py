"""The deadline summary: what leadership sees first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from ipr_compliance import context
from ipr_compliance.adapters import sheets
from ipr_compliance.adapters.sheets import Sheet
from ipr_compliance.domain import measures, summary_table
from ipr_compliance.domain.attention import in_order_of_attention
from ipr_compliance.domain.base_rate import BaseRate
from ipr_compliance.domain.measures import Measure
from ipr_compliance.domain.periods import compared_day, month_ends, quarter_ends
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.pictures import Picture
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.domain.signals import MEANINGS, NAMES
from ipr_compliance.domain.summary import AGES, MOVES, UNKNOWN_AGE, Summary
from ipr_compliance.domain.summary_words import change_in_words, opening_sentence
from ipr_compliance.domain.words import Status
from ipr_compliance.downloads import just_made
from ipr_compliance.queries import pictures, pulse, signals, summary
from ipr_compliance.queries.filters import Filter
from ipr_compliance.queries.kept import Kept
from ipr_compliance.web import choices
from ipr_compliance.web.rendering import other_day
from ipr_compliance.web.unchanged import unless_unchanged

blueprint = Blueprint("dashboard", __name__)

_KEPT: Kept[str] = Kept(64)

FIELDS = ("component", "as_of", "compare_with")
OFFERED = 3
"""How many ends of months, and as many of quarters, are offered to go to."""

_FILES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: which component, as of which day, compared with which earlier one."""

    wanted: Filter
    as_of: date
    since: date

    @classmethod
    def read(cls, typed: Mapping[str, str], today: date) -> "Asked":
        """Today and the end of the month before, unless asked otherwise. Refuses with Invalid what cannot be read."""
        wanted = Filter.read({name: typed[name] for name in ("component", "as_of")})
        as_of = wanted.as_of or today
        return cls(wanted, as_of, compared_day(typed["compare_with"], as_of) or month_ends(as_of, 1)[0])

    def address(self, path: str = "/", **changes: Any) -> str:
        """The address that asks for exactly this, whatever day it is opened on."""
        days = {"as_of": self.as_of, "compare_with": self.since} | changes
        component = {"component": self.wanted.component} if self.wanted.component else {}
        return f"{path}?{urlencode({**component, **days})}"


@dataclass(frozen=True)
class Lists:
    """The addresses of the lists that make up the figures of one summary."""

    wanted: Filter
    summary: Summary

    def of(self, measure: Measure, component: str = "") -> str:
        """The list behind a figure, of everything shown or of one component."""
        return self.but(component, **measures.asks(measure, self.summary))

    def but(self, component: str = "", **asks: str) -> str:
        """The list of everything shown with some more fields asked for."""
        return _address((*self._asked, *((("component", component),) if component else ()), *asks.items()))

    @cached_property
    def _asked(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.wanted.asks().items())


@lru_cache(maxsize=4096)
def _address(asked: tuple[tuple[str, str], ...]) -> str:
    """The list's address that asks for this; what is named later counts. A dashboard links to some hundred lists."""
    return Filter.read(dict(asked)).address()


@blueprint.get("/")
@unless_unchanged
def show() -> ResponseReturnValue:
    """The summary of all that this person may see or of one component, as of today or another day."""
    typed = {name: request.args.get(name, "") for name in FIELDS}
    try:
        asked, problem = Asked.read(typed, context.today()), None
    except Invalid as refusal:
        today, problem = context.today(), refusal
        asked = Asked(Filter(component=typed["component"].strip()), today, month_ends(today, 1)[0])
    # What is shown follows from the history, the day, whose records the reader may see, and who refuses mail.
    seen, refusals = context.asker().components[Action.READ], pulse.refusals(context.reading())
    shown = (seen, context.today(), tuple(typed.values()), refusals)
    content = _KEPT.get(context.reading(), shown, lambda: _content(asked, typed, problem))
    page = render_template(
        "dashboard/show.html",
        content=content,
        problem=problem,
        **other_day(asked.wanted.as_of, replace(asked.wanted, as_of=None).address("/")),
    )
    return page, 422 if problem else 200


def _content(asked: Asked, typed: Mapping[str, str], problem: Invalid | None) -> str:
    """All below what concerns the moment and the person alone: it takes a hundred times as long as the frame."""
    found = _summary(asked)
    return render_template(
        "dashboard/content.html",
        summary=found,
        sentence=opening_sentence(found),
        lists=Lists(asked.wanted, found),
        lines=in_order_of_attention(found.by_component, context.tree()),
        shown=asked,
        asked=typed,
        problem=problem,
        **_words(found, asked),
    )


@blueprint.get("/dashboard.<form>")
def file(form: str) -> Response:
    """The figures as a table to take away."""
    if form not in _FILES:
        raise NotFound(f"The dashboard cannot be had in the form “{form}”.")
    asked = Asked.read({name: request.args.get(name, "") for name in FIELDS}, context.today())
    table = Sheet("Summary", summary_table.COLUMNS, summary_table.rows(_summary(asked)))
    if form == "csv":
        write = partial(sheets.write_csv, columns=table.columns, rows=table.rows)
    else:
        write = partial(sheets.write_xlsx, sheets=[table], made_on=asked.as_of)
    return just_made(write, _FILES[form], f"dashboard-{asked.as_of}.{form}")


def _summary(asked: Asked) -> Summary:
    return summary.summary(
        context.reading(), context.asker(), context.tree(), asked.as_of, asked.wanted.component, asked.since
    )


def _words(found: Summary, asked: Asked) -> dict[str, Any]:
    """What the template needs to put the figures into words."""
    whole = found.whole
    return {
        "measures": measures,
        "change": change_in_words,
        "base_rate": BaseRate(whole.ever_on_time, whole.ever_on_time + whole.ever_late),
        "signals": _signals(asked) if asked.as_of == context.today() else [],
        "statuses": [(status, whole.by_status[status]) for status in Status],
        "moves": MOVES,
        "ages": {name: choices.AGES_IN_WORDS[name] for name in (*AGES, UNKNOWN_AGE)},
        "months": month_ends(context.today(), OFFERED),
        "quarters": quarter_ends(context.today(), OFFERED),
        "components": choices.components(context.asker(), context.tree()),
        "choices": choices,
        "pictures": _pictures(found, asked) if whole.total else {},
    }


def _pictures(found: Summary, asked: Asked) -> dict[str, Picture]:
    drawn = pictures.every(context.reading(), context.asker(), context.tree(), found, asked.wanted.component)
    return dict(zip(pictures.NAMES, drawn, strict=True))


def _signals(asked: Asked) -> list[tuple[str, str, str, int]]:
    """Each signal with its meaning, its list and its count; they are told for today alone."""
    visible = summary.visible_in(context.asker(), context.tree(), asked.wanted.component)
    noticed = signals.counts(context.reading(), visible, context.today())
    return [
        (NAMES[signal], MEANINGS[signal], asked.wanted.but(signal=signal.value).address(), count)
        for signal, count in noticed.items()
    ]
