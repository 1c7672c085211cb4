"""Who holds what: the open recommendations of one responsible official, and those that nobody holds."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.models import Component, Person, Recommendation, Report
from ipr_compliance.queries.among import among

_rec, _report = Recommendation.__table__, Report.__table__  # type: ignore[attr-defined]
_component, _person = Component.__table__, Person.__table__  # type: ignore[attr-defined]

SHOWN = 50
"""How many of the records without an owner are listed; all are counted."""


@dataclass(frozen=True)
class Unowned:
    """The first records that nobody holds, the earliest date first, and how many there are."""

    rows: list[Row[Any]]
    total: int


_HOLDER = sa.func.lower(_rec.c.responsible_email)
_OPEN = (_rec.c.is_open, among(_rec.c.component_id, "visible"))
_DISABLED = sa.exists().where(_person.c.email == _HOLDER, ~_person.c.active)
_NOBODY = (*_OPEN, _rec.c.responsible_email.is_(None) | (_rec.c.responsible_email == "") | _DISABLED)
_ROWS = (
    sa.select(
        _rec.c.id, _report.c.number.label("report_number"), _rec.c.number, _rec.c.text,
        _component.c.code.label("component"), _rec.c.component_id, _rec.c.status, _rec.c.whose_move, _rec.c.due_on,
        _rec.c.last_update_on, _rec.c.responsible_official, _rec.c.responsible_email, _rec.c.version,
    )
    .select_from(_rec)
    .join(_report, _report.c.id == _rec.c.report_id)
    .join(_component, _component.c.id == _rec.c.component_id)
    .order_by(_rec.c.due_order, _rec.c.id)
)  # fmt: skip
_HELD = _ROWS.where(*_OPEN, sa.bindparam("email") == _HOLDER)
_UNOWNED = _ROWS.where(*_NOBODY).limit(SHOWN)
_COUNT = sa.select(sa.func.count()).select_from(_rec).where(*_NOBODY)


def held_by(connection: Connection, asker: Asker, email: str, action: Action = Action.READ) -> list[Row[Any]]:
    """The open recommendations that name this address as responsible, and for which the action is the asker's."""
    parameters = {"visible": sorted(asker.components[action]), "email": email.strip().lower()}
    return list(connection.execute(_HELD, parameters))


def without_owner(connection: Connection, asker: Asker) -> Unowned:
    """The open recommendations that this person sees and nobody holds: no responsible address, or a disabled one."""
    parameters = {"visible": sorted(asker.components[Action.READ])}
    total = connection.execute(_COUNT, parameters).scalar_one()
    return Unowned(list(connection.execute(_UNOWNED, parameters)) if total else [], total)
