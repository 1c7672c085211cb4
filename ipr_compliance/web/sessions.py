"""The session cookie: a token whose row in the database is the session."""

import logging
from typing import cast

from flask import g, request, session
from sqlalchemy.exc import OperationalError

from ipr_compliance import context
from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.sessions import Proof, is_to_be_noted
from ipr_compliance.queries import people
from ipr_compliance.queries.people import Visit
from ipr_compliance.services import sessions

log = logging.getLogger(__name__)


def begin(person_id: int, proof: Proof, *, second: Proof | None = None, challenge: str | None = None) -> None:
    """Log a person in, with nothing left of the session before; with a challenge it waits for a second factor."""
    program = context.program()
    before = session.get("token", "")
    session.clear()
    with program.database.transaction(recorded=False) as transaction:
        sessions.end_by_token(transaction, before)
        session["token"] = sessions.begin(
            transaction, person_id, proof, second=second, waits=challenge is not None, now=program.now(),
            challenge=challenge,
            address=request.remote_addr or "", browser=request.user_agent.string,
        )  # fmt: skip


def end() -> None:
    """End this session, and forget everything about the visitor."""
    with context.program().database.transaction(recorded=False) as transaction:
        sessions.end_by_token(transaction, session.get("token", ""))
    session.clear()


def resume() -> bool:
    """Let in the person whose session it is, with their rights as of this moment; False where there is none."""
    if "token" not in session:
        return False
    now = context.program().now()
    found = people.by_session(context.reading(), digest_of(session["token"]), now)
    if found is None:
        return False
    if is_to_be_noted(found.seen_at, now):
        _note(found.session_id)
    g.visit = found
    context.sign_in(found.asker, found.tree)
    return True


def visit() -> Visit:
    """The visit that this request belongs to. Only behind a login."""
    return cast(Visit, g.visit)


def _note(session_id: int) -> None:
    program = context.program()
    try:
        with program.database.transaction(recorded=False) as transaction:
            sessions.note(transaction, session_id, now=program.now())
    except OperationalError:  # the database is busy: nobody's page waits for more, and a later request notes it
        log.warning("session=%d could not be noted", session_id)
