"""Management's follow-up: reports with a management decision but no final action a year after it (5 U.S.C. 405(c))."""

from datetime import date

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.semiannual import AuditReport

MONTHS = Lengths.final_action_months
"""The Act's year; the office's own clock may be set otherwise, the statement to the Congress may not."""


def overdue_since(report: AuditReport, as_of: date) -> date | None:
    """The day of its decision, where that lies more than a year back and final action was not taken, else None.

    Final action is the closing of its last recommendation by the OIG.
    """
    decided_on = report.decided_on(as_of)
    if decided_on is None or add_months(decided_on, MONTHS) >= as_of:
        return None
    return decided_on if report.final_action_on(as_of) is None else None
