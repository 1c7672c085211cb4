"""People who come through the agency's sign-on: known by their verified e-mail address, or made known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.models import Person
from ipr_compliance.services import history, passwords, people
from ipr_compliance.services.history import Change
from ipr_compliance.services.logins import as_kept
from ipr_compliance.services.people import PersonInput

LONGEST = 600
"""Characters of issuer and subject; OpenID Connect allows 255 for the subject."""

NOT_VERIFIED = "The agency's sign-on does not say that your e-mail address is verified. Ask those who run it."
DISABLED = "Your account of this tracker is disabled. Ask an administrator of your office."
ANOTHERS = (
    "This account of the agency is not the one with which this address has signed on before. Ask an administrator of "
    "your office to disable your account here and to let you in again."
)
SOMEBODYS = "This account of the agency is another person's here. Ask an administrator of your office."
NO_ACCOUNT = "There is no account for {email} here. Ask an administrator of your office for one."


@dataclass(frozen=True)
class Said:
    """What the provider says of a person."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str


def admit(
    session: Session, said: Said, *, domains: Collection[str], tree: Tree, today: date, now: datetime
) -> int:  # fmt: skip
    """The person of that address, by their id; one who is new is added where the address's domain is among `domains`.

    A new person holds no role: roles are given here, never by the provider. The first sign-on binds the person to the
    account of the agency, at that issuer, for good: an address may be given to somebody else one day. Refuses with
    Invalid an address that is not verified, another account than the bound one, an account that is bound to somebody
    else, a disabled person, and somebody new from another domain.
    """
    email = as_kept(said.email)
    # Letters that only look alike when they are folded are another person's.
    if not said.email_verified or not email or email != said.email.strip().lower() or not email.isascii():
        raise Invalid(NOT_VERIFIED)
    person = session.exec(select(Person).where(Person.email == email)).first()
    if person is None:
        person = session.get_one(Person, _added(session, email, said.name, domains, tree, today, now))
    if not person.active:
        raise Invalid(DISABLED)
    _bind(session, person, f"{said.issuer} {said.subject}", said.issuer, tree, today, now)
    return person.id or 0


def _bind(
    session: Session, person: Person, account: str, issuer: str, tree: Tree, today: date, now: datetime
) -> None:  # fmt: skip
    """Remember whose account it is at that issuer; a password that somebody else has given is void from then on."""
    if person.agency_account == account:
        return
    if (person.agency_account or "").startswith(f"{issuer} ") or len(account) > LONGEST:
        raise Invalid(ANOTHERS)
    if session.exec(select(Person.id).where(Person.agency_account == account)).first() is not None:
        raise Invalid(SOMEBODYS)
    person.agency_account = account
    if person.password_given:
        person.password_hash, person.password_given = passwords.NONE, False
    session.flush()
    told = Change(people.SUBJECT, person.id or 0, "agency-account-bound", today, {})
    history.append(session, [told], by=the_system("agency sign-on", tree), at=now)


def _added(
    session: Session, email: str, name: str, domains: Collection[str], tree: Tree, today: date, now: datetime
) -> int:  # fmt: skip
    if email.rpartition("@")[2] not in {domain.casefold() for domain in domains}:
        raise Invalid(NO_ACCOUNT.format(email=email))
    called = " ".join("".join(filter(lambda sign: sign.isprintable(), name)).split())[:200] or email[:200]
    given = PersonInput.read({"email": email, "name": called})
    return people.enter(session, given, by=the_system("agency sign-on", tree), today=today, now=now)
