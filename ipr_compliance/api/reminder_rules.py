"""The office's rules for reminders, and limits of rhythms, for who keeps the records of the whole department."""

from typing import Any

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import EventPath
from ipr_compliance.domain.permissions import the_system
from ipr_compliance.domain.refusal import NotFound
from ipr_compliance.domain.reminder_rules import DEFAULTS, Event, Rule
from ipr_compliance.domain.reminder_words import ABOVE, read
from ipr_compliance.domain.rhythms import Limits
from ipr_compliance.queries import reminder_rules
from ipr_compliance.services import reminder_rules as setting
from ipr_compliance.services import reminders, rhythms
from ipr_compliance.services.office_inputs import LimitsInput, RuleInput

_OF = "/reminder-rules/<event>"


@blueprint.get("/reminder-rules", responses={200: answers.Rules, **problems.documented(403)})
def list_reminder_rules() -> Answered:
    """The rule of every event."""
    setting.check(context.asker(), context.tree())
    items = [_record(rule) for rule in reminder_rules.rules(context.reading()).values()]
    return whole(items)


@blueprint.get(_OF, responses={200: answers.Rule, **problems.documented(403)})
def show_reminder_rule(path: EventPath) -> Answered:
    """One of them."""
    setting.check(context.asker(), context.tree())
    return _one(_event(path))


@blueprint.post(f"{_OF}/preview", responses={200: answers.RulePreview, **problems.WRITING})
def preview_reminder_rule(path: EventPath, body: RuleInput) -> Answered:
    """What the next working day would send if this rule held; changes nothing."""
    setting.check(context.asker(), context.tree())
    rule = read(_event(path), body.as_text())
    by = the_system("preview", context.tree())
    found = reminders.preview(context.reading(), by=by, today=context.today(), rule=rule)
    return {
        "day": str(found.day),
        "recipients": list(found.recipients),
        "dates": found.dates,
        "now": found.now,
        "sentence": found.sentence,
    }


@blueprint.put(_OF, responses={200: answers.Rule, **problems.WRITING})
def set_reminder_rule(path: EventPath, body: RuleInput) -> Answered:
    """Set the rule as a whole, from the next plan on; one that says what holds already is refused."""
    event = _event(path)
    with context.desk() as desk:
        setting.change(desk, read(event, body.as_text()))
    return _one(event)


@blueprint.get("/reminder-limits", responses={200: answers.Limits, **problems.documented(403)})
def show_reminder_limits() -> Answered:
    """What a person's own rhythm of reminders may be."""
    setting.check(context.asker(), context.tree())
    return _limits()


@blueprint.patch("/reminder-limits", responses={200: answers.Limits, **problems.WRITING})
def change_reminder_limits(body: LimitsInput) -> Answered:
    """Set what it may be, from the next plan on: what is not named stays; a call that changes nothing is refused."""
    with context.desk() as desk:
        held = reminder_rules.limits(desk.connection).as_text()
        rhythms.limit(desk, Limits.read(held | body.as_text()))
    return _limits()


def _limits() -> dict[str, Any]:
    held = reminder_rules.limits(context.reading())
    return {"weekly": held.weekly, "at_once": sorted(held.at_once), "within": held.within}


def _event(path: EventPath) -> Event:
    if path.event not in set(Event):
        raise NotFound
    return Event(path.event)


def _one(event: Event) -> dict[str, Any]:
    return _record(reminder_rules.rules(context.reading())[event])


def _record(rule: Rule) -> dict[str, Any]:
    return {
        "event": rule.event.value,
        "before": list(rule.before),
        "on_the_day": rule.on_the_day,
        "after": rule.after.value,
        "to": sorted(rule.to),
        **{to.value: rule.escalation.get(to) for to in ABOVE},
        "usual": rule == DEFAULTS[rule.event],
    }
