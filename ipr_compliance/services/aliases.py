"""Remembering by what other names documents call a component, as people confirm them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.engine import Row
from sqlmodel import Session

from ipr_compliance.domain.aliases import as_compared, owner
from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker, refusal
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, NotFound
from ipr_compliance.models import ComponentAlias
from ipr_compliance.queries import aliases
from ipr_compliance.services import history
from ipr_compliance.services.components import SUBJECT
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import Input, Line, MailAddress

LONGEST_COMPARED = 600
"""Characters of a name as names are compared; one sign can stand for many letters then."""

_OFFICIAL = ("official", "official_email")
_alias = ComponentAlias.__table__  # type: ignore[attr-defined]


class AliasInput(Input):
    """A name that a document gives a component, and the official who is meant by it, if one is."""

    alias: Line = Field(min_length=2, max_length=200)
    component: Line = Field(min_length=1, max_length=40)
    official: Line | None = Field(default=None, max_length=200)
    official_email: MailAddress | None = None


def confirm(session: Session, given: AliasInput, *, tree: Tree, by: Asker, today: date, now: datetime) -> int:
    """Remember the alias; answers its id, also where it was confirmed before.

    An official who is named replaces the one who was meant before.

    Refuses a component that does not exist or is not theirs to see, and a name that is too long when it is written out
    (Invalid), people who do not keep its records (NotAllowed), and a name that is another component's code, name or
    alias (Conflict).
    """
    if len(as_compared(given.alias)) > LONGEST_COMPARED:
        raise Invalid("The name is too long when its signs are written out as letters; shorten it.", field="alias")
    component = tree.find(given.component)
    if component is None or component.id not in by.components[Action.READ]:
        raise Invalid(f"There is no component {given.component}.", field="component")
    if not by.may(Action.EDIT, component.id):
        raise NotAllowed(refusal(Action.EDIT))
    has_it = owner(given.alias, tree.by_id.values())
    if has_it is not None:
        whose = "its own" if has_it.id == component.id else "another component's"
        raise Conflict(f"“{given.alias}” is {whose} name; an alias is another one.", field="alias")
    held = aliases.holder(session.connection(), given.alias)
    if held is not None and held.component_id != component.id:
        raise Conflict(f"“{given.alias}” is remembered as a name of another component.", field="alias")
    official = {name: value for name in _OFFICIAL if (value := getattr(given, name)) is not None}
    if held is not None:
        _name_official(session, held, official, by=by, today=today, now=now)
        return int(held.id)
    alias = ComponentAlias(
        alias=given.alias, compared=as_compared(given.alias), component_id=component.id, **official
    )  # fmt: skip
    session.add(alias)
    session.flush()
    told = {"alias": (None, given.alias), **{name: (None, value) for name, value in official.items()}}
    _tell(session, component.id, told, by=by, today=today, now=now)
    return alias.id or 0


def _name_official(
    session: Session, held: Row[Any], official: dict[str, str], *, by: Asker, today: date, now: datetime
) -> None:
    told = {name: (getattr(held, name), value) for name, value in official.items() if getattr(held, name) != value}
    if told:
        session.connection().execute(sa.update(_alias).where(_alias.c.id == held.id).values(**official))
        _tell(session, held.component_id, {"alias": (held.alias, held.alias), **told}, by=by, today=today, now=now)


def forget(session: Session, alias_id: int, *, by: Asker, today: date, now: datetime) -> None:
    """Forget an alias that was confirmed by mistake; recommendations keep the component that they have.

    Refuses one that is not theirs to see (NotFound), and people who do not keep its component's records (NotAllowed).
    """
    known = aliases.seen(session.connection(), by, alias_id)
    if known is None:
        raise NotFound
    if not by.may(Action.EDIT, known.component_id):
        raise NotAllowed(refusal(Action.EDIT))
    session.delete(session.get_one(ComponentAlias, alias_id))
    session.flush()
    told = {name: (getattr(known, name), None) for name in ("alias", *_OFFICIAL) if getattr(known, name) is not None}
    _tell(session, known.component_id, told, by=by, today=today, now=now)


def _tell(
    session: Session, component_id: int, fields: dict[str, tuple[Any, Any]], *, by: Asker, today: date, now: datetime
) -> None:
    history.append(session, [Change(SUBJECT, component_id, "edited", today, fields)], by=by, at=now)
