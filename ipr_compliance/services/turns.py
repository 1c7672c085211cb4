"""Files that one person hands in at the same moment, each kept in a transaction of its own."""

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.models import Person

_person = Person.__table__  # type: ignore[attr-defined]


def take(session: Session, by: Asker) -> None:
    """Wait until this person's transaction before has ended: what it has kept, and with which key, is seen then.

    SQLite's writers take turns as they are.
    """
    session.execute(sa.select(_person.c.id).where(_person.c.id == by.person_id).with_for_update(key_share=True))
