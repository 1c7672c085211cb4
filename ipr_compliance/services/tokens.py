"""Tokens with which programs act as their owner; the secret is shown once and only its digest kept."""

import secrets
from datetime import date, datetime

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, select

from ipr_compliance.domain.bearers import digest_of
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import TokenScope
from ipr_compliance.models import ApiToken, Person
from ipr_compliance.queries import people as askers
from ipr_compliance.queries import tokens as stored
from ipr_compliance.services import history, notices, people
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import Day, Input, Line
from ipr_compliance.services.logins import as_kept
from ipr_compliance.services.notices import Stamp

MARK = "ipr_"
"""What every token begins with, so that one that leaks into a file is recognised."""

_token = ApiToken.__table__  # type: ignore[attr-defined]


class TokenInput(Input):
    """What a token is called, what it is for, and the last day on which it works."""

    name: Line = Field(min_length=1, max_length=100)
    scope: TokenScope = TokenScope.WRITE
    expires_on: Day | None = None


def add(
    session: Session, email: str, given: TokenInput, *, by: Asker, today: date, now: datetime,
    stamp: Stamp | None = None,
) -> str:  # fmt: skip
    """Make a token that acts as that person; answers the secret, which cannot be asked for again.

    With a stamp they are told by mail: a token outlasts the session in which somebody else may have made it.

    Refuses an address without active account (NotFound), a name that another token of theirs has (Conflict), a last
    day that is over (Invalid), and people who make one for somebody else without administering everything (NotAllowed).
    """
    person = session.exec(select(Person).where(Person.email == as_kept(email), Person.active)).first()
    if person is None:
        raise NotFound(f"Nobody has an active account with the address {email}.")
    if not _may(session, by, person.id):
        raise NotAllowed("You can make tokens for yourself only.")
    if given.expires_on is not None and given.expires_on < today:
        raise Invalid("The token's last day is over; name today or a later day.", field="expires_on")
    if _named(session, person.id, given.name) is not None:
        raise Conflict(f"{person.email} has a token “{given.name}” already.", field="name")
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(person_id=person.id or 0, digest=digest_of(secret), created_at=now, **given.model_dump())
    session.add(token)
    session.flush()
    told = {"token": (None, given.name), "scope": (None, given.scope), "expires_on": (None, given.expires_on)}
    change = Change(people.SUBJECT, person.id or 0, "token-added", today, told)
    history.append(session, [change], by=by, at=now)
    if stamp is not None:
        may = "read" if given.scope is TokenScope.READ else "read and write"
        what = f"A token for programs, “{given.name}”, was made for your account. With it a program can {may} as you."
        notices.plan(session, person.email, what, stamp=stamp, today=today, now=now)
    return secret


def revoke(session: Session, token_id: int, *, by: Asker, today: date, now: datetime) -> str:
    """End a token with its next call; answers its name.

    Refuses with NotFound one that is not there, is revoked already, or is somebody else's, unless whoever asks
    administers everything.
    """
    token = session.get(ApiToken, token_id)
    if token is None or token.revoked_at is not None or not _may(session, by, token.person_id):
        raise NotFound("There is no such token, or it is revoked already.")
    token.revoked_at = now
    session.add(token)
    session.flush()
    change = Change(people.SUBJECT, token.person_id, "token-revoked", today, {"token": (token.name, None)})
    history.append(session, [change], by=by, at=now)
    return token.name


def revoke_named(session: Session, email: str, name: str, *, by: Asker, today: date, now: datetime) -> None:
    """The same for the token of that name. Refuses with NotFound where that person has none."""
    owner = session.exec(select(Person.id).where(Person.email == as_kept(email))).first()
    token_id = _named(session, owner, " ".join(name.split()))
    if token_id is None:
        raise NotFound(f"{email} has no token “{name}”.")
    revoke(session, token_id, by=by, today=today, now=now)


def revoke_all(session: Session, owner: int, *, by: Asker, today: date, now: datetime) -> None:
    """End all tokens of a person with their next call; each has its entry in history."""
    for token in stored.of(session.connection(), owner):
        revoke(session, token.id, by=by, today=today, now=now)


def used(session: Session, token_id: int, today: date) -> None:
    """Note the office's date as the token's last day of use."""
    session.connection().execute(sa.update(_token).where(_token.c.id == token_id).values(last_used_on=today))


def _named(session: Session, person_id: int | None, name: str) -> int | None:
    theirs = select(ApiToken.id).where(ApiToken.person_id == person_id, ApiToken.name == name)
    return session.exec(theirs.where(ApiToken.revoked_at == None)).first()  # noqa: E711 - becomes IS NULL


def _may(session: Session, by: Asker, owner: int | None) -> bool:
    """Whether the tokens of that person are theirs: their own, or all of them for the office and its administrators."""
    return by.person_id in (None, owner) or by.may_everywhere(Action.ADMINISTER, askers.tree(session.connection()))
