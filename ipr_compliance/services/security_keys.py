"""Security keys of a person: made known, and shown at a login. A challenge is signed once, whatever comes of it."""

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.adapters.security_keys import REFUSED, Site, credential_of, new_challenge
from ipr_compliance.domain.refusal import Conflict, Invalid
from ipr_compliance.domain.sessions import Proof
from ipr_compliance.models import LoginSession, SecurityKey
from ipr_compliance.services import factors
from ipr_compliance.services.factors import Made

_key, _session = SecurityKey.__table__, LoginSession.__table__  # type: ignore[attr-defined]


def challenge(session: Session, session_id: int) -> str:
    """A new challenge for that session, in place of the one before."""
    made = new_challenge()
    session.connection().execute(sa.update(_session).where(_session.c.id == session_id).values(challenge=made))
    return made


def add(session: Session, name: str, answer: str, challenged: str, site: Site, made: Made) -> list[str]:
    """Add a key by the browser's answer to the challenge; answers new recovery codes where it is the first factor.

    Refuses a name that is blank or over 60 characters, and an answer that does not fit (Invalid), and a key that is
    known already (Conflict).
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise Invalid("Give the key a name of 1 to 60 characters, so that you know it again.", field="name")
    new = site.added(answer, challenged)
    connection = session.connection()
    if connection.execute(sa.select(_key.c.id).where(_key.c.credential == new.credential)).first():
        raise Conflict("This security key is known already.")
    row = {"person_id": made.person_id, "name": name, "added_at": made.now, **vars(new)}
    connection.execute(sa.insert(_key).values(row))
    return factors.added(session, Proof.SECURITY_KEY, f"The security key “{name}” was added", made)


def show(session: Session, person_id: int, answer: str, challenged: str, site: Site) -> None:
    """Take a login's answer that one of the person's keys has signed; refuses any other with Invalid."""
    theirs = _key.c.person_id == person_id, _key.c.credential == credential_of(answer)
    key = session.connection().execute(sa.select(_key).where(*theirs)).first()
    if key is None:
        raise Invalid(REFUSED)
    uses = site.proven(answer, challenged, key.public_key, key.uses)
    session.connection().execute(sa.update(_key).where(_key.c.id == key.id).values(uses=uses))


def taken(session: Session, session_id: int) -> str:
    """The challenge of that session, which it has no longer; refuses with Invalid where it was used."""
    connection = session.connection()
    challenged = connection.execute(sa.select(_session.c.challenge).where(_session.c.id == session_id)).scalar()
    cleared = sa.update(_session).where(_session.c.id == session_id, _session.c.challenge == challenged)
    if challenged is None or connection.execute(cleared.values(challenge=None)).rowcount != 1:
        raise Invalid(REFUSED)
    return str(challenged)
