"""The session cookie: who logged in, when, and when they last asked for something."""

from datetime import datetime, timedelta

from flask import session

from ipr_compliance import context
from ipr_compliance.queries import people
from ipr_compliance.queries.accounts import Account

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(minutes=60)
NOTED_AFTER = timedelta(minutes=5)
"""How exact the idle time is: the cookie is not written anew on each request."""


def begin(account: Account, now: datetime) -> None:
    """Log a person in, with nothing left of the session before."""
    session.clear()
    instant = int(now.timestamp())
    session.update(person=account.id, key=account.session_key, since=instant, seen=instant)


def go_on(session_key: str) -> None:
    """Keep this one session when all others of the person end."""
    session["key"] = session_key


def end() -> None:
    """Forget everything about the visitor."""
    session.clear()


def resume(now: datetime) -> bool:
    """Let in the person whose session it is, with their rights as of this moment; False where there is none."""
    if not _in_time(int(now.timestamp())):
        return False
    found = people.by_session(context.reading(), session["person"], session["key"])
    if found is None:
        return False
    context.sign_in(*found)
    return True


def _in_time(now: int) -> bool:
    if "person" not in session:
        return False
    idle = now - session["seen"]
    if now - session["since"] > LONGEST.total_seconds() or idle > LONGEST_IDLE.total_seconds():
        return False
    if idle > NOTED_AFTER.total_seconds():
        session["seen"] = now
    return True
