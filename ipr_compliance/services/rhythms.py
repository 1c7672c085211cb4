"""Choosing one's own rhythm of reminders, and setting the limits within which everybody may."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from ipr_compliance.domain.permissions import Asker
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.rhythms import NAMES, Limits
from ipr_compliance.domain.words import Rhythm
from ipr_compliance.models import OfficeSetting, Person
from ipr_compliance.queries import reminder_rules as held
from ipr_compliance.queries import reminders
from ipr_compliance.services import history, people, reminder_rules
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.history import Change

SUBJECT, THE_LIMITS = reminder_rules.SUBJECT, 0
"""In history the limits stand beside the rules for reminders, which are numbered from 1 on."""

_person, _setting = Person.__table__, OfficeSetting.__table__  # type: ignore[attr-defined]


def choose(session: Session, rhythm: str, *, by: Asker, today: date, now: datetime) -> None:
    """Set how often the asker is reminded, from the next plan on; choosing what holds already changes nothing.

    `today` is the office's date, `now` the instant, aware. Refuses with Invalid what is no rhythm, and a weekly one
    where the office does not allow it.
    """
    person_id, connection = by.person_id or 0, session.connection()
    if rhythm not in set(Rhythm):
        raise Invalid("Choose how often you are reminded.", field="rhythm")
    if rhythm != Rhythm.DAILY and not held.limits(connection).weekly:
        raise Invalid("The office does not allow weekly reminders.", field="rhythm")
    before = reminders.rhythm(connection, person_id)
    if rhythm == before:
        return
    connection.execute(sa.update(_person).where(_person.c.id == person_id).values(rhythm=Rhythm(rhythm)))
    change = Change(people.SUBJECT, person_id, "rhythm-chosen", today, {"rhythm": (before, Rhythm(rhythm))})
    history.append(session, [change], by=by, at=now)


def limit(desk: Desk, limits: Limits) -> int:
    """Set what everybody's own rhythm may be, and answer the entry's number.

    It holds from the next plan on; what people have chosen is kept. Refuses people who do not keep the whole
    department (NotAllowed), and what changes nothing (Invalid).
    """
    reminder_rules.check(desk.by, desk.tree)
    old, new, default = held.limits(desk.connection).as_text(), limits.as_text(), Limits().as_text()
    fields = {name: (old[name], new[name]) for name in NAMES if old[name] != new[name]}
    if not fields:
        raise Invalid("Nothing is changed: the limits are as they were.")
    desk.connection.execute(sa.delete(_setting).where(_setting.c.name.in_(NAMES)))
    kept = [{"name": name, "value": new[name]} for name in NAMES if new[name] != default[name]]
    if kept:
        desk.connection.execute(sa.insert(_setting), kept)
    return history.append(
        desk.session, [Change(SUBJECT, THE_LIMITS, "changed", desk.today, fields)], by=desk.by, at=desk.now
    )
