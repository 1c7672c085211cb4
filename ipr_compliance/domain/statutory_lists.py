"""The lists that go with the semiannual tables: which reports and recommendations, under which law, with which facts.

Each list says in one function what its rows are: the values of the columns, or None for what does not belong in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipr_compliance.domain import final_action, followup
from ipr_compliance.domain.progress import Item, Period, Value
from ipr_compliance.domain.semiannual import ZERO, AuditReport, Table
from ipr_compliance.domain.words import Status, in_words

Values = tuple[Value, ...]

ISSUED = "reports_issued"
DECIDED = "decisions_on_earlier_reports"
UNDECIDED = "reports_without_decision"
NO_FINAL_ACTION = "reports_without_final_action"
NOT_COMPLETE = "recommendations_not_complete"
UNRESOLVED = "unresolved_recommendations"


@dataclass(frozen=True)
class StatutoryList:
    """One list: its name for programs, its heading, its law, what stands in it, and how a row is made."""

    name: str
    heading: str
    law: str
    definition: str
    columns: tuple[str, ...]
    row: Callable[[Any, Period], Values | None]
    of_reports: bool = True


_REPORT = ("report_number", "report_title", "issued_on")
_AMOUNTS = ("questioned_cost", "unsupported_cost", "funds_put_to_better_use")


def _named(report: AuditReport) -> Values:
    return report.number, report.title, report.issued_on


def _amounts(report: AuditReport, day: date) -> Values:
    costs, better = report.value(day, Table.QUESTIONED_COSTS), report.value(day, Table.BETTER_USE)
    return costs.amount, costs.unsupported, better.amount


def _agreed(report: AuditReport, day: date) -> Values:
    return report.agreed(day, Table.QUESTIONED_COSTS), report.agreed(day, Table.BETTER_USE)


def _issued(report: AuditReport, period: Period) -> Values | None:
    if not (followup.issued_in(report, period) and report.concerns(period.last)):
        return None
    decided_on = report.decided_on(period.last)
    return (*_named(report), *_amounts(report, decided_on or period.last), decided_on is not None, decided_on)


def _decided(report: AuditReport, period: Period) -> Values | None:
    if not followup.decided_later(report, period):
        return None
    decided_on = report.decided_on(period.last)
    if decided_on is None or not report.concerns(decided_on):
        return None
    return (*_named(report), decided_on, *_amounts(report, decided_on), *_agreed(report, decided_on))


def _undecided(report: AuditReport, period: Period) -> Values | None:
    if not (followup.undecided_too_long(report, period) and report.concerns(period.last)):
        return None
    waiting = ", ".join(part.number for part in report.parts if part.undecided(period.last))
    return (*_named(report), (period.last - report.issued_on).days, *_amounts(report, period.last), waiting)


def _no_final_action(report: AuditReport, period: Period) -> Values | None:
    decided_on = final_action.overdue_since(report, period.last)
    if decided_on is None or not report.concerns(period.last):
        return None
    waiting = ", ".join(part.number for part in report.parts if part.closed_on is None and part.on(period.last))
    return (*_named(report), decided_on, *_agreed(report, decided_on), waiting)


def _recommendation(item: Item) -> Values:
    return item.report_number, item.report_title, item.issued_on, item.number, item.component, item.text


def _not_complete(item: Item, period: Period) -> Values | None:
    if not (item.status.is_open and followup.not_complete(item.issued_on, period)):
        return None
    savings = (item.questioned_cost or ZERO) + (item.funds_put_to_better_use or ZERO)
    return (*_recommendation(item), item.status, item.due_on, savings)


def _unresolved(item: Item, period: Period) -> Values | None:
    if item.issued_on is None or not followup.unresolved_too_long(item.status, item.issued_on, period.last):
        return None
    said = "No response: counts as unresolved" if item.status is Status.RESPONSE_DUE else in_words(item.status)
    return (*_recommendation(item), said, (period.last - item.issued_on).days)


LISTS: Mapping[str, StatutoryList] = {
    one.name: one
    for one in (
        StatutoryList(
            ISSUED,
            "Reports issued in the period",
            "5 U.S.C. 405(b)(5), as amended by P.L. 117-263, section 5273",
            "Every report issued in the period, with its amounts and whether a management decision was made by the "
            "period's end.",
            (*_REPORT, *_AMOUNTS, "decision_made", "decided_on"),
            _issued,
        ),
        StatutoryList(
            DECIDED,
            "Management decisions on reports of earlier periods",
            "5 U.S.C. 405(b)(6), as amended by P.L. 117-263, section 5273",
            "Reports issued before the period whose last recommendation was decided in it, with what was agreed to.",
            (*_REPORT, "decided_on", *_AMOUNTS, "costs_agreed", "better_use_agreed"),
            _decided,
        ),
        StatutoryList(
            NOT_COMPLETE,
            "Recommendations from before the period that are not complete",
            "5 U.S.C. 405(b)(2), as amended by P.L. 117-263, section 5273",
            "Open at the period's end, of reports issued before it. Potential savings are the questioned costs and the "
            "funds to be put to better use together.",
            (*_REPORT, "number", "component", "text", "status", "due_on", "potential_savings"),
            _not_complete,
            of_reports=False,
        ),
        StatutoryList(
            UNDECIDED,
            "Reports without a management decision after six months",
            "5 U.S.C. 405(b)(10)(A), before P.L. 117-263",
            "Issued before the period and six months or more before its end, without a management decision then. The "
            "reasons and the timetable for a decision are the agency's to add.",
            (*_REPORT, "days_since_issue", *_AMOUNTS, "undecided_recommendations"),
            _undecided,
        ),
        StatutoryList(
            NO_FINAL_ACTION,
            "Reports with a management decision but no final action after a year",
            "5 U.S.C. 405(c), the statement of the head of the establishment",
            "The management decision lies more than one year before the period's end, and the OIG has not closed the "
            "last recommendation. Disallowed costs are those that the decisions agree to. The Act lets the agency "
            "leave out reports under appeal or awaiting legislation; it has to say how many.",
            (*_REPORT, "decided_on", "costs_agreed", "better_use_agreed", "open_recommendations"),
            _no_final_action,
        ),
        StatutoryList(
            UNRESOLVED,
            "Recommendations unresolved for more than six months",
            "OMB Circular A-50: resolution within six months",
            "The OIG has not accepted a plan more than six months after the report was issued, or accepts it no "
            "longer. Where no response came, the recommendation counts as unresolved.",
            (*_REPORT, "number", "component", "text", "standing", "days_since_issue"),
            _unresolved,
            of_reports=False,
        ),
    )
}
"""In the order in which a report tells them."""
