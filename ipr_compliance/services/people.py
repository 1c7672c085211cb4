"""People: adding and disabling them, the roles they hold, their passwords."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import Field
from sqlmodel import Session, select

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.logins import check_new_password
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.domain.words import Role, in_words
from ipr_compliance.models import Person, RoleGrant
from ipr_compliance.services import history, passwords, sessions
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import Input, Line, MailAddress
from ipr_compliance.services.logins import as_kept

SUBJECT = "person"


class PersonInput(Input):
    """Somebody who is to log in."""

    email: MailAddress
    name: Line = Field(min_length=1, max_length=200)


def add(
    session: Session, given: PersonInput, password: str, role: Role, components: Sequence[str] = (),
    *, tree: Tree, by: Asker, today: date, now: datetime,
) -> int:  # fmt: skip
    """Add a person with a password and a role for the named components, or for the whole department; answers their id.

    The person has to choose another password first of all. Refuses an address that is taken (Conflict), an unknown
    component or a weak password (Invalid), and people who do not administer all of those components (NotAllowed).
    """
    check_new_password(password, email=given.email)
    person_id = enter(session, given, passwords.hashed(password), by=by, today=today, now=now)
    session.get_one(Person, person_id).password_given = _is_known_to(by)
    grant(session, given.email, role, components, tree=tree, by=by, today=today, now=now)
    return person_id


def enter(
    session: Session, given: PersonInput, password_hash: str = passwords.NONE, *, by: Asker, today: date, now: datetime
) -> int:
    """Enter a person who holds no role yet, without a password unless one is given; answers their id.

    Refuses an address that is taken (Conflict).
    """
    email = as_kept(given.email)
    if session.exec(select(Person.id).where(Person.email == email)).first() is not None:
        raise Conflict(f"{email} has an account already.", field="email")
    person = Person(email=email, name=given.name, password_hash=password_hash)
    session.add(person)
    session.flush()
    fields = {"email": (None, email), "name": (None, given.name)}
    _tell(session, person, "entered", fields, by=by, today=today, now=now)
    return person.id or 0


def grant(
    session: Session, email: str, role: Role, components: Sequence[str] = (),
    *, tree: Tree, by: Asker, today: date, now: datetime,
) -> None:  # fmt: skip
    """Give a person a role for the named components and those below them, or without any for the whole department.

    It holds from their next request on. Refuses an unknown person (NotFound), an unknown component (Invalid), a role
    that they hold already (Conflict), and people who do not administer all of those components (NotAllowed).
    """
    person = _person(session, email)
    for code in components or (None,):
        component_id = _administered(code, tree, by)
        held = select(RoleGrant.id).where(
            RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.component_id == component_id
        )
        if session.exec(held).first() is not None:
            raise Conflict(f"{person.email} is {in_words(role).lower()} for {code or 'the whole department'} already.")
        session.add(RoleGrant(person_id=person.id or 0, role=role, component_id=component_id))
        fields = {"role": (None, role), "component": (None, code and tree.by_code[code.strip().upper()].code)}
        _tell(session, person, "role-granted", fields, by=by, today=today, now=now)


def revoke(
    session: Session, email: str, role: Role, components: Sequence[str] = (),
    *, tree: Tree, by: Asker, today: date, now: datetime,
) -> None:  # fmt: skip
    """Take a role from a person that they hold for the named components, or without any for the whole department.

    It ends with their next request. Refuses an unknown person (NotFound), an unknown component (Invalid), a role that
    they do not hold, and the last administrator's (Conflict), and people who do not administer all of those
    components (NotAllowed).
    """
    person = _person(session, email)
    before = _administrators(session, tree)
    for code in components or (None,):
        component_id = _administered(code, tree, by)
        named = tree.by_id[component_id].code if component_id is not None else None
        held = select(RoleGrant).where(
            RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.component_id == component_id
        )
        grants = session.exec(held).all()
        if not grants:
            raise Conflict(f"{person.email} is not {in_words(role).lower()} for {named or 'the whole department'}.")
        for grant_held in grants:
            session.delete(grant_held)
        fields = {"role": (role, None), "component": (named, None)}
        _tell(session, person, "role-revoked", fields, by=by, today=today, now=now)
    _check_one_remains(session, before, tree, by)


def disable(session: Session, email: str, *, tree: Tree, by: Asker, today: date, now: datetime) -> None:
    """Shut a person out: their sessions and tokens end with their next request. What they recorded stays theirs.

    Refuses an unknown person (NotFound), one who is disabled already or is the last administrator (Conflict), and
    people who do not administer the whole department (NotAllowed).
    """
    _administered(None, tree, by)
    person = _person(session, email)
    if not person.active:
        raise Conflict(f"{person.email} is disabled already.")
    before = _administrators(session, tree)
    person.active = False
    sessions.end_all(session, person.id or 0)
    _tell(session, person, "disabled", {"active": (True, False)}, by=by, today=today, now=now)
    _check_one_remains(session, before, tree, by)


def enable(session: Session, email: str, *, tree: Tree, by: Asker, today: date, now: datetime) -> None:
    """Let a disabled person in again, with the password and the roles they had.

    With which account of the agency they sign on is found out anew.

    Refuses an unknown person (NotFound), one who is not disabled (Conflict), and people who do not administer the
    whole department (NotAllowed).
    """
    _administered(None, tree, by)
    person = _person(session, email)
    if person.active:
        raise Conflict(f"{person.email} is not disabled.")
    person.active, person.agency_account = True, None
    _tell(session, person, "enabled", {"active": (False, True)}, by=by, today=today, now=now)


def change_password(
    session: Session, person_id: int, current: str, new: str,
    *, by: Asker, today: date, now: datetime, going_on: int | None = None,
) -> None:  # fmt: skip
    """Change one's own password; every session ends but the one that is `going_on`.

    Refuses with Invalid a wrong current password, and a new one that is weak or the same.
    """
    person = session.get_one(Person, person_id)
    if not passwords.match(person.password_hash, current):
        raise Invalid("This is not your current password.", field="current_password")
    check_new_password(new, email=person.email)
    if passwords.match(person.password_hash, new):
        raise Invalid("The new password is the old one; choose another.", field="new_password")
    person.password_hash, person.password_given = passwords.hashed(new), False
    sessions.end_all(session, person_id, but=going_on)
    _tell(session, person, "password-changed", {}, by=by, today=today, now=now)


def set_password(
    session: Session, email: str, new: str, *, tree: Tree, by: Asker, today: date, now: datetime
) -> None:  # fmt: skip
    """Give somebody who has forgotten theirs a new password; every session of before ends.

    Refuses an unknown person (NotFound), a weak password (Invalid), and people who do not administer the whole
    department (NotAllowed).
    """
    _administered(None, tree, by)
    person = _person(session, email)
    check_new_password(new, email=person.email)
    person.password_hash, person.password_given = passwords.hashed(new), _is_known_to(by)
    sessions.end_all(session, person.id or 0)
    _tell(session, person, "password-set", {}, by=by, today=today, now=now)


def _is_known_to(by: Asker) -> bool:
    # Who sits at the command line sets programs and the first administrator up; that is no colleague's password.
    return by.person_id is not None


def administered_person(session: Session, email: str, tree: Tree, by: Asker) -> int:
    """The id of somebody, for who administers the whole department; raises NotFound and NotAllowed."""
    _administered(None, tree, by)
    return _person(session, email).id or 0


def _person(session: Session, email: str) -> Person:
    person = session.exec(select(Person).where(Person.email == as_kept(email))).first()
    if person is None:
        raise NotFound(f"Nobody has an account with the address {email}.")
    return person


def _administrators(session: Session, tree: Tree) -> set[int]:
    """Who can log in and administers the whole department."""
    held = select(RoleGrant.person_id, RoleGrant.component_id).join(Person)
    reach: dict[int, set[int]] = {}
    for person_id, component_id in session.exec(held.where(Person.active, RoleGrant.role == Role.ADMIN)):
        under = tree.by_id.keys() if component_id is None else tree.below(component_id)
        reach.setdefault(person_id, set()).update(under)
    return {person_id for person_id, covered in reach.items() if tree.by_id.keys() <= covered}


def _check_one_remains(session: Session, before: set[int], tree: Tree, by: Asker) -> None:
    # The command line may: whoever sits there can make a new administrator.
    if by.person_id is not None and before and not _administrators(session, tree):
        raise Conflict(
            "Nobody would be left who administers the whole department; make somebody else an administrator first."
        )


def _administered(code: str | None, tree: Tree, by: Asker) -> int | None:
    component = tree.find(code) if code is not None else None
    if code is not None and component is None:
        raise Invalid(f"There is no component {code}.", field="component")
    reach = tree.below(component.id) if component else frozenset(tree.by_id)
    theirs = by.components[Action.ADMINISTER]
    if by.person_id is not None and (not theirs or not reach <= theirs):
        raise NotAllowed(f"You do not administer {code or 'the whole department'}.")
    return component.id if component else None


def _tell(
    session: Session, person: Person, kind: str, fields: dict[str, tuple[Any, Any]],
    *, by: Asker, today: date, now: datetime,
) -> None:  # fmt: skip
    session.flush()
    history.append(session, [Change(SUBJECT, person.id or 0, kind, today, fields)], by=by, at=now)
