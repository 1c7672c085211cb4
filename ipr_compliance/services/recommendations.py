"""Recording reports and their recommendations."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from ipr_compliance.domain.components import Component
from ipr_compliance.domain.deadlines import window_end
from ipr_compliance.domain.numbers import counting_order
from ipr_compliance.domain.permissions import Action
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed
from ipr_compliance.domain.standing import BLANK, Kind
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.queries import office
from ipr_compliance.queries import recommendations as records
from ipr_compliance.services import history, standings
from ipr_compliance.services.desk import Desk, done_before, enter, find, made_before
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import EditInput, RecommendationInput, ReportInput

_recommendation = Recommendation.__table__  # type: ignore[attr-defined]


def add_report(desk: Desk, given: ReportInput) -> Report:
    """Record a report. The office's window begins with its issue, unless the report names a last day.

    The window is 18 months long, or as long as the office has set. Refuses a number that is taken (Conflict), an issue
    date in the future (Invalid), and people who keep no records (NotAllowed).
    """
    if not desk.by.may_anywhere(Action.EDIT):
        raise NotAllowed("Only liaisons and administrators record reports.")
    if made := made_before(desk):
        return desk.session.get_one(Report, made)
    if given.issued_on and given.issued_on > desk.today:
        raise Invalid("A report cannot have been issued in the future.", field="issued_on")
    if desk.session.exec(select(Report.id).where(Report.number == given.number)).first() is not None:
        raise Conflict(f"Report {given.number} is recorded already.", field="number")
    report = Report(**given.model_dump())
    report.complete_by = given.complete_by or window_end(
        given.issued_on, office.rules(desk.connection).lengths.window_months
    )
    desk.session.add(report)
    desk.session.flush()
    # That it is public is what is taken for granted: history tells where it is not.
    facts = report.model_dump(exclude={"id", "public"} if report.public else {"id"})
    fields = {name: (None, value) for name, value in facts.items() if value is not None}
    change = Change(
        "report", report.id or 0, Kind.ENTERED, given.issued_on or desk.today, fields, write_key=desk.write_key
    )
    history.append(desk.session, [change], by=desk.by, at=desk.now)
    return report


def add(desk: Desk, given: RecommendationInput) -> int:
    """Record an issued recommendation; its management response is due. Answers its id.

    Refuses an unknown report or component (Invalid), a number that the report has already (Conflict), a due date
    before the issue date (Invalid), and people who do not keep the component's records (NotAllowed).
    """
    if made := made_before(desk):
        return made
    report = desk.session.exec(select(Report).where(Report.number == given.report_number)).first()
    if report is None:
        raise Invalid(f"Report {given.report_number} is not recorded yet; record it first.", field="report_number")
    component = _kept_component(desk, given.component)
    if given.due_on and report.issued_on and given.due_on < report.issued_on:
        raise Invalid("The due date lies before the day the report was issued.", field="due_on")
    taken = select(Recommendation.id).where(
        Recommendation.report_id == report.id, Recommendation.number == given.number, ~_recommendation.c.voided
    )
    if desk.session.exec(taken).first() is not None:
        raise Conflict(f"Report {report.number} has a recommendation {given.number} already.", field="number")
    if given.repeats is not None and records.one(desk.connection, desk.by, given.repeats).voided:
        raise Invalid("The recommendation that this one repeats was entered in error.", field="repeats")
    facts = given.model_dump(exclude={"report_number", "number"}, exclude_none=True)
    facts |= {"component": component.code, "original_due_on": given.due_on}
    recommendation_id = _insert(desk, report.id or 0, given.number, {**BLANK, **facts})
    change = Change(
        standings.SUBJECT, recommendation_id, Kind.ENTERED, report.issued_on or desk.today, _from_blank(facts),
        write_key=desk.write_key,
    )  # fmt: skip
    history.append(desk.session, [change], by=desk.by, at=desk.now)
    standings.rebuild(desk.session, recommendation_id, desk.tree, desk.zone)
    return recommendation_id


def _insert(desk: Desk, report_id: int, number: str, values: dict[str, Any]) -> int:
    row = {"report_id": report_id, "number": number, "number_order": counting_order(number), "version": 1}
    row |= standings.current(values, desk.tree)
    return int(
        desk.connection.execute(sa.insert(_recommendation).values(row).returning(_recommendation.c.id)).scalar_one()
    )


def _from_blank(facts: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (None, value) for name, value in facts.items() if value not in (None, False, Decimal(0))}


def edit(desk: Desk, recommendation_id: int, given: EditInput) -> int:
    """Change plain facts of a record, effective today; the status is moved by the OIG's word and by nothing else.

    A first due date becomes the original one; later changes of the date leave that as it is. Refuses with NotFound,
    NotAllowed (also a move to a component whose records are not this person's to keep), Invalid and Stale.
    """
    record = find(desk, recommendation_id, Action.EDIT)
    if before := done_before(desk):
        return before.seq
    facts = given.model_dump(include=given.model_fields_set - {"version", "note"})
    if given.component is not None:
        facts["component"] = _kept_component(desk, given.component).code
    if given.due_on and record.issued_on and given.due_on < record.issued_on:
        raise Invalid("The due date lies before the day the report was issued.", field="due_on")
    if "due_on" in facts and facts["due_on"] != record.due_on and record.extension_pending:
        raise Conflict("More time is asked for; that request is decided before the date is edited.", field="due_on")
    if given.due_on and record.original_due_on is None:
        facts["original_due_on"] = given.due_on
    changed = {name: value for name, value in facts.items() if getattr(record, name) != value}
    if not changed:
        raise Invalid("Nothing is changed: every field says what is recorded already.")
    return enter(desk, record, given.version, Kind.EDITED, desk.today, changed, given.note)


def _kept_component(desk: Desk, code: str) -> Component:
    """The component of that code, where this person keeps its records."""
    component = desk.tree.find(code)
    if component is None or component.id not in desk.by.components[Action.READ]:
        raise Invalid(f"There is no component {code}.", field="component")
    if not desk.by.may(Action.EDIT, component.id):
        raise NotAllowed(f"Only liaisons of {component.code} keep its records.")
    return component
