"""A person's deadlines and milestones for their calendar program, at an address that only they know."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.adapters import calendars
from ipr_compliance.adapters.calendars import Entry
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.columns import excerpt
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.queries import calendar
from ipr_compliance.web.unlogged import keep_out_of_the_log

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")
keep_out_of_the_log(blueprint, r"(/calendar/)([^/\s]+)(\.ics)")

NAME = "OIG recommendations"
EXCERPT = 300
"""How much of a recommendation's text an event shows."""

KEPT_SECONDS = 300


@blueprint.get("/<token>.ics")
def feed(token: str) -> Response:
    """The feed, for whoever knows its address. One that is unknown, revoked or of a disabled person is not there."""
    asker = calendar.owner(context.reading(), digest_of(token))
    if asker is None:
        raise NotFound("This calendar address is not valid. Your account page makes a new one.")
    entries = [_due(row) for row in calendar.due_dates(context.reading(), asker)]
    entries += [_step(row) for row in calendar.steps(context.reading(), asker)]
    response = Response(calendars.write(NAME, entries), content_type="text/calendar; charset=utf-8")
    response.cache_control.private = True
    response.cache_control.max_age = KEPT_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def address(token: str) -> str:
    """The whole address of a feed, to be given to a calendar program."""
    return context.program().settings.base_url + url_for("calendar.feed", token=token)


def _due(row: Row[Any]) -> Entry:
    return _entry(row, f"recommendation-{row.id}", "due")


def _step(row: Row[Any]) -> Entry:
    return _entry(row, f"milestone-{row.milestone_id}", row.title)


def _entry(row: Row[Any], name: str, what: str) -> Entry:
    base = context.program().settings.base_url
    link = f"{base}/recommendations/{row.id}"
    return Entry(
        uid=f"{name}@{urlsplit(base).hostname}",
        day=row.due_on,
        summary=f"{row.report_number} no. {row.number}: {what} ({row.component})",
        description=f"{excerpt(row.text, EXCERPT)}\n\n{link}",
        url=link,
        sequence=row.version,
        changed_at=row.changed_at,
    )
