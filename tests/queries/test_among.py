from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.models import Component
from ipr_compliance.queries.among import among
from tests.factories import an_office

_component = Component.__table__  # type: ignore[attr-defined]
_ASKED = sa.select(_component.c.id).where(among(_component.c.id, "these")).order_by(_component.c.id)
_OTHERS = sa.select(sa.func.count()).where(~among(_component.c.id, "these"))


@pytest.mark.parametrize("kind", [list, tuple, frozenset])
def test_those_asked_for_are_found_and_the_others_are_not(session: Session, kind: Any) -> None:
    an_office(session)
    every = list(session.connection().execute(sa.select(_component.c.id).order_by(_component.c.id)).scalars())
    for some in (every, every[:2], []):
        values = {"these": kind(some)}
        assert list(session.connection().execute(_ASKED, values).scalars()) == some
        assert session.connection().execute(_OTHERS, values).scalar() == len(every) - len(some)


def test_one_statement_serves_any_count(session: Session, statements: list[str]) -> None:
    statements.clear()
    for count in (0, 1, 100):
        session.connection().execute(_ASKED, {"these": range(count)})
    assert len({one for one in statements if one.startswith("SELECT")}) == 1
