"""Which state of a record a caller has seen: told by an ETag, and asked for again with If-None-Match and If-Match.

A tag about a recommendation or a view begins with its version, and that alone decides whether If-Match holds. The rest
names the answer itself, which changes with the day and with files and steps that leave the version as it is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from flask import Response, g, request
from sqlalchemy.engine import Connection, Row

from ipr_compliance import context
from ipr_compliance.api.problems import Outdated
from ipr_compliance.api.questions import IfMatch
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services.desk import Desk, done_before

Reads = Callable[[Connection, Asker, int], Any]
"""A query for what has a number and a version. It raises NotFound where there is nothing that the asker may see."""

_VERSION = re.compile(r"v([0-9]{1,10})(-[0-9a-f]+)?")


def seen(recommendation_id: int) -> Row[Any]:
    """The record that is read, whose version the answer's tag will name."""
    row = records.one(context.reading(), context.asker(), recommendation_id)
    g.version = row.version
    return row


def version(desk: Desk, recommendation_id: int) -> int:
    """The record's version as this call leaves it, which the answer's tag will name too."""
    now = int(records.one(desk.connection, desk.by, recommendation_id).version)
    g.version = now
    return now


@contextmanager
def writing(header: IfMatch, number: int, one: Reads = records.one) -> Iterator[Desk]:
    """The desk for a change to what `one` reads, unless it is no longer at a version that If-Match names.

    A call that is sent again is let through: what it changed itself is no reason to refuse it.
    """
    with context.desk(header.write_key()) as desk:
        wanted = _versions()
        if wanted is not None and not done_before(desk):
            now = int(one(desk.connection, desk.by, number).version)
            if now not in wanted:
                raise Outdated(now)
        yield desk


def version_named() -> int | None:
    """The version that If-Match names, where it names one: the body needs not say it again."""
    wanted = _versions()
    if wanted is None or len(wanted) > 1:
        return None
    return next(iter(wanted), 1)  # where it names none, `writing` refuses before this number is looked at


def _versions() -> set[int] | None:
    """The versions that If-Match names; None where any will do. A tag that is none of ours names no version."""
    given = request.if_match
    if "If-Match" not in request.headers or given.star_tag:
        return None
    # Weak ones too: a proxy that compresses makes them of ours.
    found = (_VERSION.fullmatch(tag) for tag in given.as_set(include_weak=True))
    return {int(match[1]) for match in found if match}


def name(response: Response) -> Response:
    """Give an answer its tag, and send none that the caller has already."""
    if response.status_code not in {200, 201} or not response.is_json or response.is_streamed:
        return response  # a file is sent as it is read
    mark = f"v{g.version}" if "version" in g else ""
    if request.method not in {"GET", "HEAD"}:
        if mark:
            response.set_etag(mark)
        return response
    content = blake2b(response.get_data(), digest_size=8).hexdigest()
    response.set_etag(f"{mark}-{content}" if mark else content)
    response.make_conditional(request)
    return response
