"""Tokens with which programs act as their owner; the secret is shown once and only its digest kept."""

import secrets
from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session, select

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.models import ApiToken, Person
from ipr_compliance.services import history, people
from ipr_compliance.services.history import Change
from ipr_compliance.services.logins import as_kept

MARK = "ipr_"
"""What every token begins with, so that one that leaks into a file is recognised."""


def digest_of(secret: str) -> str:
    """What is kept of a token. It is long and random, so a fast hash without salt cannot be turned back."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def add(session: Session, email: str, name: str, *, by: Asker, today: date, now: datetime) -> str:
    """Make a token that acts as that person; answers the secret, which cannot be asked for again.

    Refuses an address without active account (NotFound), a name that another token of theirs has (Conflict), and one
    that is blank or over 100 characters (Invalid). A person makes tokens for themselves alone (NotAllowed).
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise Invalid("Give the token a name of 1 to 100 characters.", field="name")
    person = session.exec(select(Person).where(Person.email == as_kept(email), Person.active)).first()
    if person is None:
        raise NotFound(f"Nobody has an active account with the address {email}.")
    if by.person_id not in (None, person.id):
        raise NotAllowed("You can make tokens for yourself only.")
    theirs = select(ApiToken.id).where(ApiToken.person_id == person.id, ApiToken.name == name)
    if session.exec(theirs.where(ApiToken.revoked_at == None)).first() is not None:  # noqa: E711 - becomes IS NULL
        raise Conflict(f"{person.email} has a token “{name}” already.", field="name")
    secret = MARK + secrets.token_urlsafe(32)
    session.add(ApiToken(person_id=person.id or 0, name=name, digest=digest_of(secret), created_at=now))
    session.flush()
    change = Change(people.SUBJECT, person.id or 0, "token-added", today, {"token": (None, name)})
    history.append(session, [change], by=by, at=now)
    return secret
