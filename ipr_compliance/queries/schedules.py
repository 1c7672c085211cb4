"""Schedules of reports, and which of their messages the outbox has."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.issued import covers
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.progress import Kind
from ipr_compliance.domain.refusal import Invalid, NotFound
from ipr_compliance.domain.schedules import Every
from ipr_compliance.models import Component, Message, Person, ReportSchedule, ScheduleReader
from ipr_compliance.queries.filters import Filter

_schedule, _reader = ReportSchedule.__table__, ScheduleReader.__table__  # type: ignore[attr-defined]
_component, _person = Component.__table__, Person.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]
_ALL = (
    sa.select(_schedule, sa.func.coalesce(_component.c.code, "").label("component"))
    .outerjoin(_component, _component.c.id == _schedule.c.component_id)
    .order_by(_schedule.c.id)
)
_READERS = (
    sa.select(_reader.c.schedule_id, _person.c.email)
    .join(_person, _person.c.id == _reader.c.person_id)
    .where(_person.c.active)
    .order_by(_person.c.email)
)
_PEOPLE = sa.select(_person.c.email, _person.c.id).where(
    _person.c.active, _person.c.email.in_(sa.bindparam("emails", expanding=True))
)
_PLANNED = sa.select(_message.c.key).where(_message.c.key.in_(sa.bindparam("keys", expanding=True)))


@dataclass(frozen=True)
class Schedule:
    """What is made for whom, and how often."""

    id: int
    kind: Kind
    component_id: int | None
    component: str
    conditions: str
    every: Every
    since: date
    made_by: str
    readers: tuple[str, ...]

    @property
    def limits(self) -> Filter:
        """The conditions. Raises Invalid where an older program kept what this one does not know."""
        return Filter.of_address(self.conditions)

    @property
    def said(self) -> str:
        """What it is about, as its page says it."""
        about = self.component or "All components"
        try:
            return f"{about}; {self.limits.in_words()}" if self.conditions else about
        except Invalid:
            return f"{about}; conditions that this program does not know"


def every(connection: Connection) -> list[Schedule]:
    """All schedules, the oldest first, each with the addresses of its active readers."""
    readers: dict[int, list[str]] = {}
    for row in connection.execute(_READERS):
        readers.setdefault(row.schedule_id, []).append(row.email)
    return [_read(row, readers.get(row.id, [])) for row in connection.execute(_ALL)]


def kept_by(connection: Connection, asker: Asker, tree: Tree) -> list[Schedule]:
    """Those that this person keeps: the ones about what they may issue reports of."""
    return [one for one in every(connection) if covers(asker, Action.EDIT, one.component_id, tree)]


def one(connection: Connection, asker: Asker, tree: Tree, schedule_id: int) -> Schedule:
    """One that this person keeps. Raises NotFound for any other."""
    found = next((one for one in kept_by(connection, asker, tree) if one.id == schedule_id), None)
    if found is None:
        raise NotFound
    return found


def people(connection: Connection, emails: list[str]) -> dict[str, int]:
    """The active people with those addresses."""
    return {row.email: row.id for row in connection.execute(_PEOPLE, {"emails": emails})}


def planned(connection: Connection, keys: list[str]) -> set[str]:
    """Which of these messages have been put into the outbox already."""
    return set(connection.execute(_PLANNED, {"keys": keys}).scalars())


def _read(row: Row[Any], readers: list[str]) -> Schedule:
    return Schedule(
        row.id, row.kind, row.component_id, row.component, row.conditions, row.every, row.since, row.made_by,
        tuple(readers),
    )  # fmt: skip
