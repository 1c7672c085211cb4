"""People who come through the agency's sign-on: known by their verified e-mail address, or made known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.models import Person
from ipr_compliance.services import people
from ipr_compliance.services.logins import as_kept
from ipr_compliance.services.people import PersonInput

NOT_VERIFIED = "The agency's sign-on does not say that your e-mail address is verified. Ask those who run it."
DISABLED = "Your account of this tracker is disabled. Ask an administrator of your office."
NO_ACCOUNT = "There is no account for {email} here. Ask an administrator of your office for one."


@dataclass(frozen=True)
class Said:
    """What the provider says of a person."""

    email: str
    email_verified: bool
    name: str


def admit(
    session: Session, said: Said, *, domains: Collection[str], tree: Tree, today: date, now: datetime
) -> int:  # fmt: skip
    """The person of that address, by their id; one who is new is added where the address's domain is among `domains`.

    A new person holds no role: roles are given here, never by the provider. Refuses with Invalid an address that is
    not verified, a disabled person, and somebody new from another domain.
    """
    email = as_kept(said.email)
    # Letters that only look alike when they are folded are another person's.
    if not said.email_verified or not email or email != said.email.strip().lower() or not email.isascii():
        raise Invalid(NOT_VERIFIED)
    person = session.exec(select(Person).where(Person.email == email)).first()
    if person is None:
        return _added(session, email, said.name, domains, tree, today, now)
    if not person.active:
        raise Invalid(DISABLED)
    return person.id or 0


def _added(
    session: Session, email: str, name: str, domains: Collection[str], tree: Tree, today: date, now: datetime
) -> int:  # fmt: skip
    if email.rpartition("@")[2] not in {domain.casefold() for domain in domains}:
        raise Invalid(NO_ACCOUNT.format(email=email))
    called = " ".join("".join(filter(lambda sign: sign.isprintable(), name)).split())[:200] or email[:200]
    given = PersonInput.read({"email": email, "name": called})
    return people.enter(session, given, by=the_system("agency sign-on", tree), today=today, now=now)
