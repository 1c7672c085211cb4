"""The list of the Good Accounting Obligation in Government Act (P.L. 115-414) for the annual budget justification.

Public recommendations of the OIG, published a year or more before the as-of date, without final action: with the
implementation status, the reason, the timeline, and what differs from the OIG's last semiannual report.
A report is public unless somebody has recorded that it is not; one whose public address is not recorded is listed with
a word of warning.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipr_compliance.domain.dates import add_months, written_out
from ipr_compliance.domain.deadlines import days_in_words
from ipr_compliance.domain.progress import Item, LastUpdate, Period
from ipr_compliance.domain.words import Agreement, Status

MONTHS = 12


class List(StrEnum):
    """What the report lists."""

    ITEMS = "items"
    DIFFERENCES = "differences"


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One recommendation of the list as it stood on the as-of date, with what was last reported about it."""

    item: Item
    link: str | None
    update: LastUpdate | None
    public: bool = True


def latest_publication(as_of: date) -> date:
    """The last day of publication of what is listed as of a day: one year before it."""
    return add_months(as_of, -MONTHS)


def published_long_enough(issued_on: date | None, as_of: date) -> bool:
    """Whether it was published not less than one year before."""
    return issued_on is not None and issued_on <= latest_publication(as_of)


def implementation(status: Status, agreement: Agreement) -> str:
    """The implementation status in words: what the agency has decided, and how far it is."""
    if status is Status.RESPONSE_DUE:
        return "No response: counts as unresolved."
    if status is Status.CLOSURE_REQUESTED:
        return "Reported as implemented; the OIG has not closed it."
    if status is Status.OPEN_RESOLVED:
        return "To be implemented; the OIG has accepted the plan."
    if agreement is Agreement.NON_CONCUR:
        return "Not adopted; unresolved with the OIG."
    return "Unresolved; the OIG has not accepted the plan."


def reason(one: Outstanding) -> str:
    """Why no final action was taken: the words of the last status update that has any."""
    if one.update is None:
        return "No status update has been recorded; state the reason."
    return f"{written_out(one.update.on)}: {one.update.note}"


def timeline(one: Outstanding, as_of: date) -> str:
    """By when it is to be implemented, and what comes next."""
    due_on, first = one.item.due_on, one.item.original_due_on
    said = "No date has been set." if due_on is None else f"{written_out(due_on)} ({days_in_words(due_on, as_of)})."
    if due_on and first and first != due_on:
        said += f" First due {written_out(first)}."
    if one.update and one.update.next_step:
        by = f" by {written_out(one.update.next_step_on)}" if one.update.next_step_on else ""
        said += f" Next: {one.update.next_step}{by}"
    return said


def in_semiannual(issued_on: date | None, sar: Period) -> bool:
    """Whether a recommendation that was open at the end of that half-year stands in its semiannual report."""
    return issued_on is not None and issued_on < sar.first


def difference(sar: Period, *, was_open: bool) -> str:
    """Why a recommendation of this list is not in the semiannual report, or nothing where it is in both."""
    return "" if was_open else f"Was not open on {written_out(sar.last)}, the end of the semiannual report's period."


def left_out(
    status: Status, closed_on: date | None, issued_on: date | None, as_of: date, *, public: bool = True
) -> str:  # fmt: skip
    """Why a recommendation of the semiannual report is not in this list, or nothing where it is."""
    if not status.is_open:
        return f"The OIG closed it on {written_out(closed_on)}." if closed_on else "The OIG has closed it."
    if not published_long_enough(issued_on, as_of):
        published = written_out(issued_on) if issued_on else "a day that is not recorded"
        return f"Published on {published}, less than a year before {written_out(as_of)}."
    return "" if public else "The report is not public."
