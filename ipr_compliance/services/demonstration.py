"""Loads the demonstration into an empty database, through the same doors that real data comes through."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, select

from ipr_compliance.adapters.tables import Table
from ipr_compliance.domain import demonstration
from ipr_compliance.domain.permissions import Asker, the_system
from ipr_compliance.domain.refusal import Conflict
from ipr_compliance.domain.table_options import Options
from ipr_compliance.domain.tables import Shape
from ipr_compliance.domain.words import Role
from ipr_compliance.models import Component, Person, Report
from ipr_compliance.queries import people as askers
from ipr_compliance.services import components, import_updates, imports, people
from ipr_compliance.services.import_staging import staged

NAME = "demonstration"


def is_empty(session: Session) -> bool:
    """Whether nothing has been recorded yet: no component, no person, no report."""
    recorded = (sa.select(sa.literal(1)).select_from(table).limit(1) for table in (Component, Person, Report))
    return not any(session.connection().execute(one).first() for one in recorded)


def is_loaded(session: Session) -> bool:
    """Whether the demonstration's report is there, and with it the people who log in."""
    return session.exec(select(Report.id).where(Report.number == demonstration.REPORT)).first() is not None


def load(session: Session, password: str, *, today: date, now: datetime, zone: ZoneInfo) -> None:
    """Load components, people with that password, recommendations and a year of updates.

    Refuses with Conflict a database that is not empty: demonstration and real records are never mixed.
    """
    if not is_empty(session):
        raise Conflict("The database is not empty; the demonstration is loaded into an empty one only.")
    when: dict[str, Any] = {"today": today, "now": now}
    for code, name, parent, mailbox in demonstration.COMPONENTS:
        tree = askers.tree(session.connection())
        components.add(
            session, code, name, parent=parent, mailbox=mailbox, tree=tree, by=the_system(NAME, tree), **when
        )  # fmt: skip
    tree = askers.tree(session.connection())
    by = the_system(NAME, tree)
    for email, name, role, component in demonstration.PEOPLE:
        given = people.PersonInput(email=email, name=name)
        people.add(session, given, password, Role(role), [component] if component else [], tree=tree, by=by, **when)
    _import(session, imports.accept, Shape.of_records(tree, today), demonstration.RECORD_COLUMNS,
            demonstration.records(today), by, tree=tree, zone=zone, **when)  # fmt: skip
    _import(session, import_updates.accept, Shape.of_updates(today), demonstration.HISTORY_COLUMNS,
            demonstration.updates(today), by, tree=tree, zone=zone, **when)  # fmt: skip


def _import(
    session: Session, accept: Any, shape: Shape, header: Sequence[str], rows: Iterable[list[str]], by: Asker, **how: Any
) -> None:  # fmt: skip
    def numbered() -> Iterator[tuple[int, Sequence[str]]]:
        yield from enumerate(rows, start=2)

    options = Options.read((), (), (), shape.readers)
    with staged(Table(header, numbered()), shape, options) as ready:
        accept(session, ready, by=by, **how)
