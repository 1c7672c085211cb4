"""Setting the office's own rules."""

from collections.abc import Mapping

import sqlalchemy as sa

from ipr_compliance.domain.office import NAMES, OfficeRules
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.models import OfficeSetting
from ipr_compliance.queries import office
from ipr_compliance.services import history
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.history import Change

SUBJECT, THE_OFFICE = "office", 0
"""There is one office: its number in history is always the same."""

_setting = OfficeSetting.__table__  # type: ignore[attr-defined]


def change(desk: Desk, given: Mapping[str, str]) -> int:
    """Set the rules by name, and answer the entry's number; what is blank goes back to its default.

    What is not named stays. A new length moves no date that is recorded already. Refuses people who do not administer
    the whole department (NotAllowed), and what cannot be read, is out of range or changes nothing (Invalid).
    """
    if not desk.by.may_everywhere(Action.ADMINISTER, desk.tree):
        raise NotAllowed("Only administrators of the whole department set its rules.")
    kept, default = office.kept(desk.connection), OfficeRules().as_text()
    # What cannot be read any more is told in history as it was kept: setting it anew is how it is repaired.
    old, new = {**default, **kept}, OfficeRules.read({**kept, **given}).as_text()
    fields = {name: (old[name], new[name]) for name in NAMES if old[name] != new[name]}
    if not fields:
        raise Invalid("Nothing is changed: every rule says what holds already.")
    stored = [{"name": name, "value": new[name]} for name in NAMES if new[name] != default[name]]
    desk.connection.execute(sa.delete(_setting).where(_setting.c.name.in_(tuple(NAMES))))
    if stored:
        desk.connection.execute(sa.insert(_setting), stored)
    told = Change(SUBJECT, THE_OFFICE, "changed", desk.today, fields)
    return history.append(desk.session, [told], by=desk.by, at=desk.now)
