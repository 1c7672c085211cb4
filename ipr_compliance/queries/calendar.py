"""What a person's calendar feed shows, and whose feed an address is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.models import CalendarFeed, Component, History, Milestone, Person, Recommendation, Report
from ipr_compliance.queries import people
from ipr_compliance.queries.my_work import MINE

_TEXT_LENGTH = 1000  # an event shows only the beginning of a recommendation

_feed, _person = CalendarFeed.__table__, Person.__table__  # type: ignore[attr-defined]
_rec, _milestone = Recommendation.__table__, Milestone.__table__  # type: ignore[attr-defined]
_report, _component = Report.__table__, Component.__table__  # type: ignore[attr-defined]
_history = History.__table__  # type: ignore[attr-defined]

_OWNER = (
    sa.select(_person.c.email)
    .join(_feed, _feed.c.person_id == _person.c.id)
    .where(_feed.c.digest == sa.bindparam("digest"), _feed.c.revoked_at.is_(None))
)
_MADE_AT = sa.select(_feed.c.created_at).where(
    _feed.c.person_id == sa.bindparam("person_id"), _feed.c.revoked_at.is_(None)
)
_CHANGED_AT = (
    sa.select(_history.c.recorded_at)
    .where(_history.c.subject == "recommendation", _history.c.subject_id == _rec.c.id)
    .order_by(_history.c.seq.desc())
    .limit(1)
    .scalar_subquery()
    .label("changed_at")
)
_MY_RECORDS = (
    sa.select(
        _rec.c.id, _report.c.number.label("report_number"), _rec.c.number, _component.c.code.label("component"),
        sa.func.substr(_rec.c.text, 1, _TEXT_LENGTH).label("text"), _rec.c.version, _CHANGED_AT,
    )
    .join(_report, _report.c.id == _rec.c.report_id)
    .join(_component, _component.c.id == _rec.c.component_id)
    .where(*MINE)
)  # fmt: skip
_DUE_DATES = (
    _MY_RECORDS.add_columns(_rec.c.due_on).where(_rec.c.due_on.is_not(None)).order_by(_rec.c.due_order, _rec.c.id)
)
_STEPS = (
    _MY_RECORDS.add_columns(_milestone.c.due_on, _milestone.c.id.label("milestone_id"), _milestone.c.title)
    .join(_milestone, _milestone.c.recommendation_id == _rec.c.id)
    .where(_milestone.c.done_on.is_(None))
    .order_by(_milestone.c.due_on, _milestone.c.id)
)


def owner(connection: Connection, digest: str) -> Asker | None:
    """Whose feed it is, with their rights as of this moment; None where the address is unknown or no longer valid."""
    email = connection.execute(_OWNER, {"digest": digest}).scalar()
    found = people.by_email(connection, email) if email is not None else None
    return found and found[0]


def made_at(connection: Connection, person_id: int) -> datetime | None:
    """When the valid address of a person's feed was made, or None where they have none."""
    made: datetime | None = connection.execute(_MADE_AT, {"person_id": person_id}).scalar()
    return made


def due_dates(connection: Connection, asker: Asker) -> Sequence[Row[Any]]:
    """The due dates of the person's own open recommendations, past ones too, the earliest first."""
    return connection.execute(_DUE_DATES, _parameters(asker)).all()


def steps(connection: Connection, asker: Asker) -> Sequence[Row[Any]]:
    """The milestones not yet done of the person's own open recommendations, the earliest first."""
    return connection.execute(_STEPS, _parameters(asker)).all()


def _parameters(asker: Asker) -> dict[str, Any]:
    """Who reports on nothing, such as leadership, watches the deadlines of all they may see."""
    visible = asker.components[Action.READ]
    return {
        "visible": sorted(visible),
        "reported": sorted(asker.components[Action.UPDATE] or visible),
        "email": asker.email.casefold(),
    }
