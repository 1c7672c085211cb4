"""A rule for reminders as people type and read it."""

import re
from collections.abc import Mapping
from enum import StrEnum

from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.reminder_rules import After, Event, Rule, To

MOST_STEPS, FURTHEST = 12, 90
LATEST = 3650

WORDS: Mapping[StrEnum, str] = {
    Event.RESPONSE: "Management response",
    Event.STATUS_UPDATE: "Status update",
    Event.MILESTONE: "Step of the corrective action",
    Event.DUE_DATE: "Due date",
    Event.CLOSEOUT_LETTER: "Closeout letter",
    Event.RESOLUTION: "Limit of resolution",
    Event.FINAL_ACTION: "Final action",
    Event.WINDOW: "End of the report's window",
    After.WEEKLY: "Every week, after three months every four weeks",
    After.MONTHLY: "Every four weeks",
    To.OFFICIAL: "Responsible official",
    To.MAILBOX: "Component's mailbox",
    To.SUPERVISOR: "Mailbox of the office above",
    To.LIAISON: "Liaisons of the component",
    To.DEPARTMENT: "Liaisons of the whole department",
    To.LEADERSHIP: "Head of the component",
}

ABOVE = (To.SUPERVISOR, To.LEADERSHIP, To.DEPARTMENT)
"""Who can be told when something is late; each is kept under its own name."""

NAMES = ("before", "on_the_day", "after", "to", *(to.value for to in ABOVE))
"""The parts of a rule, by the names under which they are typed and kept."""


def as_text(rule: Rule) -> dict[str, str]:
    """The rule as it is typed and kept, by name."""
    return {
        "before": ", ".join(map(str, rule.before)),
        "on_the_day": "1" if rule.on_the_day else "",
        "after": rule.after.value,
        "to": ",".join(sorted(rule.to)),
        **{to.value: str(rule.escalation.get(to, "")) for to in ABOVE},
    }


def read(event: Event, given: Mapping[str, str]) -> Rule:
    """The rule that was typed or kept. Refuses with Invalid, naming the field, what cannot be read."""
    after = given.get("after", "")
    if after not in set(After):
        raise Invalid("Choose how often it is told when it is late.", field="after")
    named = {name.strip() for name in given.get("to", "").split(",") if name.strip()}
    if not named or named - set(To):
        raise Invalid("Choose at least one of those who are told.", field="to")
    return Rule(
        event,
        _steps(given.get("before", "")),
        on_the_day=given.get("on_the_day") == "1",
        after=After(after),
        to=frozenset(map(To, named)),
        escalation={to: _number(text, LATEST, to) for to in ABOVE if (text := given.get(to, "").strip())},
    )


def _steps(text: str) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    if len(parts) > MOST_STEPS:
        raise Invalid(f"Give at most {MOST_STEPS} steps.", field="before")
    return tuple(sorted({_number(part, FURTHEST, "before") for part in parts}, reverse=True))


def _number(text: str, most: int, field: str) -> int:
    # Not int() alone, which also reads "1_0" and digits of other scripts.
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= most:
        raise Invalid(f"Give days as numbers from 1 to {most:,}.", field=field)
    return int(text)
