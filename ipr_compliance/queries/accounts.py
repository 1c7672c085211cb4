"""Accounts: what a login is checked against, failed logins, and who there is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.logins import Attempt
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Component, LoginFailure, Person, RoleGrant

_person, _grant = Person.__table__, RoleGrant.__table__  # type: ignore[attr-defined]
_component, _failure = Component.__table__, LoginFailure.__table__  # type: ignore[attr-defined]

_ACCOUNT = sa.select(_person.c.id, _person.c.email, _person.c.password_hash).where(
    _person.c.active, _person.c.email == sa.bindparam("email")
)
_COUNT = sa.select(sa.func.count(), sa.func.max(_failure.c.failed_at)).where(
    _failure.c.attempt == sa.bindparam("attempt", type_=_failure.c.attempt.type),
    _failure.c.failed_at > sa.bindparam("since", type_=_failure.c.failed_at.type),
)
_EVERYBODY = (
    sa.select(_person.c.id, _person.c.email, _person.c.name, _person.c.active, _grant.c.role, _component.c.code)
    .select_from(_person)
    .outerjoin(_grant, _grant.c.person_id == _person.c.id)
    .outerjoin(_component, _component.c.id == _grant.c.component_id)
    .order_by(_person.c.email, _grant.c.role, sa.func.coalesce(_component.c.code, ""))  # the whole department first
)
_ONE = _EVERYBODY.where(_person.c.id == sa.bindparam("person_id"))


@dataclass(frozen=True)
class Account:
    """What a login needs to know about a person."""

    id: int
    email: str
    password_hash: str


@dataclass(frozen=True)
class Listed:
    """A person with the roles they hold; a role without component is for the whole department."""

    id: int
    email: str
    name: str
    active: bool
    roles: tuple[tuple[Role, str | None], ...]


def account(connection: Connection, email: str) -> Account | None:
    """The active account of that address, or None."""
    row = connection.execute(_ACCOUNT, {"email": email}).first()
    return Account(*row) if row else None


def failures(
    connection: Connection, of: Mapping[str, str], since: datetime, attempt: Attempt
) -> tuple[int, datetime | None]:
    """How many failed attempts there were since then of this "email", "address" or both, and when the last one."""
    theirs = _COUNT.where(*(_failure.c[name] == value for name, value in of.items()))
    row = connection.execute(theirs, {"since": since, "attempt": attempt}).one()
    return row[0], row[1]


def everybody(connection: Connection) -> list[Listed]:
    """All people, by e-mail address, those who are disabled too."""
    return list(_listed(connection.execute(_EVERYBODY)))


def administered(connection: Connection, asker: Asker, tree: Tree) -> list[Listed]:
    """The people whom somebody administers, with the roles that are theirs to give and take.

    Who administers the whole department sees everybody, those without a role too; else it is those who hold a role
    for one of the asker's components, and of their roles these alone.
    """
    people = everybody(connection)
    if asker.may_everywhere(Action.ADMINISTER, tree):
        return people
    codes = {tree.by_id[component_id].code for component_id in asker.components[Action.ADMINISTER]}
    theirs = (replace(person, roles=tuple(held for held in person.roles if held[1] in codes)) for person in people)
    return [person for person in theirs if person.roles]


def one(connection: Connection, person_id: int) -> Listed:
    """One person, who exists."""
    return next(_listed(connection.execute(_ONE, {"person_id": person_id})))


def _listed(rows: Iterable[sa.Row[tuple[int, str, str, bool, Role | None, str | None]]]) -> Iterator[Listed]:
    for (person_id, email, name, active), held in groupby(rows, key=lambda row: tuple(row[:4])):
        roles = tuple((Role(row.role), row.code) for row in held if row.role is not None)
        yield Listed(person_id, email, name, active, roles)
