"""Changing what is recorded of a report."""

import sqlalchemy as sa

from ipr_compliance.domain.refusal import Invalid, NotAllowed
from ipr_compliance.domain.standing import Kind
from ipr_compliance.models import Report
from ipr_compliance.queries import reports
from ipr_compliance.services import history
from ipr_compliance.services.desk import Desk
from ipr_compliance.services.history import Change
from ipr_compliance.services.inputs import ReportChangeInput

_report = Report.__table__  # type: ignore[attr-defined]  # SQLModel adds the table


def change(desk: Desk, number: str, given: ReportChangeInput) -> None:
    """Say whether a report is public, from today on: the GAO-IG Act lists public recommendations (P.L. 115-414).

    Lists as of earlier days stay as they were. Refuses with NotFound a report that is not this person's to see, with
    NotAllowed whoever keeps none of its recommendations, and with Invalid what is recorded already.
    """
    report = reports.one(desk.connection, desk.by, number, desk.today)
    if not reports.keeps(desk.connection, desk.by, number):
        raise NotAllowed("Only those who keep records of this report change what is recorded of it.")
    if given.public == report.public:
        raise Invalid(f"The report is recorded as {'' if report.public else 'not '}public already.", field="public")
    desk.connection.execute(sa.update(_report).where(_report.c.id == report.id).values(public=given.public))
    fields = {"public": (report.public, given.public)}
    entry = Change("report", report.id, Kind.EDITED, desk.today, fields, given.note)
    history.append(desk.session, [entry], by=desk.by, at=desk.now)
