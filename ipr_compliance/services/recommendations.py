"""Recording reports and their recommendations."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, select

from ipr_compliance.domain.components import Tree
from ipr_compliance.domain.deadlines import window_end
from ipr_compliance.domain.numbers import counting_order
from ipr_compliance.domain.permissions import Action, Asker
from ipr_compliance.domain.refusal import Conflict, Invalid, NotAllowed, Stale
from ipr_compliance.domain.standing import BLANK, Kind
from ipr_compliance.models import Recommendation, Report
from ipr_compliance.services import history, standings
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import RecommendationInput, ReportInput


def add_report(
    session: Session, given: ReportInput, *, by: Asker, today: date, now: datetime, write_key: str | None = None
) -> Report:
    """Record a report. The office's window of 18 months begins with its issue, unless the report names a last day.

    Refuses a number that is taken (Conflict), an issue date in the future (Invalid), and people who keep no
    records (NotAllowed).
    """
    if not by.may_anywhere(Action.EDIT):
        raise NotAllowed("Only liaisons and administrators record reports.")
    if given.issued_on and given.issued_on > today:
        raise Invalid("A report cannot have been issued in the future.", field="issued_on")
    if session.exec(select(Report.id).where(Report.number == given.number)).first() is not None:
        raise Conflict(f"Report {given.number} is recorded already.", field="number")
    report = Report(**given.model_dump())
    report.complete_by = given.complete_by or window_end(given.issued_on)
    session.add(report)
    session.flush()
    fields = {name: (None, value) for name, value in report.model_dump(exclude={"id"}).items() if value is not None}
    change = Change("report", report.id or 0, Kind.ENTERED, given.issued_on or today, fields, write_key=write_key)
    history.append(session, [change], by=by, at=now)
    return report


def add(
    session: Session, given: RecommendationInput, *, by: Asker, tree: Tree, today: date, now: datetime, zone: ZoneInfo,
    write_key: str | None = None,
) -> int:  # fmt: skip
    """Record an issued recommendation; its management response is due. Answers its id.

    Refuses an unknown report or component (Invalid), a number that the report has already (Conflict), a due date
    before the issue date (Invalid), and people who do not keep the component's records (NotAllowed).
    """
    report = session.exec(select(Report).where(Report.number == given.report_number)).first()
    if report is None:
        raise Invalid(f"Report {given.report_number} is not recorded yet; record it first.", field="report_number")
    component = tree.find(given.component)
    if component is None or component.id not in by.components[Action.READ]:
        raise Invalid(f"There is no component {given.component}.", field="component")
    if not by.may(Action.EDIT, component.id):
        raise NotAllowed(f"Only liaisons of {component.code} record its recommendations.")
    if given.due_on and report.issued_on and given.due_on < report.issued_on:
        raise Invalid("The due date lies before the day the report was issued.", field="due_on")
    taken = select(Recommendation.id).where(
        Recommendation.report_id == report.id, Recommendation.number == given.number
    )
    if session.exec(taken).first() is not None:
        raise Conflict(f"Report {report.number} has a recommendation {given.number} already.", field="number")
    facts = given.model_dump(exclude={"report_number", "number"}, exclude_none=True)
    facts |= {"component": component.code, "original_due_on": given.due_on}
    recommendation_id = _insert(session, report.id or 0, given.number, {**BLANK, **facts}, tree)
    change = Change(
        standings.SUBJECT, recommendation_id, Kind.ENTERED, report.issued_on or today, _from_blank(facts),
        write_key=write_key,
    )  # fmt: skip
    history.append(session, [change], by=by, at=now)
    standings.rebuild(session, recommendation_id, tree, zone)
    return recommendation_id


def _insert(session: Session, report_id: int, number: str, values: dict[str, Any], tree: Tree) -> int:
    row = {"report_id": report_id, "number": number, "number_order": counting_order(number), "version": 1}
    result = session.connection().execute(
        sa.insert(Recommendation).values(**row, **standings.current(values, tree)).returning(Recommendation.id)  # type: ignore[call-overload]
    )
    return int(result.scalar_one())


def _from_blank(facts: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (None, value) for name, value in facts.items() if value not in (None, False, Decimal(0))}


def take(session: Session, recommendation_id: int, version: int, **also: Any) -> None:
    """Move the record to its next version for the change at hand, with the columns that it sets besides.

    Raises Stale where somebody else has changed it since this version was read; the change must not go on.
    """
    connection = session.connection()
    taken = connection.execute(
        sa.update(Recommendation)
        .where(Recommendation.id == recommendation_id, Recommendation.version == version)  # type: ignore[arg-type]
        .values(version=version + 1, **also)
    )
    if taken.rowcount != 1:
        newest = connection.execute(
            sa.select(Recommendation.version).where(Recommendation.id == recommendation_id)  # type: ignore[call-overload]
        ).scalar_one()
        raise Stale(newest)
