"""Follow-up under OMB Circular A-50 and 5 U.S.C. 405(b): what is undecided, unresolved or not complete for too long."""

from datetime import date

from ipr_compliance.domain.clocks import Lengths
from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.progress import Period
from ipr_compliance.domain.semiannual import AuditReport
from ipr_compliance.domain.words import Status

MONTHS = Lengths.resolution_months
"""Six months from issue to resolution: the circular's, whatever the office's own clock is set to."""

UNRESOLVED = frozenset({Status.RESPONSE_DUE, Status.OPEN_UNRESOLVED})


def issued_in(report: AuditReport, period: Period) -> bool:
    """Whether it was issued in the period: 5 U.S.C. 405(b)(5)."""
    return period.first <= report.issued_on <= period.last


def decided_later(report: AuditReport, period: Period) -> bool:
    """Whether it was issued before the period and decided in it: 5 U.S.C. 405(b)(6)."""
    return report.issued_on < period.first and report.undecided(period.day_before) and not report.undecided(
        period.last
    )  # fmt: skip


def undecided_too_long(report: AuditReport, period: Period) -> bool:
    """Whether it was issued before the period, six months or more before its end, and is undecided then.

    5 U.S.C. 405(b)(10)(A) as it read before P.L. 117-263.
    """
    old = report.issued_on < period.first and add_months(report.issued_on, MONTHS) <= period.last
    return old and report.undecided(period.last)


def not_complete(issued_on: date | None, period: Period) -> bool:
    """Whether an open recommendation was made before the period: 5 U.S.C. 405(b)(2).

    One without a date of issue is told, too: what is not known to be new is taken as old.
    """
    return issued_on is None or issued_on < period.first


def unresolved_too_long(status: Status, issued_on: date | None, as_of: date) -> bool:
    """Whether a recommendation is unresolved more than six months after its report was issued: OMB Circular A-50.

    One without a response counts as unresolved, and so does one whose plan the OIG accepts no longer.
    """
    return status in UNRESOLVED and issued_on is not None and add_months(issued_on, MONTHS) < as_of
