"""What every template may use: words for values, addresses of static files, and the header."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, cast

from flask import Flask, g, request, url_for
from flask.templating import Environment
from markupsafe import Markup

from ipr_compliance import context
from ipr_compliance.domain import columns, first_pages, summary_words
from ipr_compliance.domain.columns import excerpt
from ipr_compliance.domain.dates import ago, on_the_clock, written_out
from ipr_compliance.domain.deadlines import days_in_words
from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.words import in_words
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.queries import my_work
from ipr_compliance.web.alarms import Alarms, alarms


class Templates(Environment):
    """Templates whose globals are all there before the first one is loaded."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain mapping: every import of a macro compares it, and Jinja's chain of mappings takes long for that."""
        return {**self.globals, **(d or {})}


class Link(NamedTuple):
    """One entry of the main navigation."""

    text: str
    address: str
    current: bool
    needs_you: int = 0


class Header(NamedTuple):
    """What stands above every page."""

    person: str = ""
    links: tuple[Link, ...] = ()
    demonstration: bool = False
    alarms: Alarms = Alarms()
    roleless: bool = False


@dataclass(frozen=True)
class OtherDay:
    """The day that a page shows where it is not today, and the way back."""

    day: date
    back: str


_KEPT_MACROS = ("count_link", "due", "last_told", "status_tag")


def init_app(app: Flask) -> None:
    """Give the templates their filters and functions."""
    app.jinja_env.filters.update(
        written_out=written_out,
        in_words=in_words,
        days_in_words=days_in_words,
        money=dollars,
        excerpt=excerpt,
        ago=ago,
        figure=summary_words.figure,
        days=summary_words.days,
    )
    app.jinja_env.globals.update(
        {name: _kept_macro(app, "components/status.html", name, 8192) for name in _KEPT_MACROS},
        navigation=_kept_macro(app, "components/navigation.html", "navigation", 512),
        entries=_kept_macro(app, "recommendations/parts/timeline.html", "entries", 512),
        asset=_asset(app),
        columns=columns,
        header=header,
        today=context.today,
    )


def at_the_office(instant: datetime) -> str:
    """An instant as the office's wall clock shows it, for example November 24, 2026, 6:00 a.m."""
    return on_the_clock(instant, context.program().clock.zone)


def _kept_macro(app: Flask, template: str, name: str, most: int) -> Callable[..., Markup]:
    """A macro whose words follow from its arguments alone; what it has written last is kept, so many times."""

    @lru_cache(maxsize=most)
    def words(*arguments: Any) -> Markup:
        macro = getattr(app.jinja_env.get_template(template).module, name)
        return cast(Markup, macro(*arguments))

    return words


def _asset(app: Flask) -> Callable[[str], str]:
    @cache
    def asset(name: str) -> str:
        """The address of a static file; it changes with the content, so that browsers may keep the file."""
        content = sha256((Path(app.static_folder or "") / name).read_bytes())
        return url_for("static", filename=name, v=content.hexdigest()[:12])

    return asset


@cache
def edition() -> str:
    """Names the templates that this process writes pages with."""
    texts = (file.read_bytes() for file in sorted(TEMPLATES.rglob("*.html")))
    return sha256(b"".join(texts)).hexdigest()[:12]


def header() -> Header:
    """The header of this request; a visitor who is not signed in gets the office's name alone."""
    if "header" not in g:
        g.header = _header() if context.signed_in() else Header()
    return cast(Header, g.header)


def told() -> Alarms:
    """What is told above the page of the moment, the same all through one request."""
    if "alarms" not in g:
        g.alarms = alarms(context.reading(), context.asker(), context.program())
    return cast(Alarms, g.alarms)


MY_WORK = "/my-work"
_LINKS = (
    ("My work", MY_WORK, None),
    ("Recommendations", "/recommendations", None),
    ("Reports", "/reports", None),
    ("Progress", "/progress", None),
    ("Imports", "/imports", Action.EDIT),
    ("Deliveries", "/deliveries", Action.SEE_DELIVERIES),
    ("Administration", "/admin", Action.ADMINISTER),
)
"""Words, address, and what one has to be allowed to do somewhere to be shown it."""


def _header() -> Header:
    asker = context.asker()
    notes = my_work.for_header(context.reading(), asker, context.today())
    path, waiting = request.path, {MY_WORK: notes.needs_you}
    links = [
        Link(words, address, path == address or path.startswith(f"{address}/"), waiting.get(address, 0))
        for words, address, action in _LINKS
        if action is None or asker.may_anywhere(action)
    ]
    return Header(asker.name, tuple(links), notes.demonstration, told(), roleless=first_pages.role(asker) is None)


def other_day(as_of: date | None, back: str) -> dict[str, Any]:
    """For a template: the banner of a page that shows another day than today, and the way back."""
    return {"other_day": OtherDay(as_of, back) if as_of and as_of != context.today() else None}
