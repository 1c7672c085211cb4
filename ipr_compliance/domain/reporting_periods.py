"""The periods that reports are about: months for ours, half-years for the semiannual report of the Inspector General.

A half-year ends on 31 March or on 30 September (5 U.S.C. 405(b)).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ipr_compliance.domain.dates import add_months
from ipr_compliance.domain.progress import Kind, Period, period
from ipr_compliance.domain.refusal import Invalid

ONE_DAY = timedelta(days=1)
HALF = 6


def half_year_of(day: date) -> Period:
    """The half-year in which a day lies."""
    first = date(day.year, 4, 1) if 4 <= day.month <= 9 else date(day.year - (day.month < 4), 10, 1)
    return Period(first, add_months(first, HALF) - ONE_DAY)


def last_half_year(today: date) -> Period:
    """The half-year that ended last before today."""
    return half_year_of(half_year_of(today).day_before)


def is_half_year(days: Period) -> bool:
    """Whether the period is one of the Act's."""
    return half_year_of(days.last) == days


def before(days: Period) -> Period:
    """The period that ends on the day before this one begins: a half-year before one, else one as long."""
    last = days.day_before
    return half_year_of(last) if is_half_year(days) else Period(last - (days.last - days.first), last)


def semiannual(first: date | None, last: date | None, today: date) -> Period:
    """The period of a semiannual report: by default the half-year that ended last before today.

    Where one of its days is named, the half-year in which that day lies gives the other. Refuses with Invalid a period
    that begins after it ends.
    """
    if first is None and last is None:
        return last_half_year(today)
    last = last or half_year_of(first or today).last
    return period(first or half_year_of(last).first, last, today)


_RULES: Mapping[Kind, Callable[[date | None, date | None, date], Period]] = {
    Kind.PROGRESS: period,
    Kind.SAR: semiannual,
    Kind.GAO_IG: period,
}


def asked_for(kind: Kind, first: date | None, last: date | None, today: date) -> Period:
    """The period of a report of that kind, with what was said of its first and last day.

    Refuses with Invalid a period that begins after it ends, and one whose neighbour the calendar does not reach.
    """
    days = _RULES[kind](first, last, today)
    if days.first.year < date.min.year + 2:
        raise Invalid("The period lies too far in the past.", field="from")
    return days
