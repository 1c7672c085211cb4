"""Schedules of reports, for liaisons: which reports are made by themselves, for whom and when."""

from typing import Any

from ipr_compliance import context
from ipr_compliance.api import office_answers as answers
from ipr_compliance.api import problems
from ipr_compliance.api.answers import Answered
from ipr_compliance.api.door import blueprint
from ipr_compliance.api.pages import whole
from ipr_compliance.api.questions import Once, SchedulePath
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import NotAllowed
from ipr_compliance.queries import schedules
from ipr_compliance.queries.schedules import Schedule
from ipr_compliance.services import schedules as keeping
from ipr_compliance.services.office_inputs import ScheduleInput


@blueprint.get("/schedules", responses={200: answers.Schedules, **problems.documented(403)})
def list_schedules() -> Answered:
    """The schedules that the caller keeps, the oldest first (liaisons)."""
    _liaisons_only()
    return _all()


@blueprint.post("/schedules", responses={201: answers.Schedule, **problems.WRITING})
def add_schedule(header: Once, body: ScheduleInput) -> Answered:
    """Have a report made after each period, from the one that is running now, and sent to people with accounts."""
    _liaisons_only()
    limits = {"report": body.report or "", "view": body.view or ""}
    with context.desk(header.write_key()) as desk:
        number = keeping.add(desk, body.kind, body.component or "", body.every, " ".join(body.readers), limits)
    return _record(schedules.one(context.reading(), context.asker(), context.tree(), number)), 201, {}


@blueprint.post("/schedules/<id:schedule_id>/removal", responses={200: answers.Schedules, **problems.WRITING})
def remove_schedule(path: SchedulePath, header: Once) -> Answered:
    """End one; what it has sent stays sent. Answers those that are left."""
    with context.desk(header.write_key()) as desk:
        keeping.end(desk, path.schedule_id)
    return _all()


def _liaisons_only() -> None:
    if not context.asker().may_anywhere(Action.EDIT):
        raise NotAllowed("Only liaisons have reports sent.")


def _all() -> dict[str, Any]:
    kept = schedules.kept_by(context.reading(), context.asker(), context.tree())
    return whole([_record(one) for one in kept])


def _record(one: Schedule) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "component": one.component or None,
        "about": one.said,
        "every": one.every.value,
        "readers": list(one.readers),
        "since": str(one.since),
        "made_by": one.made_by,
    }
