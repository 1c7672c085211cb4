"""One recommendation with all that is known about it, and what this person may do to it now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from flask import render_template, request
from sqlalchemy.engine import Row

from ipr_compliance import context
from ipr_compliance.domain import clock_words, clocks
from ipr_compliance.domain.change_words import NAMES
from ipr_compliance.domain.deadlines import beyond_window, days_slipped
from ipr_compliance.domain.expected import expected_next, no_response
from ipr_compliance.domain.extensions import check_decider
from ipr_compliance.domain.offers import Deed, offers
from ipr_compliance.domain.office import OfficeRules
from ipr_compliance.domain.permissions import Action, refusal
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.domain.reminder_rules import pause_reason
from ipr_compliance.domain.timeline import Show
from ipr_compliance.domain.words import Status
from ipr_compliance.models import EvidenceKind
from ipr_compliance.queries import actions, evidence, history, office, recommendations, references
from ipr_compliance.queries import clocks as clock_facts
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services.desk import situated
from ipr_compliance.services.extensions import departmental
from ipr_compliance.web import record_choices, timeline
from ipr_compliance.web.forms import Forms, Returned
from ipr_compliance.web.recommendations import blueprint
from ipr_compliance.web.record_then import as_it_stood, steps_then
from ipr_compliance.web.rendering import other_day

MONEY = ("questioned_cost", "unsupported_cost", "funds_put_to_better_use", "costs_agreed", "better_use_agreed")

NO_RESPONSE = "No response: counts as unresolved"
RESOLUTIONS = {
    Status.RESPONSE_DUE: "No response yet",
    Status.OPEN_UNRESOLVED: "Unresolved: the OIG has not accepted the plan",
    Status.OPEN_RESOLVED: "Resolved: the OIG has accepted the plan",
    Status.CLOSURE_REQUESTED: "Resolved: the OIG has accepted the plan",
    Status.CLOSED_IMPLEMENTED: "Resolved and closed",
    Status.CLOSED_NOT_IMPLEMENTED: "Closed without implementation",
    Status.CLOSED_SUPERSEDED: "Closed: another recommendation takes its place",
}
"""Whether the OIG has accepted the plan, and whether it is closed: two facts that the status word joins."""


@blueprint.get("/<id:recommendation_id>")
def show(recommendation_id: int) -> str:
    """One recommendation, as it stands now or as it stood on a past day."""
    asked = Filter.read({"as_of": request.args.get("as_of", "")}).as_of
    found = Found.read(recommendation_id, asked if asked and asked < context.today() else None)
    return _rendered(found, Forms(defaults=record_choices.defaults(found.record)), [])


def returned(recommendation_id: int, back: Returned, action: Action) -> str:
    """The page with the form that was refused, and with what others changed meanwhile.

    Who may not do this at all is told so (NotAllowed, NotFound) before anything is said about the form.
    """
    found = Found.read(recommendation_id)
    if not found.may(action):
        raise NotAllowed(refusal(action))
    changed = timeline.since(found.timeline, found.record.version, back)
    if back.deed is Deed.EDIT:
        back = replace(back, typed=timeline.merged(back.typed, changed))
    return _rendered(found, Forms(back, record_choices.defaults(found.record)), changed)


@dataclass(frozen=True)
class Found:
    """What the database knows about one recommendation, as of a day."""

    record: Any
    timeline: tuple[history.Told, ...]
    steps: Sequence[Any]
    files: Sequence[Row[Any]]
    extensions: Sequence[Row[Any]]
    rules: OfficeRules
    day: date
    past: bool

    @classmethod
    def read(cls, recommendation_id: int, as_of: date | None = None) -> Self:
        """As it stands now, or as it stood on a past day. Raises NotFound where it is not this person's to see."""
        reading, zone = context.reading(), context.program().settings.zone
        record = recommendations.one(reading, context.asker(), recommendation_id)
        told = history.timeline(reading, "recommendation", recommendation_id, record.newest_entry)
        rules = office.rules(reading)
        files = evidence.of(reading, recommendation_id) if record.has_files else []
        asked = actions.extensions(reading, recommendation_id) if record.has_extensions else []
        if as_of is None:
            steps = actions.milestones(reading, recommendation_id) if record.has_milestones else []
            return cls(record, told, steps, files, asked, rules, context.today(), past=False)
        then = as_it_stood(record, told, as_of, context.tree(), zone)
        told = tuple(entry for entry in told if entry.on <= as_of)
        files = [file for file in files if _received(file) <= as_of]
        asked = [one for one in asked if one.asked_on <= as_of]
        return cls(then, told, steps_then(told, as_of), files, asked, rules, as_of, past=True)

    def may(self, action: Action) -> bool:
        """Whether this person may do that to the record."""
        return context.asker().may(action, self.record.component_id)

    @property
    def pending(self) -> Row[Any] | None:
        """The request for more time that waits for its decision, where there is one."""
        return self.extensions[-1] if self.record.extension_pending and self.extensions else None


def _rendered(found: Found, forms: Forms, changed: list[history.Told]) -> str:
    record, day = found.record, found.day
    reasons = tuple((one.n, one.reason) for one in found.extensions)
    show = _asked_show()
    return render_template(
        "recommendations/show.html",
        record=record,
        component=context.tree().by_id[record.component_id],
        day=day,
        past=found.past,
        beyond_window=beyond_window(record.due_on, record.complete_by),
        days_slipped=days_slipped(record.original_due_on, record.due_on),
        no_response=(unanswered := no_response(record.status, record.issued_on, day, found.rules.lengths)),
        paused=pause_reason(record.whose_move) if record.status.is_open else None,
        resolution=NO_RESPONSE if unanswered else RESOLUTIONS[record.status],
        money=[(NAMES[name], amount) for name in MONEY if (amount := getattr(record, name)) is not None],
        links=references.in_words(
            context.reading(), context.asker(), {one for one in (record.successor, record.repeats) if one}
        ),
        steps=found.steps,
        files=found.files,
        pending=found.pending,
        received=_received,
        seen=max((entry.seq for entry in found.timeline), default=0),
        timeline=timeline.in_words(found.timeline, show, reasons),
        shows=_shows(found, show),
        meanwhile=timeline.in_words(tuple(changed), Show.ALL, reasons),
        forms=forms,
        choices=record_choices,
        problem=forms.summary,
        **_clocks(found),
        **_offered(found),
        **other_day(day if found.past else None, f"/recommendations/{record.id}"),
    )


def _asked_show() -> Show:
    asked = request.args.get("show", "")
    return Show(asked) if asked in set(Show) else Show.ALL


def _received(file: Row[Any]) -> date:
    """The office's date on which a file came."""
    received: date = file.received_at.astimezone(context.program().settings.zone).date()
    return received


def _shows(found: Found, shown: Show) -> list[tuple[str, str]]:
    """The kinds of entries in words, each with the address of the page that shows it; the present one has none."""
    return [(words, "" if show is shown else _address(found, show)) for show, words in timeline.SHOWS.items()]


def _address(found: Found, show: Show) -> str:
    asked = {"as_of": found.day.isoformat()} if found.past else {}
    if show is not Show.ALL:  # where none is named in the address, the page shows all
        asked["show"] = show.value
    query = urlencode(asked)
    return f"/recommendations/{found.record.id}{'?' if query else ''}{query}#timeline"


def _clocks(found: Found) -> dict[str, Any]:
    record, day = found.record, found.day
    counting = history.that_count(found.timeline)
    facts = clock_facts.facts(record, counting, context.program().settings.zone)
    readings = clocks.readings(facts, found.rules.lengths)
    update_by = next((one.ends_on for one in readings if one.clock is clocks.Clock.STATUS_UPDATE), None)
    return {
        "clocks": [(clock_words.NAMES[one.clock], one, clock_words.reads(one, day), one.late(day)) for one in readings],
        "expected": expected_next(
            record.status, record.whose_move, record.component, record.due_on, day, update_by
        ),
    }  # fmt: skip


def _offered(found: Found) -> dict[str, Any]:
    """What this person may do; nothing for who only reads, on a page of a past day, or on what was entered in error."""
    record = found.record
    may = context.asker().actions_on(record.component_id)
    if found.past or record.voided or may == {Action.READ}:
        nothing = dict.fromkeys(("may_update", "may_void"), False)
        return {"offers": [], "may_withdraw": {}, "decision_blocked": None, **nothing}
    at = situated(record, found.timeline, found.day)
    shown = any(file.kind is EvidenceKind.EVIDENCE and file.withdrawn_on is None for file in found.files)
    entries = timeline.in_words(found.timeline, Show.ALL) if Action.CORRECT in may else []
    withdraws = {EvidenceKind.EVIDENCE: Action.UPDATE, EvidenceKind.LETTER: Action.RECORD_DECISION}
    return {
        "offers": offers(at, may, due_on=record.due_on, pending=record.extension_pending, shown=shown),
        "may_update": Action.UPDATE in may,
        "may_void": Action.CORRECT in may,
        "may_withdraw": {kind: record.status.is_open and action in may for kind, action in withdraws.items()},
        "decision_blocked": _why_not_decide(found.pending) if Action.DECIDE_EXTENSION in may else None,
        "targets": record_choices.targets(at),
        "file_kinds": record_choices.file_kinds(may, is_open=record.status.is_open),
        "grounds": [("", "Choose"), *((reason, reason) for reason in found.rules.extension_reasons)],
        "letters": record_choices.letters(found.files),
        "correctable": record_choices.correctable(found.timeline, entries),
    }


def _why_not_decide(pending: Row[Any] | None) -> str:
    """Why this person does not decide the pending extension; empty where they do."""
    if pending is None:
        return ""
    asker = context.asker()
    try:
        check_decider(
            asked_by=pending.asked_by_id, decides=asker.person_id, needs_departmental=pending.departmental,
            departmental=departmental(asker, context.tree()),
        )  # fmt: skip
    except NotAllowed as no:
        return no.message
    return ""
