"""What one person has to do and what they wait for: the open recommendations that are theirs, by whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.turns import ANSWERED, Bounds, Turn
from ipr_compliance.domain.words import WhoseMove
from ipr_compliance.models import Component, Extension, Recommendation, Report, Standing
from ipr_compliance.queries import office
from ipr_compliance.queries.among import among
from ipr_compliance.queries.calculations import days_after
from ipr_compliance.queries.kept import Kept

_rec, _standing = Recommendation.__table__, Standing.__table__  # type: ignore[attr-defined]
_report, _component = Report.__table__, Component.__table__  # type: ignore[attr-defined]
_extension = Extension.__table__  # type: ignore[attr-defined]
_numbered = _report.alias("numbered_report")

DEMONSTRATION = "DEMO-1"
"""The number of the report that only the demonstration data hold."""

SHOWN = 50
"""How many rows of a group the page shows."""


@dataclass(frozen=True)
class Notes:
    """What the header of every page tells."""

    needs_you: int
    demonstration: bool


@dataclass(frozen=True)
class Group:
    """The first rows of one group, and how many there are."""

    rows: Sequence[Any]
    total: int


_others = _component.alias("others")
# A name of its own: what an empty list means is kept with the parameter, and here it is the contrary.
_not_decided = ~among(_others.c.id, "decided_too")
_IS_NOT_DEPARTMENTAL = sa.exists().where(_others.c.parent_id.is_(None), _not_decided)
_NOT_THEIRS_TO_DECIDE = (
    sa.exists()
    .where(
        _extension.c.recommendation_id == _rec.c.id,
        _extension.c.decided_on.is_(None),
        # Who asked does not decide, and what is the department's to decide is not a component's liaison's.
        (_extension.c.asked_by_id == sa.bindparam("me", type_=sa.Integer))
        | (_extension.c.departmental & _IS_NOT_DEPARTMENTAL),
    )
    .correlate(_rec)
)
# From here to _TURN it is what `domain.turns` says, for all records at once; a test holds the two together.
_LAST = sa.func.coalesce(_rec.c.last_update_on, _report.c.issued_on)
_UPDATE_BY = sa.case(
    (_rec.c.next_update_on > _LAST, _rec.c.next_update_on),
    else_=days_after(_LAST, sa.bindparam("update_days", type_=sa.Integer)),
)
_UPDATE_FIRST = (
    (_rec.c.whose_move == WhoseMove.COMPONENT)
    & _rec.c.status.not_in(ANSWERED)
    & (sa.bindparam("update_until", type_=sa.Date) >= _UPDATE_BY)
    & (_rec.c.due_order > _UPDATE_BY)
)
_FIRST_ON = sa.case((_UPDATE_FIRST, _UPDATE_BY), else_=_rec.c.due_order)
_TURN = sa.case(
    (
        (_rec.c.whose_move == WhoseMove.LIAISON) & among(_rec.c.component_id, "decided") & ~_NOT_THEIRS_TO_DECIDE,
        Turn.DECIDE,
    ),
    (_rec.c.whose_move != WhoseMove.COMPONENT, Turn.WAITING),
    (_rec.c.status.in_(ANSWERED), Turn.NEEDS_YOU),
    (sa.bindparam("now_until", type_=sa.Date) >= _FIRST_ON, Turn.NEEDS_YOU),
    (sa.bindparam("soon_until", type_=sa.Date) >= _FIRST_ON, Turn.SOON),
    else_=Turn.LATER,
)
MINE = (
    _rec.c.is_open,
    among(_rec.c.component_id, "visible"),
    among(_rec.c.component_id, "reported") | (sa.func.lower(_rec.c.responsible_email) == sa.bindparam("email")),
)
"""What makes an open recommendation a person's own: they may see it, and report on it or are named as responsible."""

_NOTES = sa.select(
    sa.select(sa.func.count())
    .select_from(_rec.join(_report, _report.c.id == _rec.c.report_id))
    .where(*MINE, _TURN <= Turn.NEEDS_YOU)
    .scalar_subquery()
    .label("needs_you"),
    sa.exists().where(_numbered.c.number == DEMONSTRATION).label("demonstration"),
)
_KEPT: Kept[Notes] = Kept(1024)
_NUMBERED = (
    sa.select(
        _rec.c.id,
        _TURN.label("turn"),
        sa.func.row_number().over(partition_by=_TURN, order_by=(_FIRST_ON, _rec.c.id)).label("place"),
        sa.func.count().over(partition_by=_TURN).label("total"),
    )
    .select_from(_rec.join(_report, _report.c.id == _rec.c.report_id))
    .where(*MINE)
    .subquery("numbered")
)
_BEFORE = sa.select(sa.func.max(_standing.c.until_on)).where(
    _standing.c.recommendation_id == _rec.c.id, _standing.c.whose_move != _rec.c.whose_move
)
_BEGUN = sa.select(sa.func.min(_standing.c.from_on)).where(_standing.c.recommendation_id == _rec.c.id)
_SINCE = sa.func.coalesce(_BEFORE.correlate(_rec).scalar_subquery(), _BEGUN.correlate(_rec).scalar_subquery())
"""The day from which it has been the present one's move, whatever else changed meanwhile."""

_ROWS = (
    sa.select(
        _NUMBERED.c.turn, _NUMBERED.c.total, _rec.c.id, _report.c.number.label("report_number"), _rec.c.number,
        _rec.c.text, _component.c.code.label("component"), _rec.c.component_id, _rec.c.status,
        _rec.c.whose_move, _rec.c.due_on, _rec.c.last_update_on, _report.c.issued_on, _rec.c.next_update_on,
        _SINCE.label("since_on"),
    )
    .select_from(_NUMBERED)
    .join(_rec, _rec.c.id == _NUMBERED.c.id)
    .join(_report, _report.c.id == _rec.c.report_id)
    .join(_component, _component.c.id == _rec.c.component_id)
    .where(_NUMBERED.c.place <= SHOWN)
    .order_by(_NUMBERED.c.turn, _NUMBERED.c.place)
)  # fmt: skip


def for_header(connection: Connection, asker: Asker, today: date) -> Notes:
    """What needs this person, and whether this is the demonstration."""
    return _KEPT.get(connection, (asker.person_id, today), lambda: _notes(connection, asker, today))


def _notes(connection: Connection, asker: Asker, today: date) -> Notes:
    needs_you, demonstration = connection.execute(_NOTES, _parameters(connection, asker, today)).one()
    return Notes(needs_you, bool(demonstration))


def groups(connection: Connection, asker: Asker, today: date) -> Mapping[Turn, Group]:
    """This person's work: what they may report on, and what names them as responsible; the earliest date first."""
    rows = connection.execute(_ROWS, _parameters(connection, asker, today)).all()
    found = {}
    for turn in Turn:
        own = [row for row in rows if row.turn == turn]
        found[turn] = Group(own, own[0].total if own else 0)
    return found


def _parameters(connection: Connection, asker: Asker, today: date) -> dict[str, Any]:
    return {
        "visible": sorted(asker.components[Action.READ]),
        "reported": sorted(asker.components[Action.UPDATE]),
        "decided": (decided := sorted(asker.components[Action.DECIDE_EXTENSION])),
        "decided_too": decided,
        "me": asker.person_id,
        "email": asker.email.casefold(),
        "update_days": office.rules(connection).lengths.update_days,
        **vars(Bounds.on(today)),
    }
