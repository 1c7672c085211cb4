"""What every template may use: words for values, addresses of static files, and the header."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, cast

from flask import Flask, g, request, url_for
from flask.templating import Environment
from markupsafe import Markup

from ipr_compliance import context
from ipr_compliance.domain import backups, columns, first_pages, summary_words
from ipr_compliance.domain.columns import excerpt
from ipr_compliance.domain.dates import ago, written_out
from ipr_compliance.domain.deadlines import days_in_words
from ipr_compliance.domain.heartbeat import is_late
from ipr_compliance.domain.money import dollars
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.words import in_words
from ipr_compliance.folders import TEMPLATES
from ipr_compliance.models import MessageState
from ipr_compliance.queries import deliveries, my_work, pulse
from ipr_compliance.queries.deliveries import RECENT


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


@dataclass(frozen=True)
class Failures:
    """What did not arrive, for those who watch over messages: counts, and where the list of the messages is."""

    messages: int
    addresses: int
    days: int
    list: str


@dataclass(frozen=True)
class Header:
    """What stands above every page."""

    person: str = ""
    links: tuple[Link, ...] = ()
    demonstration: bool = False
    alarm: str = ""
    backups: str = ""
    failures: Failures | None = None
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
    local = instant.astimezone(context.program().clock.zone)
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{written_out(local.date())}, {(local.hour - 1) % 12 + 1}:{local:%M} {half}"


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


def warnings() -> tuple[str, str, Failures | None]:
    """What those who watch over messages and backups are told above every page: what the header has of the moment."""
    if "warnings" not in g:
        asker = context.asker()
        g.warnings = _alarm(asker), _backups(asker), _failures(asker)
    return cast("tuple[str, str, Failures | None]", g.warnings)


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
    return Header(asker.name, tuple(links), notes.demonstration, *warnings(), roleless=first_pages.role(asker) is None)


def _failures(asker: Asker) -> Failures | None:
    """What those who watch over messages have to look after: what failed lately, and addresses that refuse mail."""
    if not asker.may_anywhere(Action.SEE_DELIVERIES):
        return None
    since = context.today() - RECENT
    begin = datetime.combine(since, time(), context.program().clock.zone)
    failed, refusing = deliveries.failures(context.reading(), asker, begin)
    if not failed and not refusing:
        return None
    return Failures(failed, refusing, RECENT.days, url_for("deliveries.index", state=MessageState.FAILED, since=since))


def _alarm(asker: Asker) -> str:
    """What those who watch over messages have to know at once: that none go out."""
    if not asker.may_anywhere(Action.SEE_DELIVERIES):
        return ""
    last = pulse.last_beat(context.reading())
    if not is_late(last, context.program().now()):
        return ""
    if last is None:
        return "Reminders have not run yet."
    return f"Reminders have not run since {_weekday(last)}, {at_the_office(last)}"


def _backups(asker: Asker) -> str:
    """What the same people have to know of the nightly backups, where a folder is set for them."""
    if context.program().settings.backup_dir is None or not asker.may_anywhere(Action.SEE_DELIVERIES):
        return ""
    made, failed = pulse.backed_up(context.reading())
    if not backups.is_late(made, failed, context.program().now()):
        return ""
    if made is None:
        return "No backup has been made yet, and the last attempt failed."
    return f"No backup has been made since {_weekday(made)}, {at_the_office(made)}"


def _weekday(instant: datetime) -> str:
    return f"{instant.astimezone(context.program().clock.zone):%A}"


def other_day(as_of: date | None, back: str) -> dict[str, Any]:
    """For a template: the banner of a page that shows another day than today, and the way back."""
    return {"other_day": OtherDay(as_of, back) if as_of and as_of != context.today() else None}
