"""Marks on addresses that a mail server has refused for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from ipr_compliance.domain.addresses import normal
from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.models import RefusedAddress
from ipr_compliance.queries import deliveries

_refused = RefusedAddress.__table__  # type: ignore[attr-defined]


def mark(session: Session, address: str, words: str, *, now: datetime) -> None:
    """Mail to this address does not arrive, as the server said in these words; since when stays as it was."""
    connection = session.connection()
    engine: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = engine.insert(_refused).values(address=normal(address), since=now, words=words)
    connection.execute(row.on_conflict_do_update(index_elements=["address"], set_={"words": words}))


def end(session: Session, address: str) -> None:
    """Mail may arrive there again."""
    session.connection().execute(sa.delete(_refused).where(_refused.c.address == normal(address)))


def end_unused(session: Session, addresses: Sequence[str]) -> None:
    """Nothing is sent to these any more: they were corrected where they had been written down."""
    session.connection().execute(sa.delete(_refused).where(_refused.c.address.in_(addresses)))


def try_again(session: Session, address: str, *, by: Asker) -> None:
    """Send to an address again, at somebody's word; a server that refuses it once more marks it anew.

    Raises NotFound where no such mark is this person's to see.
    """
    if normal(address) not in {row.address for row in deliveries.refusing_addresses(session.connection(), by)}:
        raise NotFound
    end(session, address)
