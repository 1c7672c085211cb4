"""Sessions: begun at a login, noted while they are used, and ended one by one or all at once.

Nothing here is history: who is logged in changes no record, and a row that is gone is the end of it.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.domain.sessions import Proof, browser_in_short, limits
from ipr_compliance.models import LoginSession

_session = LoginSession.__table__  # type: ignore[attr-defined]


def begin(
    session: Session, person_id: int, proof: Proof, *, address: str, browser: str, now: datetime,
    second: Proof | None = None, waits: bool = False, challenge: str | None = None,
) -> str:  # fmt: skip
    """Begin a session, and answer the token that its cookie holds; rows of sessions that are over go.

    One that `waits` for its second factor opens nothing yet. `browser` is what it says of itself, `now` is aware.
    """
    begun, used = limits(now)
    over = (_session.c.begun_at < begun) | (_session.c.seen_at < used)
    session.connection().execute(sa.delete(_session).where(over))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            person_id=person_id, digest=digest_of(token), begun_at=now, seen_at=now, address=address[:64],
            browser=browser_in_short(browser), proof=proof, second=second, waits=waits,
            challenge=challenge,
        )
    )  # fmt: skip
    session.flush()
    return token


def note(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that the session was just used."""
    session.connection().execute(sa.update(_session).where(_session.c.id == session_id).values(seen_at=now))


def prove(session: Session, session_id: int, proof: Proof) -> None:
    """Note that a second factor was shown in the session."""
    session.connection().execute(sa.update(_session).where(_session.c.id == session_id).values(second=proof))


def unprove(session: Session, person_id: int) -> None:
    """Forget in all sessions of a person that a second factor of ours was shown: they have none any more."""
    ours = _session.c.person_id == person_id, _session.c.second != Proof.AGENCY
    session.connection().execute(sa.update(_session).where(*ours).values(second=None))


def end(session: Session, person_id: int, session_id: int) -> None:
    """End one session of that person; raises NotFound where they have no such session."""
    theirs = _session.c.person_id == person_id, _session.c.id == session_id
    if session.connection().execute(sa.delete(_session).where(*theirs)).rowcount != 1:
        raise NotFound("This session has ended already.")


def end_by_token(session: Session, token: str) -> None:
    """End the session of a cookie, whoever's it is; where it has ended already nothing happens."""
    session.connection().execute(sa.delete(_session).where(_session.c.digest == digest_of(token)))


def end_all(session: Session, person_id: int, *, but: int | None = None) -> None:
    """End all sessions of a person, those too that wait for a second factor; one may go on."""
    theirs = sa.delete(_session).where(_session.c.person_id == person_id)
    session.connection().execute(theirs if but is None else theirs.where(_session.c.id != but))
