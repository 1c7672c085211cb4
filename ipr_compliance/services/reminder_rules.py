"""Setting the office's rules for reminders."""

import sqlalchemy as sa

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, Rule
from ipr_compliance.domain.reminder_words import NAMES, as_text
from ipr_compliance.models import ReminderRule
from ipr_compliance.queries import reminder_rules
from ipr_compliance.services import history
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.history import Change

SUBJECT = "reminder-rule"

_rule = ReminderRule.__table__  # type: ignore[attr-defined]


def number(event: Event) -> int:
    """The number under which history keeps an event's rule."""
    return list(Event).index(event) + 1


def check(by: Asker, tree: Tree) -> None:
    """Refuse with NotAllowed whoever does not keep the records of the whole department."""
    if not by.may_everywhere(Action.EDIT, tree):
        raise NotAllowed("Only liaisons and administrators of the whole department set the rules for reminders.")


def change(desk: Desk, rule: Rule) -> int:
    """Set the rule of its event, and answer the entry's number; a rule that equals the default is not kept.

    It holds from the next plan on. Refuses people who do not keep the whole department (NotAllowed), and what changes
    nothing (Invalid).
    """
    check(desk.by, desk.tree)
    old, new = as_text(reminder_rules.rules(desk.connection)[rule.event]), as_text(rule)
    fields = {name: (old[name], new[name]) for name in NAMES if old[name] != new[name]}
    if not fields:
        raise Invalid("Nothing is changed: the rule says what holds already.")
    desk.connection.execute(sa.delete(_rule).where(_rule.c.event == rule.event))
    if new != as_text(DEFAULTS[rule.event]):
        desk.connection.execute(sa.insert(_rule), [{"event": rule.event.value, **new}])
    told = Change(SUBJECT, number(rule.event), "changed", desk.today, fields)
    return history.append(desk.session, [told], by=desk.by, at=desk.now)
