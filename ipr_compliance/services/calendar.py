"""The private address of a person's calendar feed: made, replaced, revoked."""

import secrets
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.models import CalendarFeed
from ipr_compliance.services import history, people
from ipr_compliance.services.history import Change

_feed = CalendarFeed.__table__  # type: ignore[attr-defined]


def add(session: Session, *, by: Asker, today: date, now: datetime) -> str:
    """Make an address for the asker's own feed; answers its token, which cannot be asked for again.

    The address they had before stops working. `today` is the office's date, `now` the instant, aware.
    """
    had_one = _end(session, by, now)
    token = secrets.token_urlsafe(32)
    session.add(CalendarFeed(person_id=by.person_id or 0, digest=digest_of(token), created_at=now))
    session.flush()
    _tell(session, "calendar-added", (had_one, True), by=by, today=today, now=now)
    return token


def revoke(session: Session, *, by: Asker, today: date, now: datetime) -> None:
    """End the address of the asker's own feed; where there is none, nothing happens."""
    if _end(session, by, now):
        _tell(session, "calendar-revoked", (True, False), by=by, today=today, now=now)


def _end(session: Session, by: Asker, now: datetime) -> bool:
    valid = _feed.c.person_id == by.person_id, _feed.c.revoked_at.is_(None)
    return session.connection().execute(sa.update(_feed).where(*valid).values(revoked_at=now)).rowcount > 0


def _tell(session: Session, kind: str, has_one: tuple[bool, bool], *, by: Asker, today: date, now: datetime) -> None:
    change = Change(people.SUBJECT, by.person_id or 0, kind, today, {"calendar": has_one})
    history.append(session, [change], by=by, at=now)
